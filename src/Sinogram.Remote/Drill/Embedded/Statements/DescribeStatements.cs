using System.Text.Json;
using System.Text.Json.Nodes;
using Sinogram.Remote.Drill.Embedded.Sources;
using Sinogram.Remote.Drill.Sql;

namespace Sinogram.Remote.Drill.Embedded.Statements;

/// <summary>DESCRIBE of tables, columns, queries and schemas.</summary>
internal static class DescribeStatements
{
    public static DrillResult Run(StatementCall call, DescribeStatement describe)
    {
        if (describe.Query is { } query)
        {
            return Columns(call.Bind(query).Columns.Select(c => new ViewField(c.Name, c.Type.SqlName, true)));
        }
        return describe.Schema ? Schema(call, describe) : Table(call, describe);
    }

    private static DrillResult Table(StatementCall call, DescribeStatement describe)
    {
        var parts = describe.Table!.Select(p => p.Value).ToArray();
        var fields = SystemTables.Columns(call, parts) ?? Fields(call, describe.Table!, parts);
        if (describe.Column is { } pattern)
        {
            fields = fields.Where(f => System.IO.Enumeration.FileSystemName.MatchesSimpleExpression(pattern.Replace('%', '*').Replace('_', '?'), f.Name, ignoreCase: true) || string.Equals(f.Name, pattern, StringComparison.OrdinalIgnoreCase)).ToList();
        }
        return Columns(fields);
    }

    private static List<ViewField> Fields(StatementCall call, IReadOnlyList<SqlName> name, string[] parts)
    {
        var place = call.Tables.Place(parts) ?? (call.Session.DefaultSchema is { } standard ? call.Tables.Place([.. standard.Split('.'), .. parts]) : null);
        if (place is var (found, path) && found.Plugin.Type == "file" && !Workspaces.IsRemote(found.Plugin)
            && Path.Combine(Workspaces.Folder(found.Plugin, found.Workspace, name[0].Offset), path.Trim('/') + ".view.drill") is var file && File.Exists(file))
        {
            return [.. ViewFile.Read(file, name[0].Offset).Fields];
        }
        var resolved = call.Tables.Resolve(name, new Dictionary<string, object?>());
        if (place is null) { return [.. resolved.Table!.Columns.Select(c => new ViewField(c.Name, c.Type.SqlName, true))]; }
        // Drill finds the columns of files only while it reads them, and answers no rows.
        call.Notices.Add($"Drill knows no columns of files before it reads them; '#!drill schema {string.Join('.', parts.Select(p => p.All(char.IsLetterOrDigit) ? p : $"`{p}`"))}' shows them.");
        return [];
    }

    private static DrillResult Columns(IEnumerable<ViewField> fields)
    {
        var all = fields.ToList();
        return StatementRunner.Rows(
            ("COLUMN_NAME", typeof(string), [.. all.Select(f => f.Name)]),
            ("DATA_TYPE", typeof(string), [.. all.Select(f => f.Type)]),
            ("IS_NULLABLE", typeof(string), [.. all.Select(f => f.IsNullable ? "YES" : "NO")]));
    }

    private static DrillResult Schema(StatementCall call, DescribeStatement describe)
    {
        var name = string.Join('.', describe.Table!.Select(p => p.Value));
        if (call.Tables.SchemaOf([.. describe.Table!.Select(p => p.Value)]) is not { } schema) { throw new DrillException($"Invalid schema name [{name}]", describe.Table![0].Offset); }
        if (call.Session.Workspaces.Find(schema) is not { } found) { return StatementRunner.Rows(("schema", typeof(string), [schema]), ("properties", typeof(string), ["{ }"])); }
        var json = new JsonObject
        {
            ["type"] = found.Plugin.Type,
            ["connection"] = found.Plugin.Connection,
            ["formats"] = new JsonObject(found.Plugin.Formats.Select(f => KeyValuePair.Create(f.Key, (JsonNode?)f.Value.ToJson()))),
            ["enabled"] = found.Plugin.Enabled,
            ["location"] = found.Workspace.Location,
            ["writable"] = found.Workspace.Writable,
            ["defaultInputFormat"] = found.Workspace.DefaultInputFormat,
            ["allowAccessOutsideWorkspace"] = found.Workspace.AllowAccessOutside,
        };
        return StatementRunner.Rows(
            ("schema", typeof(string), [schema.Contains('.', StringComparison.Ordinal) ? schema : schema + ".default"]),
            ("properties", typeof(string), [json.ToJsonString(new JsonSerializerOptions { WriteIndented = true, Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping })]));
    }
}
