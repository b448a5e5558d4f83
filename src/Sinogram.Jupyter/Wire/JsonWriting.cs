using System.Text.Json;
using Sinogram.Core.Display;

namespace Sinogram.Jupyter.Wire;

/// <summary>Writes what several messages share: bundles, and texts of any length.</summary>
internal static class JsonWriting
{
    /// <summary>The writer refuses single strings above 166 million characters; long ones go in pieces.</summary>
    private const int WholeUpTo = 1 << 20;

    internal static void WriteText(this Utf8JsonWriter json, string name, string text)
    {
        json.WritePropertyName(name);
        json.WriteText(text);
    }

    internal static void WriteTexts(this Utf8JsonWriter json, string name, IEnumerable<string> texts)
    {
        json.WriteStartArray(name);
        foreach (var text in texts)
        {
            json.WriteText(text);
        }

        json.WriteEndArray();
    }

    /// <summary><c>"data"</c> and <c>"metadata"</c> of a bundle.</summary>
    internal static void WriteBundle(this Utf8JsonWriter json, MimeBundle bundle)
    {
        json.WriteStartObject("data");
        foreach (var (mime, content) in bundle.Data)
        {
            json.WritePropertyName(mime);
            if (content.IsJson)
            {
                json.WriteJsonOrText(content.Text);
            }
            else
            {
                json.WriteText(content.Text);
            }
        }

        json.WriteEndObject();
        json.WriteStartObject("metadata");
        foreach (var (key, value) in bundle.Metadata)
        {
            json.WritePropertyName(key);
            json.WriteJsonOrText(value);
        }

        json.WriteEndObject();
    }

    /// <summary>JSON text as the value it is; text that is no JSON as a string.</summary>
    internal static void WriteJsonOrText(this Utf8JsonWriter json, string text)
    {
        try
        {
            using var document = JsonDocument.Parse(text);
            document.RootElement.WriteTo(json);
        }
        catch (JsonException)
        {
            json.WriteText(text);
        }
    }

    /// <summary>The fields of a JSON object.</summary>
    internal static void WriteFieldsOf(this Utf8JsonWriter json, string text)
    {
        using var document = JsonDocument.Parse(text);
        foreach (var field in document.RootElement.EnumerateObject())
        {
            field.WriteTo(json);
        }
    }

    internal static void WriteError(this Utf8JsonWriter json, string name, string message, IEnumerable<string> traceback)
    {
        json.WriteString("ename", name);
        json.WriteText("evalue", message);
        json.WriteTexts("traceback", traceback);
    }

    private static void WriteText(this Utf8JsonWriter json, string text)
    {
        if (text.Length <= WholeUpTo)
        {
            json.WriteStringValue(text);
            return;
        }

        for (var at = 0; at < text.Length; at += WholeUpTo)
        {
            var piece = text.AsSpan(at, Math.Min(WholeUpTo, text.Length - at));
            json.WriteStringValueSegment(piece, isFinalSegment: at + WholeUpTo >= text.Length);
        }
    }
}
