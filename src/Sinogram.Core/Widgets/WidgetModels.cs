using System.Collections.Concurrent;
using System.Text.Json;
using System.Text.Json.Nodes;
using Sinogram.Core.Display;

namespace Sinogram.Core.Widgets;

/// <summary>
/// The open widgets of one kernel: for a front end that joins later and asks for all their states at once over the control channel, and for the kernel's end, when
/// still pictures take their places. Safe from any thread.
/// </summary>
public sealed class WidgetModels
{
    /// <summary>The target of the control channel.</summary>
    public const string ControlTarget = "jupyter.widget.control";

    private readonly ConcurrentDictionary<string, IWidgetModel> _open = new();
    private readonly ConcurrentDictionary<string, (string ModelId, Action<MimeBundle> Update)> _shown = new();

    /// <summary>Answers control channels of a front end.</summary>
    public void Serve(IChannelHost host)
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
    public void Freeze()
    {
        foreach (var (display, (model, update)) in _shown)
        {
            if (_shown.TryRemove(display, out _) && _open.TryGetValue(model, out var widget) && widget.Still() is { } still)
            {
                update(still);
            }
        }
    }

    /// <summary>Notes that a display shows a widget, or no longer does.</summary>
    internal void Note(string displayId, MimeBundle bundle, Action<MimeBundle> update)
    {
        if (bundle[Widget.ViewMime] is { } view && JsonNode.Parse(view)?["model_id"]?.GetValue<string>() is { } model)
        {
            _shown[displayId] = (model, update);
        }
        else
        {
            _shown.TryRemove(displayId, out _);
        }
    }

    /// <summary>A model is open under an id.</summary>
    public void Keep(string id, IWidgetModel model) => _open[id] = model;

    /// <summary>It is open no longer.</summary>
    public void Forget(string id) => _open.TryRemove(id, out _);

    private void SendStates(IChannel channel)
    {
        var states = new JsonObject();
        var paths = new JsonArray();
        List<ReadOnlyMemory<byte>> buffers = [];
        foreach (var (id, widget) in _open)
        {
            var (state, binary) = widget.Snapshot();
            states[id] = new JsonObject
            {
                ["model_name"] = state["_model_name"]?.DeepClone(),
                ["model_module"] = state["_model_module"]?.DeepClone(),
                ["model_module_version"] = state["_model_module_version"]?.DeepClone(),
                ["state"] = state,
            };
            foreach (var (path, bytes) in binary)
            {
                paths.Add(new JsonArray([id, "state", .. path.Select(step => step?.DeepClone())]));
                buffers.Add(bytes);
            }
        }

        channel.Send(new JsonObject { ["method"] = "update_states", ["states"] = states, ["buffer_paths"] = paths }.ToJsonString(), [.. buffers]);
    }
}

/// <summary>A widget's model as this kernel knows it: its own, or one of a connected kernel.</summary>
public interface IWidgetModel
{
    /// <summary>The whole state, for a front end that joins later.</summary>
    WidgetState Snapshot();

    /// <summary>What takes its place when the kernel ends; null where there is nothing to show.</summary>
    MimeBundle? Still();
}

/// <summary>A model's state.</summary>
/// <param name="Values">What is text.</param>
/// <param name="Buffers">What is binary, by where it belongs in the state.</param>
public sealed record WidgetState(JsonObject Values, IReadOnlyList<(JsonArray Path, ReadOnlyMemory<byte> Bytes)> Buffers);
