using System.Collections.Concurrent;
using System.Text.Json;
using System.Text.Json.Nodes;
using Sinogram.Core.Display;
using Sinogram.Core.Execution;
using Sinogram.Core.Widgets;
using Sinogram.Jupyter.Channels;
using Sinogram.Jupyter.Wire;

namespace Sinogram.Jupyter.Client;

/// <summary>
/// The live channels of another kernel (comms), passed on to the front end under their own ids and back, so that its widgets work there. What a message of
/// the front end causes in the kernel is output of that message. Safe from any thread.
/// </summary>
internal sealed class ForwardedComms : IDisposable
{
    private readonly KernelClient _client;
    private readonly Func<CellContext, CellRun> _run;
    private readonly ConcurrentDictionary<string, (IChannel Channel, ForwardedModel? Model)> _open = new(StringComparer.Ordinal);
    private CellContext? _latest;

    /// <param name="client">The kernel.</param>
    /// <param name="run">Takes the kernel's messages as output of a context.</param>
    internal ForwardedComms(KernelClient client, Func<CellContext, CellRun> run)
    {
        (_client, _run) = (client, run);
        client.CommReceived = Take;
    }

    /// <summary>The kernel is gone: closes the channels in the front end.</summary>
    public void Dispose()
    {
        foreach (var id in _open.Keys)
        {
            Close(id);
        }
    }

    /// <summary>On the client's thread: a message of the kernel.</summary>
    private void Take(Message message, KernelRequest? cause)
    {
        var content = message.Json;
        if (content.Text("comm_id") is not { } id)
        {
            return;
        }

        _latest = cause?.Origin?.Context ?? _latest;
        var data = content.TryGetProperty("data", out var given) && given.ValueKind == JsonValueKind.Object ? given : JsonElement.Parse("{}"u8);
        switch (message.Header.Type)
        {
            case "comm_open" when _latest is { Channels.IsAvailable: true } context:
                Open(id, content.Text("target_name") ?? "", data, message, context);
                break;
            case "comm_msg" when _open.TryGetValue(id, out var known):
                known.Model?.Update(data, message.Buffers);
                known.Channel.Send(WithOriginOfOutput(data), [.. message.Buffers]);
                break;
            case "comm_close":
                Close(id);
                break;
            default:
                break;
        }
    }

    private void Open(string id, string target, JsonElement data, Message message, CellContext context)
    {
        var model = target == Widget.Target ? new ForwardedModel(data, message.Buffers) : null;
        var channel = context.Channels.OpenAs(id, target, data.GetRawText(), message.MetadataJson.GetRawText(), [.. message.Buffers]);
        channel.Received += told => Pass(id, told, model);
        channel.Closed += () =>
        {
            _open.TryRemove(id, out _);
            context.Channels.Widgets.Forget(id);
            _client.Send(ChannelName.Shell, "comm_close", json => Write(json, id, "{}"));
        };
        _open[id] = (channel, model);
        if (model is not null)
        {
            context.Channels.Widgets.Keep(id, model);
        }
    }

    /// <summary>A message of the front end, which counts as handled when the kernel is idle after it.</summary>
    private void Pass(string id, ChannelMessage told, ForwardedModel? model)
    {
        using var data = JsonDocument.Parse(told.Json);
        model?.Update(data.RootElement, told.Buffers);
        var release = told.Hold();
        var context = CellContext.Current;
        var origin = new RequestOrigin(context is null ? null : _run(context).Take) { Context = context, Done = release };
        _client.Send(ChannelName.Shell, "comm_msg", json => Write(json, id, told.Json), origin, told.Buffers, told.Metadata);
    }

    private void Close(string id)
    {
        if (_open.TryRemove(id, out var closed))
        {
            _latest?.Channels.Widgets.Forget(id);
            _ = closed.Channel.DisposeAsync().AsTask();
        }
    }

    /// <summary>
    /// An output widget names the message whose output it takes by the id that the kernel knows; the front end knows that message by the one that it sent
    /// itself.
    /// </summary>
    private string WithOriginOfOutput(JsonElement data)
    {
        if (data.Object("state")?.Text("msg_id") is { Length: > 0 } known && _client.Find(known)?.Origin?.Context?.Channels.RequestId is { } here)
        {
            var changed = JsonNode.Parse(data.GetRawText())!;
            changed["state"]!["msg_id"] = here;
            return changed.ToJsonString();
        }

        return data.GetRawText();
    }

    private static void Write(Utf8JsonWriter json, string id, string data)
    {
        json.WriteString("comm_id", id);
        json.WritePropertyName("data");
        json.WriteJsonOrText(data);
    }
}
