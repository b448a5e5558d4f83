using System.Collections.Concurrent;
using System.Text.Json;
using System.Text.Json.Nodes;
using Sinogram.Core.Display;

namespace Sinogram.Core.Widgets;

/// <summary>The open widgets of the process, for a front end that joins later: it asks for all their states at once over the control channel.</summary>
public static class WidgetModels
{
    /// <summary>The target of the control channel.</summary>
    public const string ControlTarget = "jupyter.widget.control";

    private static readonly ConcurrentDictionary<string, Widget> Open = new();

    /// <summary>Answers control channels of a front end.</summary>
    public static void Serve(IChannelHost host)
    {
        ArgumentNullException.ThrowIfNull(host);
        host.Accept(ControlTarget, (channel, _) => channel.Received += message =>
        {
            using var json = JsonDocument.Parse(message.Json);
            if (json.RootElement.TryGetProperty("method", out var method) && method.GetString() == "request_states")
            {
                SendStates(channel);
            }
        });
    }

    internal static void Keep(Widget widget) => Open[widget.ModelId] = widget;

    internal static void Forget(Widget widget)
    {
        foreach (var known in Open.Where(o => ReferenceEquals(o.Value, widget)))
        {
            Open.TryRemove(known);
        }
    }

    private static void SendStates(IChannel channel)
    {
        var states = new JsonObject();
        var paths = new JsonArray();
        List<ReadOnlyMemory<byte>> buffers = [];
        foreach (var (id, widget) in Open)
        {
            var (state, binary) = widget.Snapshot();
            states[id] = new JsonObject
            {
                ["model_name"] = state["_model_name"]!.DeepClone(),
                ["model_module"] = state["_model_module"]!.DeepClone(),
                ["model_module_version"] = state["_model_module_version"]!.DeepClone(),
                ["state"] = state,
            };
            foreach (var (key, bytes) in binary)
            {
                paths.Add(new JsonArray(id, "state", key));
                buffers.Add(bytes);
            }
        }

        channel.Send(new JsonObject { ["method"] = "update_states", ["states"] = states, ["buffer_paths"] = paths }.ToJsonString(), [.. buffers]);
    }
}
