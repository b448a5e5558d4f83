using System.Text.Json.Nodes;

namespace Sinogram.Tool.Notebooks;

/// <summary>One cell of a notebook file; a view of its JSON.</summary>
internal sealed class NotebookCell(JsonObject json)
{
    /// <summary>The cell as it stands in the file.</summary>
    public JsonObject Json => json;

    public string Type => json["cell_type"]?.GetValue<string>() ?? "";

    public bool IsCode => Type == "code";

    public string Source
    {
        get => NotebookJson.Text(json["source"]);
        set => json["source"] = NotebookJson.Lines(value);
    }

    public string? Id => json["id"]?.GetValue<string>();

    public JsonObject Metadata => NotebookDocument.Child(json, "metadata");

    public IReadOnlyList<string> Tags => Metadata["tags"] is JsonArray tags ? [.. tags.Select(t => t!.GetValue<string>())] : [];

    /// <summary>The language that the cell names (Polyglot Notebooks' metadata, or the older one), or null.</summary>
    public string? Language =>
        (Metadata["polyglot_notebook"]?["kernelName"] ?? Metadata["dotnet_interactive"]?["language"])?.GetValue<string>();

    public JsonArray Outputs => json["outputs"] as JsonArray ?? [];

    /// <summary>A new code cell.</summary>
    public static NotebookCell NewCode(string source, params IEnumerable<string> tags)
    {
        var cell = new NotebookCell(new JsonObject
        {
            ["cell_type"] = "code",
            ["execution_count"] = null,
            ["metadata"] = new JsonObject { ["tags"] = new JsonArray([.. tags.Select(t => (JsonNode)t)]) },
            ["outputs"] = new JsonArray(),
        });
        cell.Source = source;
        cell.EnsureId();
        return cell;
    }

    /// <summary>A new markdown cell.</summary>
    public static NotebookCell NewMarkdown(string source, params IEnumerable<string> tags)
    {
        var cell = NewCode(source, tags);
        cell.Json["cell_type"] = "markdown";
        cell.Json.Remove("outputs");
        cell.Json.Remove("execution_count");
        return cell;
    }

    public void EnsureId()
    {
        if (Id is null)
        {
            json["id"] = Guid.NewGuid().ToString("N")[..8];
        }
    }

    /// <summary>Forgets an earlier run.</summary>
    public void ClearOutputs()
    {
        if (IsCode)
        {
            json["outputs"] = new JsonArray();
            json["execution_count"] = null;
        }
        else
        {
            // Only a damaged notebook has some here; what is taken out must be gone.
            json.Remove("outputs");
        }
    }
}
