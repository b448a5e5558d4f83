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
    private static readonly ConcurrentDictionary<string, (string ModelId, Action<MimeBundle> Update)> Shown = new();

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

    /// <summary>
    /// Puts the still picture of its state in the place of every widget that is shown: the kernel ends, and a notebook that is saved now would have views without
    /// models.
    /// </summary>
    public static void Freeze()
    {
        foreach (var (display, (model, update)) in Shown)
        {
            if (Shown.TryRemove(display, out _) && Open.TryGetValue(model, out var widget))
            {
                update(widget.Still());
            }
        }
    }

    /// <summary>Notes that a display shows a widget, or no longer does.</summary>
    internal static void Note(string displayId, MimeBundle bundle, Action<MimeBundle> update)
    {
        if (bundle[Widget.ViewMime] is { } view && JsonNode.Parse(view)?["model_id"]?.GetValue<string>() is { } model)
        {
            Shown[displayId] = (model, update);
        }
        else
        {
            Shown.TryRemove(displayId, out _);
        }
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
