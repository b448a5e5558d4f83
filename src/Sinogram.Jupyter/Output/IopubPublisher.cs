using System.Text.Json;
using Sinogram.Core.Display;
using Sinogram.Jupyter.Channels;
using Sinogram.Jupyter.Wire;

namespace Sinogram.Jupyter.Output;

/// <summary>Publishes on iopub. Messages are written and signed on the caller's thread; their order is the order of the calls.</summary>
internal sealed class IopubPublisher(KernelChannels channels, MessageWriter writer)
{
    internal void Status(string state, ReadOnlyMemory<byte> parent) =>
        Publish("status", parent, json => json.WriteString("execution_state", state));

    internal void ExecuteInput(string code, int count, ReadOnlyMemory<byte> parent) =>
        Publish("execute_input", parent, json =>
        {
            json.WriteText("code", code);
            json.WriteNumber("execution_count", count);
        });

    /// <summary>Answers a subscription; the message's topic is the one subscribed to, so that it reaches that client.</summary>
    internal void Welcome(byte[] topic) =>
        channels.Post(ChannelName.Iopub, writer.Write(
            topic.Length == 0 ? MessageWriter.Topic("iopub_welcome") : [topic],
            "iopub_welcome",
            default,
            json => json.WriteString("subscription", topic)));

    /// <summary>Slows a producer down whose readers do not keep up.</summary>
    internal void WaitForRoom() => channels.WaitForRoom();

    internal void Publish(
        string type,
        ReadOnlyMemory<byte> parent,
        Action<Utf8JsonWriter> content,
        IReadOnlyList<ReadOnlyMemory<byte>>? buffers = null,
        string? metadata = null) =>
        channels.Post(ChannelName.Iopub, writer.Write(MessageWriter.Topic(type), type, parent, content, buffers, metadata is null ? null : json => json.WriteFieldsOf(metadata)));

    internal void Publish(OutputEvent output, ReadOnlyMemory<byte> parent)
    {
        switch (output)
        {
            case OutputEvent.Stream stream:
                Stream(stream.Name, stream.Text, parent);
                break;
            case OutputEvent.DisplayData display:
                Publish("display_data", parent, json => Display(json, display.Bundle, display.DisplayId));
                break;
            case OutputEvent.UpdateDisplayData update:
                Publish("update_display_data", parent, json => Display(json, update.Bundle, update.DisplayId));
                break;
            case OutputEvent.ExecuteResult result:
                Publish("execute_result", parent, json =>
                {
                    json.WriteNumber("execution_count", result.ExecutionCount);
                    Display(json, result.Bundle, result.DisplayId);
                });
                break;
            case OutputEvent.Error error:
                Publish("error", parent, json => json.WriteError(error.Name, error.Message, error.Traceback));
                break;
            case OutputEvent.ClearOutput clear:
                Publish("clear_output", parent, json => json.WriteBoolean("wait", clear.Wait));
                break;
        }
    }

    internal void Stream(StreamName name, string text, ReadOnlyMemory<byte> parent) =>
        Publish("stream", parent, json =>
        {
            json.WriteString("name", name == StreamName.Stdout ? "stdout" : "stderr");
            json.WriteText("text", text);
        });

    private static void Display(Utf8JsonWriter json, MimeBundle bundle, string displayId)
    {
        json.WriteBundle(bundle);
        json.WriteStartObject("transient");
        json.WriteString("display_id", displayId);
        json.WriteEndObject();
    }
}
