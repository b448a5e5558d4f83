using System.Text.Json;

namespace Sinogram.Tool.Notebooks;

/// <summary>
/// Takes out of a notebook what running it has put in: outputs, execution counts, states of widgets, times and parameters of runs. All the rest stays as it is,
/// byte for byte, in format 3 and 4, however it was written.
/// </summary>
internal static class NotebookCleaner
{
    private static readonly byte[] Mark = [0xEF, 0xBB, 0xBF];
    private static readonly HashSet<string> OfRuns = new(StringComparer.Ordinal) { "widgets", "papermill", "execution", "ExecuteTime", "sinogram_run" };

    /// <summary>The notebook without what running it has put in, the same bytes where there was nothing; and how many outputs it had.</summary>
    /// <exception cref="UserErrorException">It is no notebook.</exception>
    public static (byte[] Bytes, int Outputs) Clean(byte[] notebook, string name)
    {
        JsonSpan root;
        try
        {
            root = JsonSpan.Read(notebook, notebook.AsSpan().StartsWith(Mark) ? Mark.Length : 0);
        }
        catch (JsonException e)
        {
            throw new UserErrorException($"{name} is no notebook: line {e.LineNumber + 1} is no JSON. It is left as it is.");
        }

        var lists = root.All("cells").Concat(root.All("worksheets").SelectMany(w => w.Items).SelectMany(w => w.All("cells"))).ToList();
        if (root.Kind != JsonTokenType.StartObject || lists.Count == 0)
        {
            throw new UserErrorException($"{name} is no notebook: it has no cells. It is left as it is.");
        }

        var edits = new List<(int Start, int End, string With)>();
        edits.AddRange(root.All("metadata").SelectMany(m => m.Without(OfRuns.Contains)).Select(c => (c.Start, c.End, "")));
        var outputs = 0;
        foreach (var cell in lists.SelectMany(l => l.Items))
        {
            outputs += cell.All("outputs").Sum(o => o.Items.Count);
            edits.AddRange(OfCell(cell, notebook));
        }

        return (Applied(notebook, edits), outputs);
    }

    private static IEnumerable<(int Start, int End, string With)> OfCell(JsonSpan cell, byte[] notebook)
    {
        var isCode = cell.All("cell_type").Any(t => notebook.AsSpan(t.Start, t.End - t.Start).SequenceEqual("\"code\""u8));
        foreach (var (start, end) in isCode ? [] : cell.Without(n => n is "outputs" or "execution_count" or "prompt_number"))
        {
            // Only a damaged notebook has some here; what is taken out must be gone.
            yield return (start, end, "");
        }

        foreach (var outputs in isCode ? cell.All("outputs").Where(o => o.Items.Count > 0 || o.Kind != JsonTokenType.StartArray) : [])
        {
            yield return (outputs.Start, outputs.End, "[]");
        }

        foreach (var count in isCode ? cell.All("execution_count").Concat(cell.All("prompt_number")).Where(c => c.Kind != JsonTokenType.Null) : [])
        {
            yield return (count.Start, count.End, "null");
        }

        foreach (var (start, end) in cell.All("metadata").SelectMany(m => m.Without(OfRuns.Contains)))
        {
            yield return (start, end, "");
        }
    }

    private static byte[] Applied(byte[] bytes, List<(int Start, int End, string With)> edits)
    {
        if (edits.Count == 0)
        {
            return bytes;
        }

        using var cleaned = new MemoryStream(bytes.Length);
        var at = 0;
        foreach (var (start, end, with) in edits.OrderBy(e => e.Start))
        {
            cleaned.Write(bytes.AsSpan(at, start - at));
            cleaned.Write(System.Text.Encoding.ASCII.GetBytes(with));
            at = end;
        }

        cleaned.Write(bytes.AsSpan(at));
        return cleaned.ToArray();
    }
}
