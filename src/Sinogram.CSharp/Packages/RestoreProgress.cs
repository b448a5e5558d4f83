using Sinogram.Core.Display;

namespace Sinogram.CSharp.Packages;

/// <summary>The line that a cell shows while its packages are restored; it ends as what was loaded.</summary>
internal sealed class RestoreProgress : IDisposable
{
    private readonly IProgressHandle _line;

    public RestoreProgress(IOutput output, IReadOnlyList<PackageRequest> requests) =>
        _line = output.Progress((requests.Count == 1 ? "Package " : "Packages ") + string.Join(", ", requests.Select(r => r.Id)));

    /// <summary>Says what is going on.</summary>
    public void Report(string text) => _line.Report(null, text);

    /// <summary>Says what is there now.</summary>
    /// <param name="packages">The packages that were asked for.</param>
    /// <param name="count">How many were loaded, with those that they need.</param>
    public void End(IEnumerable<RestoredPackage> packages, int count)
    {
        var named = packages.Select(p => p.Version).ToList();
        var more = count - named.Count;
        _line.Report(null, string.Join(", ", named) + (more > 0 ? $", with {more} more that they need" : ""));
    }

    public void Dispose() => _line.Dispose();
}
