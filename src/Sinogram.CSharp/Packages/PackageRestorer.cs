using System.Security.Cryptography;
using System.Text;
using Sinogram.Core.Magics;

namespace Sinogram.CSharp.Packages;

/// <summary>
/// Restores sets of packages by the SDK. Each set has a folder of its own, so that one which was restored before is there at once, without the
/// SDK and without a network.
/// </summary>
internal sealed class PackageRestorer(PackageOptions options)
{
    private const UnixFileMode Private = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    /// <summary>How long to wait before asking again whether another kernel has finished the same set.</summary>
    private const int RetryMilliseconds = 50;

    /// <summary>The packages of a set.</summary>
    /// <param name="packages">Name and range of each.</param>
    /// <param name="sources">Feeds and folders besides those that are configured.</param>
    /// <param name="requests">What the notebook asked for, for messages.</param>
    /// <param name="progress">Told what is going on; not called where the set is there already.</param>
    /// <param name="token">Ends the restore, with all its processes.</param>
    /// <exception cref="MagicException">There is no SDK, or no place to restore to.</exception>
    public RestoreOutcome Restore(
        IReadOnlyList<(string Id, string Range)> packages, IReadOnlyList<string> sources, IReadOnlyList<PackageRequest> requests, Action<string> progress, CancellationToken token)
    {
        var project = PackageProject.Write(packages, sources, ConfigurationFolder, options.OnlySources);
        var folder = FolderOf(project);
        var floats = packages.Any(p => p.Range.Contains('*', StringComparison.Ordinal));
        var there = Restored(folder);
        if (there is not null && !floats)
        {
            return new RestoreOutcome.Ready(there, folder);
        }

        var program = DotnetSdk.Find(options.DotnetProgram);
        Make(folder);
        using var gate = Enter(Path.Combine(folder, "lock"), token);
        if (!floats && Restored(folder) is { } meanwhile)
        {
            return new RestoreOutcome.Ready(meanwhile, folder);
        }

        var file = Path.Combine(folder, "notebook.csproj");
        var assets = Path.Combine(folder, "obj", "project.assets.json");
        File.Delete(assets);
        File.WriteAllText(file, project);
        progress("asking the package sources");
        var (exitCode, output) = DotnetSdk.Restore(program, file, line => Tell(line, progress), token);
        if (exitCode == 0)
        {
            BuildItems.Find(program, file, AssetsFile.Read(assets, DotnetSdk.Framework, DotnetSdk.Platform).Packages, token);
            File.Copy(assets, ResultOf(folder), overwrite: true);
            return Restored(folder) is { } restored
                ? new RestoreOutcome.Ready(restored, folder)
                : throw new MagicException("'dotnet restore' succeeded, but the files of a package are missing.", "Another program may be clearing the package folder: run the cell again.");
        }

        var messages = File.Exists(assets) ? AssetsFile.Read(assets, DotnetSdk.Framework, DotnetSdk.Platform).Messages : [];
        var unreachable = messages.Any(m => m.IsError && m.Code is "NU1300" or "NU1301");
        return unreachable && there is not null ? new RestoreOutcome.Ready(there, folder) : new RestoreOutcome.Failed(RestoreErrors.Of(messages, output, requests), unreachable, messages.Any(m => m.IsError && m.Code is "NU1101" or "NU1102" or "NU1103"));
    }

    /// <summary>Notes what a set is that was restored under other ranges, as those of the lock that came of it: then it is there at once the next time.</summary>
    public void Remember(IReadOnlyList<(string Id, string Range)> packages, IReadOnlyList<string> sources, RestoreOutcome.Ready restored)
    {
        var folder = FolderOf(PackageProject.Write(packages, sources, ConfigurationFolder, options.OnlySources));
        if (folder == restored.Folder || File.Exists(ResultOf(folder)))
        {
            return;
        }

        Make(folder);
        try
        {
            BuildItems.Copy(restored.Folder, folder);
            File.Copy(ResultOf(restored.Folder), ResultOf(folder), overwrite: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Then it is restored once more the next time.
        }
    }

    private string ConfigurationFolder => options.ConfigurationFolder ?? Environment.CurrentDirectory;

    private string FolderOf(string project) =>
        Path.Combine(options.CacheFolder, Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(project)))[..24]);

    /// <summary>The last result that was good; restore overwrites its own file also where it fails.</summary>
    private static string ResultOf(string folder) => Path.Combine(folder, "restored.json");

    /// <summary>A set that was restored before and whose files are all there, or null.</summary>
    private static IReadOnlyList<RestoredPackage>? Restored(string folder)
    {
        if (!File.Exists(ResultOf(folder)))
        {
            return null;
        }

        try
        {
            var assets = AssetsFile.Read(ResultOf(folder), DotnetSdk.Framework, DotnetSdk.Platform);
            var packages = BuildItems.AddTo(assets.Packages, folder);
            return assets.Messages.Any(m => m.IsError) || !packages.SelectMany(p => p.Files).All(File.Exists) ? null : packages;
        }
        catch (IOException)
        {
            return null;
        }
    }

    private static void Tell(string line, Action<string> progress)
    {
        if (!line.Contains("error", StringComparison.Ordinal) && !line.Contains("Determining", StringComparison.Ordinal) && !line.Contains("Restored", StringComparison.Ordinal) && !line.Contains("Failed to restore", StringComparison.Ordinal))
        {
            progress(line);
        }
    }

    private void Make(string folder)
    {
        try
        {
            Directory.CreateDirectory(options.CacheFolder, Private);
            Directory.CreateDirectory(Path.Combine(folder, "obj"), Private);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new MagicException($"The folder for restored packages cannot be written: {e.Message}", "XDG_CACHE_HOME names another place.", e);
        }
    }

    /// <summary>Keeps other kernels out of the folder until the result is disposed.</summary>
    private static FileStream Enter(string path, CancellationToken token)
    {
        while (true)
        {
            token.ThrowIfCancellationRequested();
            try
            {
                return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException) when (File.Exists(path))
            {
                token.WaitHandle.WaitOne(RetryMilliseconds);
            }
        }
    }
}

/// <summary>How a restore ended: a closed union.</summary>
internal abstract record RestoreOutcome
{
    private RestoreOutcome()
    {
    }

    /// <summary>All packages are there.</summary>
    public sealed record Ready(IReadOnlyList<RestoredPackage> Packages, string Folder) : RestoreOutcome;

    /// <summary>They cannot be had.</summary>
    /// <param name="Error">Why.</param>
    /// <param name="IsUnreachable">A source did not answer: asking for other versions would not help.</param>
    /// <param name="IsMissing">A package or version does not exist.</param>
    public sealed record Failed(MagicException Error, bool IsUnreachable, bool IsMissing) : RestoreOutcome;
}
