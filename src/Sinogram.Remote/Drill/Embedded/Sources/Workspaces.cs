using System.IO.Enumeration;
using System.Text.RegularExpressions;
using Sinogram.Data.Storage;
using Sinogram.Remote.Drill.Storage;

namespace Sinogram.Remote.Drill.Embedded.Sources;

/// <summary>Finds the files that a table's name means in the workspaces of the configured storages.</summary>
internal sealed class Workspaces(IReadOnlyDictionary<string, StoragePlugin> plugins, IReadOnlyList<string> forbidden, RemoteStorages remote)
{
    /// <summary>The connection of <c>cp</c>: the files within Drill's own programs, of which there are none here.</summary>
    public const string ClassPath = "classpath:///";

    private const int MostFiles = 200_000;

    /// <summary>A workspace by its schema: <c>dfs</c>, <c>dfs.tmp</c>; null where there is none.</summary>
    public (StoragePlugin Plugin, string Schema, StorageWorkspace Workspace)? Find(string schema)
    {
        var dot = schema.IndexOf('.', StringComparison.Ordinal);
        var (name, workspace) = dot < 0 ? (schema, "default") : (schema[..dot], schema[(dot + 1)..]);
        if (!plugins.TryGetValue(name, out var plugin) || !plugin.Enabled) { return null; }
        if (plugin.Workspaces.TryGetValue(workspace, out var found)) { return (plugin, dot < 0 ? plugin.Name : $"{plugin.Name}.{workspace.ToLowerInvariant()}", found); }
        return dot < 0 ? (plugin, plugin.Name, new StorageWorkspace("/", false, null, false)) : null;
    }

    /// <summary>The schemas of all enabled storages.</summary>
    public IEnumerable<string> Schemas() => plugins.Values.Where(p => p.Enabled)
        .SelectMany(p => p.Type == "file" ? p.Workspaces.Keys.Select(w => $"{p.Name}.{w.ToLowerInvariant()}").Append($"{p.Name}.default").Distinct() : [p.Name])
        .Order(StringComparer.Ordinal);

    /// <summary>The folder of a workspace on this machine.</summary>
    /// <exception cref="DrillException">It is elsewhere.</exception>
    public static string Folder(StoragePlugin plugin, StorageWorkspace workspace, int offset) =>
        IsRemote(plugin)
            ? throw new DrillException($"The embedded engine keeps views and schemas on this machine only, and lists no tables in {plugin.Connection}.", offset, "Use a workspace of this machine, or a Drill cluster with --connect.")
            : Normal(workspace.Location.StartsWith('/') ? workspace.Location : Path.GetFullPath(workspace.Location));

    /// <summary>The schemas that have something, for what tells a user where to look.</summary>
    public IEnumerable<string> OwnSchemas() => Schemas().Where(s => s != "cp.default");

    public static bool IsClassPath(StoragePlugin plugin) => plugin.Connection.StartsWith("classpath:", StringComparison.OrdinalIgnoreCase);

    public static bool IsRemote(StoragePlugin plugin) => IsClassPath(plugin) || StorageProvider.IsRemote(plugin.Connection) && !plugin.Connection.StartsWith("file:", StringComparison.OrdinalIgnoreCase);

    /// <summary>The files of a path within a workspace; null when nothing is there.</summary>
    /// <param name="found">The workspace.</param>
    /// <param name="path">As the query writes it.</param>
    /// <param name="format">The format that a table function asks for, or null.</param>
    /// <param name="offset">Where the name stands.</param>
    public SourceFiles? Files((StoragePlugin Plugin, string Schema, StorageWorkspace Workspace) found, string path, StorageFormat? format, int offset)
    {
        var (plugin, _, workspace) = found;
        if (plugin.Type != "file") { throw new DrillException($"The storage '{plugin.Name}' is of the type {plugin.Type}: the embedded engine reads files only.", offset, "It needs a Drill cluster: --connect NAME."); }
        var segments = path.Split('/', StringSplitOptions.RemoveEmptyEntries);
        if (segments.Contains("..") && !workspace.AllowAccessOutside) { throw new DrillException($"Invalid path [{path}] takes you outside the workspace.", offset); }
        if (IsClassPath(plugin)) { return null; }
        return IsRemote(plugin) ? Remote(found, path, format, offset) : Local(found, path, segments, format, offset);
    }

