using Sinogram.Data;
using Sinogram.Remote.Drill.Embedded.Sources;
using Sinogram.Remote.Drill.Sql;

namespace Sinogram.Remote.Drill.Embedded.Statements;

/// <summary>SHOW SCHEMAS, SHOW TABLES and SHOW FILES.</summary>
internal static class ShowStatements
{
    public static DrillResult Run(StatementCall call, ShowStatement show) => show.What switch
    {
        "FILES" => Files(call, show),
        "TABLES" => Tables(call, show),
        _ => Filtered(call, show, "SELECT SCHEMA_NAME FROM information_schema.SCHEMATA", "SCHEMA_NAME"),
    };

    private static DrillResult Tables(StatementCall call, ShowStatement show)
    {
        var schema = show.In is { } named
            ? call.Tables.SchemaOf([.. named.Select(p => p.Value)]) ?? throw new DrillException($"Invalid schema name [{string.Join('.', named.Select(p => p.Value))}]", named[0].Offset)
            : call.Session.DefaultSchema ?? throw new DrillException("No default schema selected. Select a schema using 'USE schema' command", show.Offset);
        return Filtered(call, show, $"SELECT TABLE_SCHEMA, TABLE_NAME FROM information_schema.`TABLES` WHERE TABLE_SCHEMA = {DuckDbEngine.Literal(Default(schema))}", "TABLE_NAME");
    }

    private static string Default(string schema) => schema.Contains('.', StringComparison.Ordinal) || schema is "sys" or "information_schema" ? schema : schema + ".default";

    private static DrillResult Filtered(StatementCall call, ShowStatement show, string sql, string column)
    {
        var query = (SqlQuery)SqlParser.Parse(sql);
        var body = (SelectBody)query.Body;
        var condition = show.Where ?? (show.Like is { } like ? new LikeExpression(false, false, new NameExpression([new SqlName(column, show.Offset)]), new LiteralExpression(LiteralKind.Text, like, show.Offset), null, show.Offset) : null);
        if (condition is not null) { body = body with { Where = body.Where is null ? condition : new BinaryExpression("AND", body.Where, condition, show.Offset) }; }
        return call.Query(call.Bind(query with { Body = body }));
    }

    private static DrillResult Files(StatementCall call, ShowStatement show)
    {
        var parts = show.In?.Select(p => p.Value).ToArray() ?? [];
        var place = parts.Length == 0
            ? call.Session.DefaultSchema is { } standard && call.Session.Workspaces.Find(standard) is { } current
                ? (current, ".")
                : throw new DrillException("SHOW FILES is supported in workspace type schema only. Schema [] is not a workspace schema.", show.Offset, "SHOW FILES IN dfs.tmp, or USE one first.")
            : call.Session.Workspaces.Find(string.Join('.', parts)) is { } whole && parts.Length <= 2
                ? (whole, ".")
                : call.Tables.Place(parts) ?? (call.Session.DefaultSchema is { } outer ? call.Tables.Place([.. outer.Split('.'), .. parts]) : null)
                    ?? throw new DrillException($"Invalid FROM/IN clause [{string.Join('.', parts)}]", show.In![0].Offset);
        if (Workspaces.IsRemote(place.Item1.Plugin)) { return Elsewhere(call.Session.Workspaces.List(place.Item1, place.Item2, show.Offset)); }
        var folder = Path.Combine(Workspaces.Folder(place.Item1.Plugin, place.Item1.Workspace, show.Offset), place.Item2.Trim('/'));
        var entries = call.Session.Forbidden.Any(f => (Path.GetFullPath(folder) + "/").StartsWith(f + "/", StringComparison.Ordinal)) ? []
            : File.Exists(folder) ? [new FileInfo(folder)]
            : Directory.Exists(folder) ? new DirectoryInfo(folder).EnumerateFileSystemInfos().OrderBy(i => i.Name, StringComparer.Ordinal).ToArray()
            : System.Array.Empty<FileSystemInfo>();
        return StatementRunner.Rows(
            ("name", typeof(string), [.. entries.Select(e => e.Name)]),
            ("isDirectory", typeof(bool), [.. entries.Select(e => (object)(e is DirectoryInfo))]),
            ("isFile", typeof(bool), [.. entries.Select(e => (object)(e is FileInfo))]),
            ("length", typeof(long), [.. entries.Select(e => (object)(e is FileInfo f ? f.Length : 4096L))]),
            ("owner", typeof(string), [.. entries.Select(_ => Environment.UserName)]),
            ("group", typeof(string), [.. entries.Select(_ => Environment.UserName)]),
            ("permissions", typeof(string), [.. entries.Select(e => Permissions(e.UnixFileMode))]),
            ("accessTime", typeof(DateTime), [.. entries.Select(e => (object)Milliseconds(e.LastAccessTimeUtc))]),
            ("modificationTime", typeof(DateTime), [.. entries.Select(e => (object)Milliseconds(e.LastWriteTimeUtc))]));
    }

    // Who owns a file elsewhere, and who may read it, its storage does not say.
    private static DrillResult Elsewhere(IReadOnlyList<Sinogram.Data.Storage.StorageEntry> entries) => StatementRunner.Rows(
        ("name", typeof(string), [.. entries.Select(e => e.Name)]),
        ("isDirectory", typeof(bool), [.. entries.Select(e => (object)e.IsFolder)]),
        ("isFile", typeof(bool), [.. entries.Select(e => (object)!e.IsFolder)]),
        ("length", typeof(long), [.. entries.Select(e => (object)e.Length)]),
        ("owner", typeof(string), [.. entries.Select(_ => "")]),
        ("group", typeof(string), [.. entries.Select(_ => "")]),
        ("permissions", typeof(string), [.. entries.Select(e => e.IsFolder ? "rwxrwxrwx" : "rw-rw-rw-")]),
        ("accessTime", typeof(DateTime), [.. entries.Select(e => (object)Milliseconds(e.Modified.UtcDateTime))]),
        ("modificationTime", typeof(DateTime), [.. entries.Select(e => (object)Milliseconds(e.Modified.UtcDateTime))]));

    private static DateTime Milliseconds(DateTime time) => DateTime.SpecifyKind(new DateTime(time.Ticks - (time.Ticks % TimeSpan.TicksPerMillisecond)), DateTimeKind.Unspecified);

    private static string Permissions(UnixFileMode mode)
    {
        Span<char> text = stackalloc char[9];
        for (var i = 0; i < 9; i++) { text[i] = ((int)mode & (1 << (8 - i))) != 0 ? "rwx"[i % 3] : '-'; }
        return new string(text);
    }
}
