using System.Text.Json;
using Sinogram.Jupyter.Wire;

namespace Sinogram.Jupyter.Tests.Client;

/// <summary>A message as the test's client received it.</summary>
internal sealed record ReceivedMessage(Message Message)
{
    public string Type => Message.Header.Type;

    public JsonElement Content { get; } = Message.Json;

    public string? ParentId => Message.ParentId;

    public string? State => Type == "status" ? Content.GetProperty("execution_state").GetString() : null;

    public string? Text(string name) => Content.Text(name);
}
