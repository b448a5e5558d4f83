using System.Buffers;
using System.Collections;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Sinogram.Data.Privacy;

namespace Sinogram.Data.Presentation;

/// <summary>
/// A table as a tabular data resource (application/vnd.dataresource+json): a Frictionless table schema and the first rows, every value exact.
/// Numbers keep all their digits; NaN and infinities are the strings <c>NaN</c>, <c>INF</c>, <c>-INF</c>, as the table schema standard writes them.
/// </summary>
public static class DataResource
{
    /// <param name="table">The table.</param>
    /// <param name="rows">At most so many rows.</param>
    /// <param name="reveal">Identified columns are written as they are, not masked.</param>
    public static string Write(Table table, int rows = 100, bool reveal = false)
    {
        ArgumentNullException.ThrowIfNull(table);
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            json.WriteStartObject();
            json.WriteString("profile", "tabular-data-resource");
            WriteSchema(json, table, reveal);
            json.WriteStartArray("data");
            for (long row = 0; row < Math.Min(rows, table.RowCount); row++)
            {
                json.WriteStartObject();
                foreach (var column in table.Columns)
                {
                    json.WritePropertyName(column.Name);
                    if (column.Field.Identified && !reveal) { json.WriteStringValue(IdentifyingColumns.MaskOf(column, row)); }
                    else { WriteCell(json, column, row); }
                }
                json.WriteEndObject();
            }
            json.WriteEndArray();
            json.WriteNumber("sinogram:rows", table.RowCount);
            json.WriteNumber("sinogram:shown", Math.Min(rows, table.RowCount));
            json.WriteEndObject();
        }
        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    private static void WriteSchema(Utf8JsonWriter json, Table table, bool reveal)
    {
        json.WriteStartObject("schema");
        json.WriteStartArray("fields");
        foreach (var field in table.Schema)
        {
            json.WriteStartObject();
            json.WriteString("name", field.Name);
            json.WriteString("type", field.Identified && !reveal ? "string" : TypeName(field.Type));
            if (field.Type.Id == TypeId.Binary) { json.WriteString("format", "binary"); }
            if (!field.Nullable)
            {
                json.WriteStartObject("constraints");
                json.WriteBoolean("required", true);
                json.WriteEndObject();
            }
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static string TypeName(DataType type) => type switch
    {
        { IsInteger: true } => "integer",
        { IsNumeric: true } => "number",
        DictionaryType dictionary => TypeName(dictionary.Value),
        TimestampType => "datetime",
        TimeType => "time",
        ListType => "array",
        StructType or MapType => "object",
        _ => type.Id switch
        {
            TypeId.Bool => "boolean",
            TypeId.Date => "date",
            TypeId.Duration or TypeId.Interval => "duration",
            TypeId.Null => "any",
            _ => "string",
        },
    };

    private static void WriteCell(Utf8JsonWriter json, Column column, long row)
    {
        if (FineTime.Of(column, row, 'T') is { } exact)
        {
            json.WriteStringValue(exact);
            return;
        }
        object? value;
        try
        {
            value = column.GetValue(row);
        }
        catch (TableException)
        {
            json.WriteStringValue(ValueText.Of(column, row));
            return;
        }
        Write(json, value);
    }

    internal static void Write(Utf8JsonWriter json, object? value)
    {
        switch (value)
        {
            case null: json.WriteNullValue(); break;
            case bool flag: json.WriteBooleanValue(flag); break;
            case string text: json.WriteStringValue(text); break;
            case byte[] bytes: json.WriteBase64StringValue(bytes); break;
            case double.NaN or float.NaN: json.WriteStringValue("NaN"); break;
            case double.PositiveInfinity or float.PositiveInfinity: json.WriteStringValue("INF"); break;
            case double.NegativeInfinity or float.NegativeInfinity: json.WriteStringValue("-INF"); break;
            case DateOnly date: json.WriteStringValue(date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)); break;
            case TimeOnly time: json.WriteStringValue(time.ToString("HH:mm:ss.FFFFFFF", CultureInfo.InvariantCulture)); break;
            case DateTime time: json.WriteStringValue(time.ToString("yyyy-MM-ddTHH:mm:ss.FFFFFFF", CultureInfo.InvariantCulture)); break;
            case DateTimeOffset time: json.WriteStringValue(time.ToString("yyyy-MM-ddTHH:mm:ss.FFFFFFFZ", CultureInfo.InvariantCulture)); break;
            case TimeSpan span: json.WriteStringValue(new Interval(0, 0, checked(span.Ticks * 100)).ToString()); break;
            case Interval interval: json.WriteStringValue(interval.ToString()); break;
            case StructValue row: Entries(json, row.Select(p => (p.Key, p.Value))); break;
            case MapValue map: Entries(json, map.Select(e => (ValueText.Of(e.Key, DataType.Null), e.Value))); break;
            case IEnumerable list:
                json.WriteStartArray();
                foreach (var element in list) { Write(json, element); }
                json.WriteEndArray();
                break;
            default: json.WriteRawValue(((IFormattable)value).ToString(null, CultureInfo.InvariantCulture)); break;
        }
    }

    private static void Entries(Utf8JsonWriter json, IEnumerable<(string Key, object? Value)> entries)
    {
        json.WriteStartObject();
        foreach (var (key, value) in entries)
        {
            json.WritePropertyName(key);
            Write(json, value);
        }
        json.WriteEndObject();
    }
}
