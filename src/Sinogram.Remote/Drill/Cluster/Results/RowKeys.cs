using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Sinogram.Remote.Drill.Cluster.Results;

/// <summary>The columns of an answer's rows, as their names stand in its text.</summary>
internal sealed class RowKeys
{
    private readonly List<byte[]> _keys = [];
    private readonly Dictionary<string, int> _byName = new(StringComparer.Ordinal);
    private byte[] _unescaped = new byte[1024];

    public int Count => _keys.Count;

    /// <summary>The name in quotes, with its colon.</summary>
    public ReadOnlySpan<byte> this[int column] => _keys[column];

    /// <summary>The column's number, or -1.</summary>
    public int IndexOf(string name) => _byName.TryGetValue(name, out var index) ? index : -1;

    public void Add(string name)
    {
        _byName[name] = _keys.Count;
        _keys.Add(Encoding.UTF8.GetBytes($"\"{JsonEncodedText.Encode(name, JavaScriptEncoder.UnsafeRelaxedJsonEscaping)}\":"));
    }

    /// <summary>The text at the reader's token; good until the next one.</summary>
    public ReadOnlySpan<byte> Unescaped(ref Utf8JsonReader reader)
    {
        if (_unescaped.Length < reader.ValueSpan.Length) { _unescaped = new byte[reader.ValueSpan.Length * 2]; }
        return _unescaped.AsSpan(0, reader.CopyString(_unescaped));
    }
}
