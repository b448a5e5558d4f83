using System.Text.Json;
using System.Text.Json.Serialization;
using Sinogram.Core.Display;
using Sinogram.Core.Magics;
using Sinogram.Data;

namespace Sinogram.Magics.Notebook;

/// <summary>Values as text and text as values, for the small magics.</summary>
internal static class ValueText
{
    private static readonly JsonSerializerOptions Json = new()
    {
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals, ReferenceHandler = ReferenceHandler.IgnoreCycles, MaxDepth = 32,
    };

    /// <summary>A literal: numbers are doubles as they were in older notebooks, quoted text is text, JSON objects and arrays are JSON; the rest is text.</summary>
    public static object? Literal(string text)
    {
        try
        {
            using var json = JsonDocument.Parse(text);
            return json.RootElement.ValueKind switch
            {
                JsonValueKind.Null => null,
                JsonValueKind.True => true,
                JsonValueKind.False => false,
                JsonValueKind.Number => json.RootElement.GetDouble(),
                JsonValueKind.String => json.RootElement.GetString(),
                _ => JsonDocument.Parse(text),
            };
        }
        catch (JsonException)
        {
            return text;
        }
    }

    /// <summary>A value in one media type: JSON as a document, the rest as text.</summary>
    /// <exception cref="MagicException">The value has no such form.</exception>
    public static object Of(object? value, string mime, IOutput output)
    {
        if (output.Format(value) is var shown && mime != Mime.Json && shown[mime] is { } text)
        {
            return text;
        }

        if (mime != Mime.Json)
        {
            throw new MagicException($"The value has no {mime}.", "It has: " + string.Join(", ", shown.Data.Keys.Append(Mime.Json).Distinct()) + ".");
        }

        try
        {
            object? plain = value is Table table ? table.Rows.Select(row => table.Columns.Select((column, i) => (column.Name, Value: row[i])).ToDictionary(c => c.Name, c => c.Value)).ToList() : value;
            return JsonSerializer.SerializeToDocument(plain, Json);
        }
        catch (Exception e) when (e is NotSupportedException or JsonException or ArgumentException)
        {
            throw new MagicException($"The value has no JSON form: {e.Message}", "Share the value itself, without --mime-type.", e);
        }
    }
}
