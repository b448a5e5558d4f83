using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Sinogram.Remote.Livy;

/// <summary>
/// Nested values of SQL sessions as plain JSON: a struct, which the server writes as <c>{"schema":[{"name":…}],"values":[…]}</c>, becomes an object.
/// </summary>
internal static class SparkNested
{
    private static readonly JsonWriterOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, MaxDepth = 512 };

    public static string? ToJson(JsonElement cell)
    {
        if (cell.ValueKind is not (JsonValueKind.Array or JsonValueKind.Object))
        {
            return LivyColumn.Text(cell);
        }

        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer, Plain))
        {
            Write(writer, cell);
        }

        return Encoding.UTF8.GetString(buffer.GetBuffer(), 0, (int)buffer.Length);
    }

    private static void Write(Utf8JsonWriter writer, JsonElement value)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Array:
                writer.WriteStartArray();
                foreach (var item in value.EnumerateArray())
                {
                    Write(writer, item);
                }

                writer.WriteEndArray();
                break;
            case JsonValueKind.Object:
                writer.WriteStartObject();
                foreach (var (name, member) in Members(value))
                {
                    writer.WritePropertyName(name);
                    Write(writer, member);
                }

                writer.WriteEndObject();
                break;
            default:
                // Numbers keep their digits.
                writer.WriteRawValue(value.GetRawText());
                break;
        }
    }

    private static IEnumerable<(string Name, JsonElement Value)> Members(JsonElement value)
    {
        if (value.TryGetProperty("schema", out var schema) && schema.ValueKind == JsonValueKind.Array
            && value.TryGetProperty("values", out var values) && values.ValueKind == JsonValueKind.Array
            && schema.GetArrayLength() == values.GetArrayLength()
            && schema.EnumerateArray().All(f => f.ValueKind == JsonValueKind.Object && LivyJson.Text(f, "name") is not null))
        {
            return schema.EnumerateArray().Zip(values.EnumerateArray(), (field, member) => (LivyJson.Text(field, "name")!, member));
        }

        return value.EnumerateObject().Select(p => (p.Name, p.Value));
    }
}
