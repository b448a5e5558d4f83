using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Sinogram.Remote.Drill.Embedded.Binding;
using Sinogram.Remote.Drill.Embedded.Sources;
using Sinogram.Remote.Drill.Sql;

namespace Sinogram.Remote.Drill.Embedded.Statements;

/// <summary>
/// The schema of a table as Drill keeps it: a hidden file <c>.drill.schema</c> of JSON in the table's folder, which both engines read where the option
/// <c>store.table.use_schema_file</c> says so.
/// </summary>
internal sealed partial class SchemaFile(JsonObject json)
{
    public const string Name = ".drill.schema";

    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static SchemaFile Of(string? table, CreateSchemaStatement create)
    {
        var columns = new JsonArray();
        foreach (var column in create.Columns)
        {
            _ = Conversions.TypeOf(column.Type);
            var type = column.Type.Precision is { } precision ? $"{column.Type.Name}({precision}{(column.Type.Scale is { } scale ? $", {scale}" : "")})" : column.Type.Name;
            var entry = new JsonObject { ["name"] = column.Name.Value, ["type"] = type, ["mode"] = column.NotNull ? "REQUIRED" : "OPTIONAL" };
            if (column.Format is not null) { entry["format"] = column.Format; }
            if (column.Default is not null) { entry["default"] = column.Default; }
            columns.Add((JsonNode)entry);
        }
        var schema = new JsonObject { ["type"] = "tuple_schema", ["columns"] = columns };
        if (create.Properties.Count > 0) { schema["properties"] = new JsonObject(create.Properties.Select(p => KeyValuePair.Create(p.Name, (JsonNode?)p.Value))); }
        var json = new JsonObject();
        if (table is not null) { json["table"] = table; }
        json["schema"] = schema;
        json["version"] = 1;
        return new SchemaFile(json);
    }

    /// <exception cref="DrillException">It is no schema of Drill's.</exception>
    public static SchemaFile Read(string file, int offset)
    {
        try
        {
            return new SchemaFile(JsonNode.Parse(File.ReadAllText(file))!.AsObject());
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or NullReferenceException)
        {
            throw Bad(offset, e);
        }
    }

    public void Write(string file)
    {
        var part = file + ".part";
        File.WriteAllText(part, Text());
        File.Move(part, file, overwrite: true);
    }

    /// <summary>The JSON as Drill writes it: blanks on both sides of a colon.</summary>
    public string Text() => Key().Replace(json.ToJsonString(Indented).ReplaceLineEndings("\n"), "$1 : ");

    /// <summary>The statement that makes it.</summary>
    public string Statement()
    {
        var columns = Columns(0).Select(c => $"`{c.Name}` {c.Json["type"]}{(c.Json["mode"]?.ToString() == "REQUIRED" ? " NOT NULL" : "")}{(c.Json["format"] is { } f ? $" FORMAT '{f}'" : "")}{(c.Json["default"] is { } d ? $" DEFAULT '{d}'" : "")}");
        var properties = json["schema"]?["properties"] is JsonObject { Count: > 0 } given ? $"PROPERTIES (\n{string.Join(", \n", given.Select(p => $"'{p.Key}' = '{p.Value}'"))}\n)" : "";
        return $"CREATE OR REPLACE SCHEMA \n(\n{string.Join(", \n", columns)}\n) \nFOR TABLE {json["table"]} \n{properties}";
    }

    /// <summary>The columns with their types, as an inline schema has them.</summary>
    public InlineSchema ToInline(int offset)
    {
        try
        {
            var columns = Columns(offset).Select(c => new InlineColumn(
                c.Name,
                Conversions.TypeOf(SqlParser.ParseColumns($"(`c` {c.Json["type"]})")[0].Type),
                c.Json["mode"]?.ToString() != "REQUIRED",
                c.Json["format"]?.ToString(),
                c.Json["default"]?.ToString()));
            return new InlineSchema([.. columns], string.Equals(json["schema"]?["properties"]?["drill.strict"]?.ToString(), "true", StringComparison.OrdinalIgnoreCase));
        }
        catch (InvalidOperationException e)
        {
            throw Bad(offset, e);
        }
    }

    private static DrillException Bad(int offset, Exception inner) => new($"{Name} is no schema of Drill's.", offset, "DROP SCHEMA FOR TABLE … removes it; CREATE OR REPLACE SCHEMA writes it anew.", inner);

    private IEnumerable<(string Name, JsonObject Json)> Columns(int offset)
    {
        foreach (var node in json["schema"]?["columns"] as JsonArray ?? [])
        {
            if (node is not JsonObject column || column["name"] is null || column["type"] is null) { throw Bad(offset, new JsonException("a column without a name or type")); }
            yield return (column["name"]!.ToString(), column);
        }
    }

    [GeneratedRegex(@"^(\s*""(?:[^""\\]|\\.)*""): ", RegexOptions.Multiline | RegexOptions.CultureInvariant)]
    private static partial Regex Key();
}
