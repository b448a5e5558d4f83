using System.Buffers;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using Sinogram.Imaging.Dicom;

namespace Sinogram.Imaging.Catalog;

/// <summary>
/// The elements of a data set that have no column, in the DICOM JSON model (PS3.18 annex F). Pixel data and binary values over
/// 1,024 bytes are named without their value; the file has them.
/// </summary>
internal static class RemainderJson
{
    private const int LargestInline = 1024;

    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, MaxDepth = 1000 };
    private static readonly HashSet<uint> InColumns = [.. CatalogSchema.Attributes.Select(a => a.Tag)];

    /// <summary>The JSON text.</summary>
    public static string Of(DataSet dataSet)
    {
        ArrayBufferWriter<byte> buffer = new(4096);
        using (Utf8JsonWriter writer = new(buffer, Options))
        {
            Write(writer, dataSet, top: true);
        }

        return System.Text.Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    private static void Write(Utf8JsonWriter writer, DataSet dataSet, bool top)
    {
        writer.WriteStartObject();
        Tag? last = null;
        foreach (Element element in dataSet)
        {
            // Of a tag that a broken file has twice, the first counts.
            if (element.Tag.IsGroupLength || element.Tag == last || (top && InColumns.Contains(element.Tag.Value)))
            {
                continue;
            }

            last = element.Tag;
            writer.WriteStartObject(element.Tag.ToHex());
            writer.WriteString("vr", (element.VR == VR.None ? VR.UN : element.VR).ToString());
            if (element.Items is { } items)
            {
                if (items.Count > 0)
                {
                    writer.WriteStartArray("Value");
                    foreach (DataSet item in items)
                    {
                        Write(writer, item, top: false);
                    }

                    writer.WriteEndArray();
                }
            }
            else if (!element.Tag.IsPixelData && element.Length > 0)
            {
                WriteValue(writer, dataSet, element);
            }

            writer.WriteEndObject();
        }

        writer.WriteEndObject();
    }

    private static void WriteValue(Utf8JsonWriter writer, DataSet dataSet, Element element)
    {
        switch (element.VR)
        {
            case VR.DS or VR.IS:
                WriteArray(writer, dataSet.GetStrings(element.Tag), WriteNumberText);
                break;
            case VR.FL or VR.FD:
                WriteArray(writer, dataSet.GetDoubles(element.Tag) ?? [], WriteNumber);
                break;
            case VR.US or VR.SS or VR.UL or VR.SL or VR.SV or VR.UV:
                WriteArray(writer, dataSet.GetIntegers(element.Tag) ?? [], static (w, v) => w.WriteNumberValue(v));
                break;
            case VR.AT:
                WriteArray(writer, dataSet.GetIntegers(element.Tag) ?? [], static (w, v) => w.WriteStringValue(v.ToString("X8", CultureInfo.InvariantCulture)));
                break;
            case VR.PN:
                WriteArray(writer, dataSet.GetStrings(element.Tag), WriteName);
                break;
            case var vr when vr.IsText():
                WriteArray(writer, dataSet.GetStrings(element.Tag), WriteText);
                break;
            default:
                if (element.Length <= LargestInline)
                {
                    writer.WriteBase64String("InlineBinary", element.ToLittleEndian().Span);
                }

                break;
        }
    }

    private static void WriteArray<T>(Utf8JsonWriter writer, IReadOnlyList<T> values, Action<Utf8JsonWriter, T> write)
    {
        if (values.Count == 0)
        {
            return;
        }

        writer.WriteStartArray("Value");
        foreach (T value in values)
        {
            write(writer, value);
        }

        writer.WriteEndArray();
    }

    private static void WriteText(Utf8JsonWriter writer, string value)
    {
        if (value.Length == 0)
        {
            writer.WriteNullValue();
        }
        else
        {
            writer.WriteStringValue(value);
        }
    }

    private static void WriteNumberText(Utf8JsonWriter writer, string value)
    {
        if (double.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out double number) && double.IsFinite(number))
        {
            writer.WriteNumberValue(number);
        }
        else
        {
            WriteText(writer, value);
        }
    }

    private static void WriteNumber(Utf8JsonWriter writer, double value)
    {
        if (double.IsFinite(value))
        {
            writer.WriteNumberValue(value);
        }
        else
        {
            // The model has no way for these; a text says more than a null.
            writer.WriteStringValue(value.ToString(CultureInfo.InvariantCulture));
        }
    }

    private static void WriteName(Utf8JsonWriter writer, string value)
    {
        string[] groups = value.Split('=');
        writer.WriteStartObject();
        for (int i = 0; i < Math.Min(3, groups.Length); i++)
        {
            if (groups[i].Length > 0)
            {
                writer.WriteString(i switch { 0 => "Alphabetic", 1 => "Ideographic", _ => "Phonetic" }, groups[i]);
            }
        }

        writer.WriteEndObject();
    }
}
