using System.Text.Json;
using Sinogram.Data;
using Sinogram.Data.Privacy;
using Sinogram.Imaging.Deidentify;
using Sinogram.Imaging.Dicom;

namespace Sinogram.Imaging.Catalog;

/// <summary>The tables of a workspace that identifies patients: their columns are marked, and the values in <c>DicomJson</c> become known.</summary>
internal static class IdentifiedCatalog
{
    private const string Json = "DicomJson";

    public static Table Mark(Table rows)
    {
        if (rows.Contains(Json))
        {
            foreach (string? json in rows.Column<string?>(Json))
            {
                Register(json);
            }
        }

        return IdentifyingNames.Mark(rows);
    }

    private static void Register(string? json)
    {
        if (json is null)
        {
            return;
        }

        try
        {
            using JsonDocument document = JsonDocument.Parse(json);
            Register(document.RootElement);
        }
        catch (JsonException)
        {
            // Not what we write: its text is masked as a whole in its column.
        }
    }

    private static void Register(JsonElement dataSet)
    {
        if (dataSet.ValueKind != JsonValueKind.Object)
        {
            return;
        }

        foreach (JsonProperty element in dataSet.EnumerateObject())
        {
            if (!uint.TryParse(element.Name, System.Globalization.NumberStyles.AllowHexSpecifier, System.Globalization.CultureInfo.InvariantCulture, out uint number)
                || element.Value.ValueKind != JsonValueKind.Object || !element.Value.TryGetProperty("Value", out JsonElement values) || values.ValueKind != JsonValueKind.Array)
            {
                continue;
            }

            Tag tag = new(number);
            string keyword = Dictionary.Find(tag)?.Keyword ?? "unknown";
            foreach (JsonElement value in values.EnumerateArray())
            {
                Register(tag, keyword, value);
            }
        }
    }

    private static void Register(Tag tag, string keyword, JsonElement value)
    {
        bool isIdentifying = IdentifyingAttributes.Contains(tag) && !tag.IsPrivate;
        switch (value.ValueKind)
        {
            case JsonValueKind.Object when value.TryGetProperty("Alphabetic", out JsonElement name) && name.ValueKind == JsonValueKind.String:
                foreach (JsonProperty group in value.EnumerateObject().Where(g => g.Value.ValueKind == JsonValueKind.String))
                {
                    IdentifyingValues.OfProcess.AddName(keyword, group.Value.GetString()!);
                }

                break;
            case JsonValueKind.Object:
                Register(value);
                break;
            case JsonValueKind.String when isIdentifying && Dictionary.Find(tag)?.VR == VR.DA
                && DateOnly.TryParseExact(value.GetString(), "yyyyMMdd", System.Globalization.CultureInfo.InvariantCulture, System.Globalization.DateTimeStyles.None, out DateOnly date):
                IdentifyingValues.OfProcess.AddDate(keyword, date);
                break;
            case JsonValueKind.String when isIdentifying:
                IdentifyingValues.OfProcess.Add(keyword, value.GetString()!);
                break;
        }
    }
}
