using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Sinogram.Imaging.Dicom;

/// <summary>Writes data sets in the DICOM JSON model (PS3.18 annex F).</summary>
/// <remarks>Bytes above <see cref="JsonOptions.MaxInlineBinary"/>, pixel data and fragments are left out, because there is nothing a BulkDataURI could point to.</remarks>
public static class DicomJson
{
    private static readonly JsonWriterOptions Compact = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, MaxDepth = 1000 };

    /// <summary>What is written and what is left out.</summary>
    /// <param name="MaxInlineBinary">The longest binary value, in bytes, that is written as base64.</param>
    /// <param name="Includes">Which elements of the top level are written; all where null.</param>
    public sealed record JsonOptions(int MaxInlineBinary = 1024, Predicate<Tag>? Includes = null);

    /// <summary>The data set as one JSON object.</summary>
    public static string ToJson(DataSet dataSet, JsonOptions? options = null)
    {
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream, Compact))
        {
            Write(writer, dataSet, options);
        }
        return System.Text.Encoding.UTF8.GetString(stream.GetBuffer(), 0, (int)stream.Length);
    }

    /// <summary>Writes the data set as one JSON object.</summary>
    public static void Write(Utf8JsonWriter writer, DataSet dataSet, JsonOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(writer);
        ArgumentNullException.ThrowIfNull(dataSet);
        options ??= new JsonOptions();
        WriteDataSet(writer, dataSet, options, options.Includes);
    }

    private static void WriteDataSet(Utf8JsonWriter writer, DataSet dataSet, JsonOptions options, Predicate<Tag>? includes)
    {
        writer.WriteStartObject();
        Tag? last = null;
        foreach (var element in dataSet)
        {
            // A JSON object has a name once; of an attribute that a broken file has twice the first counts, as everywhere.
            var isRepeated = last == element.Tag;
            last = element.Tag;
            if (isRepeated || element.Tag.IsGroupLength || element.Fragments is not null || (includes is not null && !includes(element.Tag)) || IsBulk(element, options))
            {
                continue;
            }
            writer.WriteStartObject(element.Tag.ToHex());
            writer.WriteString("vr"u8, UnknownSequence.Is(element) ? "SQ" : element.VR.ToString());
            WriteValue(writer, element, dataSet, options);
            writer.WriteEndObject();
        }
        writer.WriteEndObject();
    }

    private static bool IsBulk(Element element, JsonOptions options) =>
        element.Items is null && !UnknownSequence.Is(element) && IsBinary(element.VR) && (element.Tag.IsPixelData || element.Length > options.MaxInlineBinary);

    private static bool IsBinary(VR vr) => vr is VR.OB or VR.OD or VR.OF or VR.OL or VR.OV or VR.OW or VR.UN;

    private static void WriteValue(Utf8JsonWriter writer, Element element, DataSet dataSet, JsonOptions options)
    {
        if (element.IsEmpty)
        {
            return;
        }
        if (UnknownSequence.ItemsOf(element, dataSet) is { } items)
        {
            writer.WriteStartArray("Value"u8);
            foreach (var item in items)
            {
                WriteDataSet(writer, item, options, null);
            }
            writer.WriteEndArray();
        }
        else if (IsBinary(element.VR))
        {
            writer.WriteBase64String("InlineBinary"u8, element.ToLittleEndian().Span);
        }
        else if (element.VR.IsText())
        {
            WriteTexts(writer, element, dataSet);
        }
        else
        {
            WriteNumbers(writer, element);
        }
    }

    private static void WriteTexts(Utf8JsonWriter writer, Element element, DataSet dataSet)
    {
        var values = dataSet.GetStrings(element.Tag);
        if (values.Count == 0)
        {
            return;
        }
        writer.WriteStartArray("Value"u8);
        foreach (var value in values)
        {
            if (value.Length == 0)
            {
                writer.WriteNullValue();
            }
            else if (element.VR == VR.PN)
            {
                WriteName(writer, value);
            }
            else if (element.VR == VR.IS && long.TryParse(value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var whole))
            {
                writer.WriteNumberValue(whole);
            }
            else if (element.VR == VR.DS && double.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number))
            {
                writer.WriteNumberValue(number);
            }
            else
            {
                writer.WriteStringValue(value);
            }
        }
        writer.WriteEndArray();
    }

    private static void WriteName(Utf8JsonWriter writer, string value)
    {
        var groups = value.Split('=');
        writer.WriteStartObject();
        ReadOnlySpan<string> names = ["Alphabetic", "Ideographic", "Phonetic"];
        for (var i = 0; i < Math.Min(3, groups.Length); i++)
        {
            if (groups[i].Length > 0)
            {
                writer.WriteString(names[i], groups[i]);
            }
        }
        writer.WriteEndObject();
    }

    private static void WriteNumbers(Utf8JsonWriter writer, Element element)
    {
        if (element.VR is VR.FL or VR.FD)
        {
            WriteArray(BinaryValues.ToDoubles(element), number =>
            {
                if (!double.IsFinite(number))
                {
                    // JSON has no number for these.
                    writer.WriteStringValue(double.IsNaN(number) ? "NaN" : number > 0 ? "inf" : "-inf");
                }
                else if (element.VR == VR.FL)
                {
                    writer.WriteNumberValue((float)number);
                }
                else
                {
                    writer.WriteNumberValue(number);
                }
            });
            return;
        }
        WriteArray(BinaryValues.ToIntegers(element), number =>
        {
            switch (element.VR)
            {
                case VR.AT:
                    writer.WriteStringValue(new Tag((uint)number).ToHex());
                    break;
                case VR.UV:
                    writer.WriteNumberValue(unchecked((ulong)number));
                    break;
                default:
                    writer.WriteNumberValue(number);
                    break;
            }
        });

        void WriteArray<T>(T[]? numbers, Action<T> write)
        {
            if (numbers is null)
            {
                return;
            }
            writer.WriteStartArray("Value"u8);
            Array.ForEach(numbers, write);
            writer.WriteEndArray();
        }
    }
}
