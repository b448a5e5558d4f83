using System.Text.Json;
using System.Text.Json.Nodes;

namespace Sinogram.Tool.Notebooks;

/// <summary>A notebook file of format 4, with everything that it holds kept, known to us or not.</summary>
internal sealed class NotebookDocument
{
    private readonly JsonObject _root;

    private NotebookDocument(JsonObject root) => _root = root;

    /// <summary>The cells, in order.</summary>
    public IReadOnlyList<NotebookCell> Cells => [.. CellArray.Select(c => new NotebookCell(c!.AsObject()))];

    /// <summary>The notebook's metadata.</summary>
    public JsonObject Metadata => Child(_root, "metadata");

    private JsonArray CellArray => _root["cells"]!.AsArray();

    /// <summary>Reads a notebook.</summary>
    /// <exception cref="UserErrorException">There is no such file, or it is no notebook of format 4.</exception>
    public static NotebookDocument Load(string path)
    {
        if (!File.Exists(path))
        {
            throw new UserErrorException($"There is no notebook {path}. Give the path of an .ipynb file.");
        }

        try
        {
            if (JsonNode.Parse(File.ReadAllBytes(path)) is JsonObject root && root["cells"] is JsonArray cells && cells.All(c => c is JsonObject))
            {
                if (root["nbformat"]?.GetValue<int>() == 4)
                {
                    return new NotebookDocument(root);
                }
            }
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or FormatException)
        {
            throw new UserErrorException($"{path} is not a notebook: {e.Message}");
        }

        throw new UserErrorException($"{path} is not a notebook of format 4. Open it in Jupyter once and save it.");
    }

    /// <summary>A notebook with the cells of a text, for tests and one-line runs.</summary>
    public static NotebookDocument Of(params IEnumerable<string> code) => new(new JsonObject
    {
        ["cells"] = new JsonArray([.. code.Select(c => NotebookCell.NewCode(c).Json)]),
        ["metadata"] = new JsonObject(),
        ["nbformat"] = 4,
        ["nbformat_minor"] = 5,
    });

    /// <summary>Puts a cell at a place.</summary>
    public void Insert(int index, NotebookCell cell) => CellArray.Insert(index, cell.Json);

    /// <summary>Takes a cell out.</summary>
    public void RemoveAt(int index) => CellArray.RemoveAt(index);

    /// <summary>The file's bytes. Cells get ids where the format wants them.</summary>
    public byte[] ToBytes()
    {
        var minor = _root["nbformat_minor"]?.GetValue<int>() ?? 0;
        if (minor < 5)
        {
            _root["nbformat_minor"] = 5;
        }

        foreach (var cell in Cells)
        {
            cell.EnsureId();
        }

        return NotebookJson.Serialize(_root);
    }

    /// <inheritdoc cref="NotebookFile.Write"/>
    public void Save(string path) => NotebookFile.Write(path, ToBytes);

    internal static JsonObject Child(JsonObject parent, string name)
    {
        if (parent[name] is JsonObject child)
        {
            return child;
        }

        child = [];
        parent[name] = child;
        return child;
    }
}
