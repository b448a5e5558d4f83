using System.IO.Enumeration;
using Sinogram.Data;

namespace Sinogram.Remote.Drill.Embedded;

/// <summary>Workspaces of the storage <c>dfs</c>, and the files that a table name means in them.</summary>
internal sealed class FileSources(IReadOnlyDictionary<string, string> workspaces, string? defaultSchema, IReadOnlyList<string> forbidden, Func<string, Table> probe)
{
    private const int MostFiles = 200_000;

    /// <summary>Columns of every file source that only appear when asked for.</summary>
    public static IReadOnlyList<string> ImplicitColumns { get; } = ["filename", "suffix", "filepath", "fqn"];

    /// <summary>The files of a table name: <c>dfs.`path`</c>, <c>dfs.workspace.`path`</c>, or a path in the default schema.</summary>
    public FileSet Resolve(IReadOnlyList<string> parts, int offset)
    {
        var (workspace, path) = Split(parts, offset);
        var shown = $"`{path}` in {workspace}";
        if (!workspaces.TryGetValue(workspace, out var root)) { throw new DrillException($"There is no workspace {workspace}. There are: {Known()}.", offset); }
        var segments = path.Split('/', StringSplitOptions.RemoveEmptyEntries);
        if (segments.Contains("..")) { throw new DrillException($"The path {shown} leads out of the workspace.", offset); }
        segments = [.. segments.Where(s => s != ".")];
        var (folder, rest) = (root, segments);
        if (path.StartsWith('/') && workspace == "dfs" && !Exists(Path.Combine([root, .. Fixed(segments)])) && Exists("/" + string.Join('/', Fixed(segments)))) { folder = "/"; }
        var names = Fixed(rest);
        var start = Path.Combine([folder, .. names]);
        var found = Expand(start, [.. rest.Skip(names.Length)], offset).Where(f => !IsForbidden(f)).Take(MostFiles + 1).ToList();
        if (found.Count > MostFiles) { throw new DrillException($"{shown} has more than {MostFiles:N0} files.", offset); }
        found.Sort(StringComparer.Ordinal);
        if (found.Count == 0)
        {
            throw new DrillException(Directory.Exists(start) && names.Length == rest.Length && !IsForbidden(start + "/") ? $"There are no files in {shown}." : $"There is no file or folder {shown}.", offset, $"Workspaces: {Known()}.");
        }
        var isFile = names.Length == rest.Length && File.Exists(start);
        return new FileSet(found, isFile ? Path.GetDirectoryName(start)! : start, isFile, FormatOf(found, shown, offset), probe, offset);
    }

    private (string Workspace, string Path) Split(IReadOnlyList<string> parts, int offset)
    {
        if (parts.Count == 1)
        {
            return defaultSchema is not null ? (defaultSchema, parts[0]) : throw new DrillException($"There is no table '{parts[0]}'.", offset, "Bring a variable in with --in, or name a file as dfs.`path`.");
        }
        if (!string.Equals(parts[0], "dfs", StringComparison.OrdinalIgnoreCase))
        {
            throw new DrillException($"The embedded engine has the storage dfs (files), not '{parts[0]}'.", offset, "Run it on a Drill cluster with --connect.");
        }
        if (parts.Count == 3) { return ("dfs." + parts[1].ToLowerInvariant(), parts[2]); }
        if (parts.Count > 3) { throw new DrillException($"A table has at most three names: dfs.workspace.`path`.", offset); }
        // The whole of a workspace, where the default one has no file of that name.
        var workspace = "dfs." + parts[1].ToLowerInvariant();
        var inRoot = workspaces.TryGetValue("dfs", out var root) && !parts[1].Contains("..", StringComparison.Ordinal) && Exists(Path.Combine(root, parts[1].TrimStart('/')));
        return !inRoot && workspaces.ContainsKey(workspace) ? (workspace, ".") : ("dfs", parts[1]);
    }

    private string Known() => string.Join(", ", workspaces.Keys.Order(StringComparer.Ordinal));

    private bool IsForbidden(string file) => forbidden.Any(f => file.StartsWith(f + "/", StringComparison.Ordinal));

    private static bool Exists(string path) => File.Exists(path) || Directory.Exists(path);

    private static bool IsPattern(string segment) => segment.AsSpan().ContainsAny("*?{[");

    private static string[] Fixed(string[] segments) => [.. segments.TakeWhile(s => !IsPattern(s))];

    private static IEnumerable<string> Expand(string path, string[] patterns, int offset)
    {
        if (patterns.Length == 0) { return File.Exists(path) ? [path] : Directory.Exists(path) ? Below(path) : []; }
        if (!Directory.Exists(path)) { return []; }
        var matching = Braces(patterns[0], offset).ToArray();
        return Directory.EnumerateFileSystemEntries(path)
            .Where(e => IsVisible(e) && matching.Any(m => FileSystemName.MatchesSimpleExpression(m, Path.GetFileName(e), ignoreCase: false)))
            .SelectMany(e => Expand(e, patterns[1..], offset));
    }

    private static IEnumerable<string> Below(string folder) => Directory.EnumerateFiles(folder).Where(IsVisible).Concat(Directory.EnumerateDirectories(folder).Where(IsVisible).SelectMany(Below));

    // Drill leaves out what begins with a dot or an underscore: also the parts that a writer has not finished.
    private static bool IsVisible(string path) => Path.GetFileName(path) is not ['.' or '_', ..];

    private static IEnumerable<string> Braces(string pattern, int offset)
    {
        if (pattern.Contains('[', StringComparison.Ordinal)) { throw new DrillException("The embedded engine does not follow [ ] in a path: use *, ? and {a,b}.", offset); }
        var open = pattern.IndexOf('{', StringComparison.Ordinal);
        if (open < 0) { return [pattern]; }
        var close = pattern.IndexOf('}', open);
        if (close < 0) { throw new DrillException("A brace { in the path is not closed.", offset); }
        return pattern[(open + 1)..close].Split(',').SelectMany(choice => Braces(pattern[..open] + choice + pattern[(close + 1)..], offset));
    }

    private static FileFormat FormatOf(List<string> files, string shown, int offset)
    {
        var extensions = files.Select(f => Path.GetExtension(f).ToLowerInvariant()).Distinct().ToArray();
        if (extensions.Length > 1) { throw new DrillException($"{shown} holds files of several kinds ({string.Join(", ", extensions)}): name one by a pattern such as *{extensions[0]}.", offset); }
        return extensions[0] switch
        {
            ".parquet" => FileFormat.Parquet,
            ".json" => FileFormat.Json,
            ".csvh" => FileFormat.CsvWithHeader,
            ".csv" or ".tsv" or ".tbl" or ".txt" => throw new DrillException($"The embedded engine does not follow text files without a header (columns[n]): {shown}.", offset, "Name the file .csvh when its first line is a header."),
            var other => throw new DrillException($"The files in {shown} are of the unknown kind '{other}'; .parquet, .json and .csvh are read.", offset),
        };
    }
}

internal enum FileFormat { Parquet, Json, CsvWithHeader }