    private SourceFiles? Local((StoragePlugin Plugin, string Schema, StorageWorkspace Workspace) found, string path, string[] segments, StorageFormat? format, int offset)
    {
        var root = Folder(found.Plugin, found.Workspace, offset);
        segments = [.. segments.Where(s => s != ".")];
        // A name that a file has is no pattern.
        var literal = Path.Combine([root, .. segments]);
        var names = File.Exists(literal) || Directory.Exists(literal) ? segments : [.. segments.TakeWhile(s => !s.AsSpan().ContainsAny("*?{["))];
        var start = Path.GetFullPath(Path.Combine([root, .. names]));
        var files = new List<string>();
        foreach (var file in Expand(start, segments[names.Length..], offset).Where(f => !IsForbidden(f)))
        {
            files.Add(file);
            if (files.Count > MostFiles) { throw new DrillException($"`{path}` has more than {MostFiles:N0} files.", offset); }
        }
        files.Sort(StringComparer.Ordinal);
        if (files.Count == 0 && !(names.Length == segments.Length && Directory.Exists(start) && !IsForbidden(start + "/"))) { return null; }
        if (files.Count == 0) { throw new DrillException($"No files were found in `{path}` ({found.Schema}).", offset); }
        var isFile = names.Length == segments.Length && File.Exists(start);
        return FormatOf(found, files, path, format, offset) is { } known
            ? new SourceFiles(files, files, isFile ? Path.GetDirectoryName(start)! : start, isFile, known, path == "." ? found.Schema : $"`{path}`", offset) { Storage = found.Plugin.Name }
            : null;
    }

    /// <summary>What is in a folder that is elsewhere, in order of the names; nothing where there is no such folder.</summary>
    public IReadOnlyList<StorageEntry> List((StoragePlugin Plugin, string Schema, StorageWorkspace Workspace) found, string path, int offset)
    {
        if (IsClassPath(found.Plugin)) { return []; }
        try
        {
            var place = remote.Resolve(found.Plugin, Location(found.Plugin, found.Workspace, path == "." ? "" : path));
            return place.Storage.ListAsync(place.Path.TrimEnd('/') is { Length: > 0 } folder ? folder : place.Path).ToBlockingEnumerable().OrderBy(e => e.Name, StringComparer.Ordinal).ToArray();
        }
        catch (StorageException e) when (e.Fault == StorageFault.NotFound)
        {
            return [];
        }
        catch (StorageException e)
        {
            throw new DrillException(e.Message, offset, inner: e);
        }
    }

    public static string Location(StoragePlugin plugin, StorageWorkspace workspace, string path) =>
        $"{plugin.Connection.TrimEnd('/')}/{workspace.Location.Trim('/')}".TrimEnd('/') + "/" + path.Trim('/');

    private SourceFiles? Remote((StoragePlugin Plugin, string Schema, StorageWorkspace Workspace) found, string path, StorageFormat? format, int offset)
    {
        var location = Location(found.Plugin, found.Workspace, path);
        try
        {
            var local = remote.Files(found.Plugin, location, f => FormatOf(found, f.Files, path, format, offset) is { Type: "parquet" });
            var isFile = local.Files.Count == 1 && local.Origins[0].TrimEnd('/').EndsWith("/" + path.Trim('/'), StringComparison.Ordinal);
            return FormatOf(found, local.Files, path, format, offset) is { } known
                ? new SourceFiles(local.Files, local.Origins, local.Root.TrimEnd('/'), isFile, known, path == "." ? found.Schema : $"`{path}`", offset) { Storage = found.Plugin.Name, Modified = local.Modified }
                : null;
        }
        catch (StorageException e) when (e.Fault == StorageFault.NotFound)
        {
            return null;
        }
        catch (StorageException e)
        {
            throw new DrillException(e.Message, offset, inner: e);
        }
    }

