using Sinogram.Core.Execution;
using Sinogram.CSharp.Packages;
using Sinogram.CSharp.Source;

namespace Sinogram.CSharp.Services;

/// <summary>
/// Completion in the lines that address the kernel: names and versions of packages behind <c>#r "nuget:</c>, as far as this machine knows them without a network, and files.
/// </summary>
/// <param name="packages">The session's packages; null where there are none.</param>
internal sealed class DirectiveCompleter(NotebookPackages? packages)
{
    private const string Package = "nuget:";
    private const string Installed = "on this machine";

    private static readonly (string Word, string[] Files)[] Directives =
        [("#load", [".csx", ".cs"]), ("#r", [".dll"]), ("#i", [])];

    /// <summary>Completions at a position; null where it is in no such line.</summary>
    public Completions? Complete(string code, int position, CancellationToken token)
    {
        var begin = position == 0 ? 0 : code.LastIndexOf('\n', position - 1) + 1;
        var line = code[begin..position];
        var text = line.TrimStart();
        if (Array.Find(Directives, d => text.StartsWith(d.Word, StringComparison.Ordinal) && (text.Length == d.Word.Length || text[d.Word.Length] is ' ' or '"')) is not ({ } word, var files))
        {
            return null;
        }

        var quote = line.IndexOf('"', StringComparison.Ordinal);
        if (quote < 0 || line.IndexOf('"', quote + 1) >= 0)
        {
            return new Completions(position, position, []);
        }

        var written = line[(quote + 1)..];
        var isPackage = written.TrimStart().StartsWith(Package, StringComparison.OrdinalIgnoreCase);
        var rest = isPackage ? written[(written.IndexOf(':', StringComparison.Ordinal) + 1)..].TrimStart() : written;
        return word == "#r" && isPackage ? OfPackage(rest, code, position, token)
            : Package.StartsWith(written, StringComparison.OrdinalIgnoreCase) && word != "#load" && packages is not null && OfFiles(rest, position, files) is { Items: var beside }
                ? new Completions(position - written.Length, position, [new Completion(Package + " ", "keyword", word == "#r" ? "a package, with its version behind a comma" : "a folder or feed of packages"), .. beside])
            : OfFiles(rest, position, files);
    }

    private Completions OfPackage(string written, string code, int position, CancellationToken token)
    {
        var known = packages?.Known([.. CellDirective.Of(code).Where(d => d.Kind == DirectiveKind.PackageSource).Select(d => d.Text)]);
        if (known is null)
        {
            return new Completions(position, position, []);
        }

        var comma = written.IndexOf(',', StringComparison.Ordinal);
        if (comma < 0)
        {
            return new Completions(position - written.Length, position, [.. known.Names(written, token).Select(n => new Completion(n, "module", Installed))]);
        }

        var version = written[(comma + 1)..].TrimStart();
        return new Completions(position - version.Length, position,
            [.. known.Versions(written[..comma].Trim(), token).Where(v => v.StartsWith(version, StringComparison.OrdinalIgnoreCase)).Select(v => new Completion(v, "constant", Installed))]);
    }

    /// <summary>Files and folders that begin with the last part of a path.</summary>
    private static Completions OfFiles(string written, int position, string[] endings)
    {
        var name = written[(written.LastIndexOf('/') + 1)..];
        try
        {
            var folder = Path.GetFullPath(written.Length > name.Length ? written[..^name.Length] : ".");
            var found = new DirectoryInfo(folder).EnumerateFileSystemInfos(name.Replace("*", "", StringComparison.Ordinal).Replace("?", "", StringComparison.Ordinal) + "*")
                .Where(e => (name.Length > 0 || e.Name[0] != '.') && (e is DirectoryInfo || endings.Contains(e.Extension, StringComparer.OrdinalIgnoreCase)))
                .OrderBy(e => e.Name, StringComparer.OrdinalIgnoreCase)
                .Select(e => new Completion(e is DirectoryInfo ? e.Name + "/" : e.Name, "path"));
            return new Completions(position - name.Length, position, [.. found]);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return new Completions(position, position, []);
        }
    }
}
