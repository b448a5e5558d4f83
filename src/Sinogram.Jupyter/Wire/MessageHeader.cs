using System.Text.Json;

namespace Sinogram.Jupyter.Wire;

/// <summary>A message's header. The text it came as is kept, so that a reply's parent header holds every field, known or not.</summary>
/// <param name="Id">msg_id.</param>
/// <param name="Type">msg_type.</param>
/// <param name="Session">The sender's session.</param>
/// <param name="Subshell">subshell_id: the queue that the message is for; null for the main one.</param>
/// <param name="Json">The whole header as UTF-8 JSON.</param>
public sealed record MessageHeader(string Id, string Type, string Session, string? Subshell, ReadOnlyMemory<byte> Json)
{
    /// <summary>Reads a header; false where it is not an object with a string msg_id and msg_type.</summary>
    internal static bool TryParse(ReadOnlyMemory<byte> json, out MessageHeader? header)
    {
        header = null;
        try
        {
            using var document = JsonDocument.Parse(json);
            var root = document.RootElement;
            if (root.ValueKind != JsonValueKind.Object || root.Text("msg_id") is not { } id || root.Text("msg_type") is not { } type)
            {
                return false;
            }

            header = new MessageHeader(id, type, root.Text("session") ?? "", root.Text("subshell_id"), json);
            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