    private static StorageFormat? FormatOf((StoragePlugin Plugin, string Schema, StorageWorkspace Workspace) found, IReadOnlyList<string> files, string path, StorageFormat? asked, int offset)
    {
        if (asked is not null) { return asked; }
        var formats = files.Select(f => Known(found.Plugin, found.Workspace, f)).Distinct().ToList();
        if (formats.Count == 1) { return formats[0]; }
        throw new DrillException($"`{path}` holds files of several formats ({string.Join(", ", files.Select(f => Path.GetExtension(f)).Distinct())}).", offset, $"Name one kind by a pattern: `{path.TrimEnd('/')}/*{Path.GetExtension(files[0])}`.");
    }

    private static StorageFormat? Known(StoragePlugin plugin, StorageWorkspace workspace, string file)
    {
        var name = Path.GetFileName(file);
        var format = ByName(name);
        // A text or JSON file may be compressed, as its second ending says: emp.json.gz.
        if (format is null && CompressedFiles.Inner(name) is { } inner && ByName(inner) is { Type: "text" or "json" } packed) { format = packed; }
        return format ?? (workspace.DefaultInputFormat is { } standard && plugin.Formats.TryGetValue(standard, out var fallback) ? fallback : null);

        // The longest extension wins: csv.gz before gz.
        StorageFormat? ByName(string name) =>
            plugin.Formats.Values.Where(f => f.Extensions.Any(e => name.EndsWith("." + e, StringComparison.OrdinalIgnoreCase))).MaxBy(f => f.Extensions.Max(e => e.Length));
    }

    private bool IsForbidden(string file) => forbidden.Any(f => file.StartsWith(f + "/", StringComparison.Ordinal));

    private static string Normal(string path) => path.TrimEnd('/') is { Length: > 0 } trimmed ? trimmed : "/";

    private static IEnumerable<string> Expand(string path, string[] patterns, int offset)
    {
        if (patterns.Length == 0) { return File.Exists(path) ? [path] : Directory.Exists(path) ? Below(path) : []; }
        if (!Directory.Exists(path)) { return []; }
        var matching = Braces(patterns[0], offset).ToArray();
        return Directory.EnumerateFileSystemEntries(path)
            .Where(e => IsVisible(e) && matching.Any(m => Matches(m, Path.GetFileName(e))))
            .SelectMany(e => Expand(e, patterns[1..], offset));
    }

    private static bool Matches(string pattern, string name)
    {
        if (!pattern.Contains('[', StringComparison.Ordinal)) { return FileSystemName.MatchesSimpleExpression(pattern, name, ignoreCase: false); }
        var regex = string.Concat(pattern.Select(c => c switch { '*' => ".*", '?' => ".", '[' or ']' or '-' or '^' => c.ToString(), _ => Regex.Escape(c.ToString()) }));
        try
        {
            return Regex.IsMatch(name, $"^{regex}$", RegexOptions.NonBacktracking | RegexOptions.CultureInvariant);
        }
        catch (ArgumentException)
        {
            return false;
        }
    }

    internal static IEnumerable<string> Below(string folder) => Directory.EnumerateFiles(folder).Where(IsVisible).Concat(Directory.EnumerateDirectories(folder).Where(IsVisible).SelectMany(Below));

    // Drill leaves out what begins with a dot or an underscore: also the parts that a writer has not finished.
    private static bool IsVisible(string path) => Path.GetFileName(path) is not ['.' or '_', ..] && !path.EndsWith(".view.drill", StringComparison.Ordinal);

    private static IEnumerable<string> Braces(string pattern, int offset)
    {
        var open = pattern.IndexOf('{', StringComparison.Ordinal);
        if (open < 0) { return [pattern]; }
        var close = pattern.IndexOf('}', open);
        if (close < 0) { throw new DrillException("A brace { in the path is not closed.", offset); }
        return pattern[(open + 1)..close].Split(',').SelectMany(choice => Braces(pattern[..open] + choice + pattern[(close + 1)..], offset));
    }
}
