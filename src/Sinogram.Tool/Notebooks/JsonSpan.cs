using System.Text.Json;

namespace Sinogram.Tool.Notebooks;

/// <summary>A value of JSON and where it stands in the file's bytes, so that parts can be taken out and all the rest stays as it was, byte for byte.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Start">Its first byte.</param>
/// <param name="End">The byte behind it.</param>
/// <param name="Properties">Of an object: each name, where it begins, and its value; a name may come twice.</param>
/// <param name="Items">Of an array: its items.</param>
internal sealed record JsonSpan(JsonTokenType Kind, int Start, int End, IReadOnlyList<(string Name, int Start, JsonSpan Value)> Properties, IReadOnlyList<JsonSpan> Items)
{
    /// <summary>Reads bytes that begin with <paramref name="from"/>.</summary>
    /// <exception cref="JsonException">They are no JSON.</exception>
    public static JsonSpan Read(ReadOnlySpan<byte> bytes, int from)
    {
        var reader = new Utf8JsonReader(bytes[from..], new JsonReaderOptions { MaxDepth = 512 });
        reader.Read();
        var root = Value(ref reader, from);
        while (reader.Read())
        {
        }

        return root;
    }

    /// <summary>The values of a name.</summary>
    public IEnumerable<JsonSpan> All(string name) => Properties.Where(p => p.Name == name).Select(p => p.Value);

    /// <summary>The bytes to take out so that the properties of some names are gone.</summary>
    public IEnumerable<(int Start, int End)> Without(Func<string, bool> names)
    {
        for (var i = 0; i < Properties.Count; i++)
        {
            if (!names(Properties[i].Name))
            {
                continue;
            }

            var last = i;
            while (last + 1 < Properties.Count && names(Properties[last + 1].Name))
            {
                last++;
            }

            // With the comma before or behind; an object of which nothing is left is left empty.
            yield return last + 1 < Properties.Count ? (Properties[i].Start, Properties[last + 1].Start)
                : i > 0 ? (Properties[i - 1].Value.End, Properties[last].Value.End)
                : (Start + 1, End - 1);
            i = last;
        }
    }

    private static JsonSpan Value(ref Utf8JsonReader reader, int offset)
    {
        var start = offset + (int)reader.TokenStartIndex;
        var kind = reader.TokenType;
        var properties = new List<(string, int, JsonSpan)>();
        var items = new List<JsonSpan>();
        if (kind == JsonTokenType.StartObject)
        {
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                var (name, at) = (reader.GetString()!, offset + (int)reader.TokenStartIndex);
                reader.Read();
                properties.Add((name, at, Value(ref reader, offset)));
            }
        }
        else if (kind == JsonTokenType.StartArray)
        {
            while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
            {
                items.Add(Value(ref reader, offset));
            }
        }

        return new JsonSpan(kind, start, offset + (int)reader.BytesConsumed, properties, items);
    }
}
