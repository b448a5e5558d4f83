using System.Text.Json.Nodes;
using Sinogram.Core.Display;

namespace Sinogram.Tool.Notebooks;

/// <summary>
/// Collects a run's outputs into its cells as Jupyter's front ends do: writes to one stream are joined, an update reaches every
/// display of its id in any cell, a cleared cell begins anew.
/// </summary>
internal sealed class NotebookOutputs
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, List<JsonObject>> _displays = new(StringComparer.Ordinal);

    /// <summary>The sink for one cell.</summary>
    public IOutputSink For(NotebookCell cell)
    {
        var outputs = new JsonArray();
        cell.Json["outputs"] = outputs;
        return new CellSink(this, outputs);
    }

    /// <summary>Runs something while no output is written: used to save.</summary>
    public void Freeze(Action action)
    {
        lock (_lock)
        {
            action();
        }
    }

    private sealed class CellSink(NotebookOutputs owner, JsonArray outputs) : IOutputSink
    {
        private bool _clearPending;

        public void Emit(OutputEvent output)
        {
            lock (owner._lock)
            {
                if (_clearPending && output is not (OutputEvent.ClearOutput or OutputEvent.UpdateDisplayData))
                {
                    _clearPending = false;
                    outputs.Clear();
                }

                switch (output)
                {
                    case OutputEvent.Stream stream:
                        Append(stream.Name == StreamName.Stdout ? "stdout" : "stderr", stream.Text);
                        break;
                    case OutputEvent.DisplayData display:
                        Add(Data("display_data", display.Bundle), display.DisplayId);
                        break;
                    case OutputEvent.ExecuteResult result:
                        var data = Data("execute_result", result.Bundle);
                        data["execution_count"] = result.ExecutionCount;
                        Add(data, result.DisplayId);
                        break;
                    case OutputEvent.UpdateDisplayData update:
                        Update(update);
                        break;
                    case OutputEvent.Error error:
                        outputs.Add(new JsonObject
                        {
                            ["output_type"] = "error",
                            ["ename"] = error.Name,
                            ["evalue"] = error.Message,
                            ["traceback"] = new JsonArray([.. error.Traceback.Select(l => (JsonNode)l)]),
                        });
                        break;
                    case OutputEvent.ClearOutput { Wait: true }:
                        _clearPending = true;
                        break;
                    case OutputEvent.ClearOutput:
                        outputs.Clear();
                        break;
                }
            }
        }

        private void Append(string name, string text)
        {
            if (outputs.Count > 0 && outputs[^1] is JsonObject last
                && last["output_type"]!.GetValue<string>() == "stream" && last["name"]!.GetValue<string>() == name)
            {
                var lines = last["text"]!.AsArray();
                if (lines.Count > 0 && lines[^1]!.GetValue<string>() is var tail && !tail.EndsWith('\n'))
                {
                    lines.RemoveAt(lines.Count - 1);
                    text = tail + text;
                }

                foreach (var line in NotebookJson.Lines(text))
                {
                    lines.Add(line!.DeepClone());
                }

                return;
            }

            outputs.Add(new JsonObject { ["output_type"] = "stream", ["name"] = name, ["text"] = NotebookJson.Lines(text) });
        }

        private void Add(JsonObject data, string displayId)
        {
            outputs.Add(data);
            if (!owner._displays.TryGetValue(displayId, out var shown))
            {
                shown = owner._displays[displayId] = [];
            }

            shown.Add(data);
        }

        private void Update(OutputEvent.UpdateDisplayData update)
        {
            foreach (var shown in owner._displays.GetValueOrDefault(update.DisplayId) ?? [])
            {
                var fresh = Data("display_data", update.Bundle);
                shown["data"] = fresh["data"]!.DeepClone();
                shown["metadata"] = fresh["metadata"]!.DeepClone();
            }
        }

        private static JsonObject Data(string type, MimeBundle bundle)
        {
            var data = new JsonObject();
            foreach (var (mime, content) in bundle.Data)
            {
                data[mime] = content.IsJson
                    ? JsonNode.Parse(content.Text)
                    : mime.StartsWith("image/", StringComparison.Ordinal) && mime != Mime.Svg ? content.Text : NotebookJson.Lines(content.Text);
            }

            var metadata = new JsonObject();
            foreach (var (key, json) in bundle.Metadata)
            {
                metadata[key] = JsonNode.Parse(json);
            }

            return new JsonObject { ["output_type"] = type, ["data"] = data, ["metadata"] = metadata };
        }
    }
}
