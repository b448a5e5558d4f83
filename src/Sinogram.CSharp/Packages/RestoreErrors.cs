using System.Text.RegularExpressions;
using Sinogram.Core.Magics;

namespace Sinogram.CSharp.Packages;

/// <summary>What restore could not do, in words: which package, why, and what to write instead.</summary>
internal static partial class RestoreErrors
{
    /// <summary>The error that decides.</summary>
    /// <param name="messages">Restore's messages.</param>
    /// <param name="output">All that it printed, for what it reports nowhere else.</param>
    /// <param name="requests">What was asked for.</param>
    public static MagicException Of(IReadOnlyList<RestoreMessage> messages, string output, IReadOnlyList<PackageRequest> requests)
    {
        var errors = messages.Where(m => m.IsError).ToList();
        var error = errors.FirstOrDefault(e => e.Code is "NU1301") ?? errors.FirstOrDefault();
        if (error is null)
        {
            return new MagicException("'dotnet restore' failed: " + Told(output), "'dotnet restore' of a project with the same package should say the same.");
        }

        var package = error.Package ?? Quoted().Match(error.Text).Value;
        var asked = requests.FirstOrDefault(r => string.Equals(r.Id, package, StringComparison.OrdinalIgnoreCase));
        return error.Code switch
        {
            "NU1101" => Missing(package, asked, error.Text),
            "NU1102" or "NU1103" => NoVersion(package, asked, error.Text),
            "NU1202" or "NU1701" => new MagicException(
                $"Package {package} is not made for {DotnetSdk.Framework}: {First(error.Text)}", "Another version of it may be; its page lists the frameworks of each."),
            "NU1301" or "NU1300" => new MagicException(
                $"A package source does not answer: {First(error.Text)}",
                "Without a network only packages that this machine has restored before can be used. #i \"nuget: /folder\" adds a folder of .nupkg files."),
            "NU1605" or "NU1107" or "NU1106" or "NU1608" => new MagicException(
                $"The packages do not go together: {First(error.Text)}", "Ask for a version that all of them accept; the lines above name what each needs."),
            _ => new MagicException($"Package {package} cannot be restored ({error.Code}): {First(error.Text)}"),
        };
    }

    private static MagicException Missing(string package, PackageRequest? asked, string text)
    {
        var sources = SourceList().Match(text) is { Success: true } match ? match.Groups[1].Value.Trim().TrimEnd('.') : "";
        var where = sources.Length == 0 ? "in the configured sources" : "in " + sources;
        return asked is null
            ? new MagicException($"There is no package {package} {where}, which a package of this cell needs.", "#i \"nuget: /folder\" or #i \"nuget: https://…\" adds a source.")
            : new MagicException($"There is no package {package} {where}.", "Check the name; #i \"nuget: /folder\" or #i \"nuget: https://…\" adds a source.");
    }

    private static MagicException NoVersion(string package, PackageRequest? asked, string text)
    {
        var found = Found().Matches(text).Select(m => (Count: m.Groups[1].Value, Source: m.Groups[2].Value.Trim(), Nearest: m.Groups[3].Value)).Where(f => f.Count != "0").ToList();
        var existing = found.Count == 0
            ? "No source has any version of it."
            : string.Join("; ", found.Select(f => $"{f.Source} has {f.Count} version{(f.Count == "1" ? "" : "s")}" + (f.Nearest.Length == 0 ? "" : $", the nearest is {f.Nearest}"))) + ".";
        var nearest = found.Select(f => f.Nearest).FirstOrDefault(n => n.Length > 0);
        var needs = asked is null && Needed().Match(text) is { Success: true } match ? match.Groups[1].Value : null;
        return asked is null
            ? new MagicException($"A package of this cell needs {package} {needs}, which does not exist here. {existing}", "#i \"nuget: /folder\" or #i \"nuget: https://…\" adds a source.")
            : new MagicException(
                asked.Version == PackageRequest.Newest ? $"Package {package} has no stable version. {existing}" : $"Package {package} has no version {asked.Version}. {existing}",
                nearest is null ? null : $"#r \"nuget: {package}, {nearest}\"");
    }

    private static string First(string text) => string.Join(' ', text.Split('\n').Select(l => l.Trim()).Where(l => l.Length > 0).Take(4));

    private static string Told(string output)
    {
        var lines = output.Split('\n').Select(l => l.Trim()).Where(l => l.Length > 0).ToList();
        return lines.FirstOrDefault(l => l.Contains("error", StringComparison.Ordinal)) ?? lines.LastOrDefault() ?? "it said nothing.";
    }

    [GeneratedRegex(@"(?<=[Pp]ackage )[\w.\-]+")]
    private static partial Regex Quoted();

    [GeneratedRegex(@"source\(s\): (.+)$", RegexOptions.Singleline)]
    private static partial Regex SourceList();

    [GeneratedRegex(@"Found (\d+) version\(s\) in (.+?)(?: \[ Nearest version: ([^\]\s]+) \])?\s*(?:\n|$)")]
    private static partial Regex Found();

    [GeneratedRegex(@"with version (\([^)]*\))")]
    private static partial Regex Needed();
}
