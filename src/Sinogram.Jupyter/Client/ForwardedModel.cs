using System.Text.Json;
using System.Text.Json.Nodes;
using Sinogram.Core.Display;
using Sinogram.Core.Widgets;
using Sinogram.Jupyter.Wire;

namespace Sinogram.Jupyter.Client;

/// <summary>The state of another kernel's widget, as its messages tell it, for a front end that joins later. Safe from any thread.</summary>
internal sealed class ForwardedModel : IWidgetModel
{
    private readonly Lock _lock = new();
    private readonly JsonObject _state = [];
    private readonly Dictionary<string, (JsonArray Path, ReadOnlyMemory<byte> Bytes)> _buffers = new(StringComparer.Ordinal);

    internal ForwardedModel(JsonElement opened, IReadOnlyList<ReadOnlyMemory<byte>> buffers) => Merge(opened, buffers);

    public WidgetState Snapshot()
    {
        lock (_lock)
        {
            return new WidgetState(_state.DeepClone().AsObject(), [.. _buffers.Values]);
        }
    }

    /// <summary>Nothing of it can be drawn here: the display's own text stays.</summary>
    public MimeBundle? Still() => null;

    /// <summary>Takes the values of an update, from either side.</summary>
    internal void Update(JsonElement data, IReadOnlyList<ReadOnlyMemory<byte>> buffers)
    {
        if (data.ValueKind == JsonValueKind.Object && data.Text("method") is "update" or "echo_update")
        {
            Merge(data, buffers);
        }
    }

    private void Merge(JsonElement data, IReadOnlyList<ReadOnlyMemory<byte>> buffers)
    {
        if (data.Object("state") is not { } state)
        {
            return;
        }

        lock (_lock)
        {
            foreach (var value in state.EnumerateObject())
            {
                _state[value.Name] = JsonNode.Parse(value.Value.GetRawText());
                foreach (var stale in _buffers.Where(b => (string?)b.Value.Path[0] == value.Name).Select(b => b.Key).ToList())
                {
                    _buffers.Remove(stale);
                }
            }

            var paths = data.TryGetProperty("buffer_paths", out var array) && array.ValueKind == JsonValueKind.Array ? array.EnumerateArray().ToList() : [];
            for (var i = 0; i < Math.Min(paths.Count, buffers.Count); i++)
            {
                if (JsonNode.Parse(paths[i].GetRawText()) is JsonArray { Count: > 0 } path && path[0] is JsonValue first && first.TryGetValue<string>(out _))
                {
                    _buffers[path.ToJsonString()] = (path, buffers[i]);
                }
            }
        }
    }
}
