using System.Text.Json.Nodes;

namespace Sinogram.Core.Widgets;

/// <summary>The values of a widget's model, those of them that are binary, and which the front end has not got yet. Its owner locks.</summary>
internal sealed class ModelValues(JsonObject state)
{
    private readonly Dictionary<string, ReadOnlyMemory<byte>> _buffers = new(StringComparer.Ordinal);
    private readonly Dictionary<string, JsonNode?> _unsent = new(StringComparer.Ordinal);

    public bool Has(string key) => state.ContainsKey(key);

    public T Read<T>(string key) => state[key]!.GetValue<T>();

    public ReadOnlyMemory<byte> ReadBytes(string key) => _buffers.GetValueOrDefault(key);

    /// <summary>Sets a value that the front end has already, or will get with all the others.</summary>
    public void Put(string key, JsonNode? value) => state[key] = value;

    /// <summary>Sets a value that the front end is to get; false where it is this one already.</summary>
    public bool Change(string key, JsonNode? value)
    {
        if (state.ContainsKey(key) && JsonNode.DeepEquals(state[key], value))
        {
            return false;
        }

        state[key] = value;
        _unsent[key] = value?.DeepClone();
        return true;
    }

    /// <summary>Sets a binary value that the front end is to get.</summary>
    public void Change(string key, ReadOnlyMemory<byte> bytes)
    {
        _buffers[key] = bytes;
        _unsent[key] = null;
    }

    /// <summary>Nobody is to get what has changed.</summary>
    public void ForgetChanges() => _unsent.Clear();

    public WidgetState Snapshot() => new(state.DeepClone().AsObject(), [.. _buffers.Select(b => (new JsonArray(b.Key), b.Value))]);

    /// <summary>A message with all values.</summary>
    public (string Json, ReadOnlyMemory<byte>[] Buffers) Whole(string? method) => Message(state.DeepClone(), method, [.. _buffers.Keys]);

    /// <summary>A message with what has changed since the last one; null where nothing has.</summary>
    public (string Json, ReadOnlyMemory<byte>[] Buffers)? Changes()
    {
        if (_unsent.Count == 0)
        {
            return null;
        }

        var changed = new JsonObject();
        foreach (var (key, value) in _unsent.Where(u => !_buffers.ContainsKey(u.Key)))
        {
            changed[key] = value?.DeepClone();
        }

        var message = Message(changed, "update", [.. _unsent.Keys.Where(_buffers.ContainsKey)]);
        _unsent.Clear();
        return message;
    }

    private (string Json, ReadOnlyMemory<byte>[] Buffers) Message(JsonNode values, string? method, IReadOnlyList<string> binary)
    {
        var message = new JsonObject
        {
            ["state"] = values,
            ["buffer_paths"] = new JsonArray([.. binary.Select(k => new JsonArray(k))]),
        };
        if (method is not null)
        {
            message["method"] = method;
        }

        return (message.ToJsonString(), [.. binary.Select(k => _buffers[k])]);
    }
}
