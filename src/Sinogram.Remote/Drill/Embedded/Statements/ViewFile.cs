using System.Text.Json;
using System.Text.Json.Nodes;

namespace Sinogram.Remote.Drill.Embedded.Statements;

/// <summary>A column of a view.</summary>
internal sealed record ViewField(string Name, string Type, bool IsNullable);

/// <summary>A view as Drill keeps it: a file <c>name.view.drill</c> of JSON in a workspace, which both engines read.</summary>
internal sealed record ViewFile(string Name, string Sql, IReadOnlyList<ViewField> Fields)
{
    public static ViewFile Read(string file, int offset)
    {
        try
        {
            var json = JsonNode.Parse(File.ReadAllText(file))!.AsObject();
            return new ViewFile(
                json["name"]!.GetValue<string>(),
                json["sql"]!.GetValue<string>(),
                [.. json["fields"]!.AsArray().Select(f => new ViewField(f!["name"]!.GetValue<string>(), f["type"]?.ToString() ?? "ANY", f["isNullable"]?.GetValue<bool>() ?? true))]);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or NullReferenceException or FormatException)
        {
            throw new DrillException($"{Path.GetFileName(file)} is no view of Drill's.", offset, "Drop it and create it again.", e);
        }
    }

    public void Write(string file, IEnumerable<string> schema)
    {
        var json = new JsonObject
        {
            ["name"] = Name,
            ["sql"] = Sql,
            ["fields"] = new JsonArray([.. Fields.Select(f => (JsonNode)new JsonObject { ["name"] = f.Name, ["type"] = f.Type, ["isNullable"] = f.IsNullable })]),
            ["workspaceSchemaPath"] = new JsonArray([.. schema.Select(s => (JsonNode?)s)]),
        };
        var part = file + ".part";
        File.WriteAllText(part, json.ToJsonString(new JsonSerializerOptions { WriteIndented = true }));
        File.Move(part, file, overwrite: true);
    }
}
