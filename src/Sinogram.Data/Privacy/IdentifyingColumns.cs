using System.Globalization;
using System.Text;
using Sinogram.Data.Presentation;

namespace Sinogram.Data.Privacy;

/// <summary>Identified columns: what they hold becomes known to the output filter, and what is shown of them is masked whole, however short it is.</summary>
public static class IdentifyingColumns
{
    /// <summary>Names the attribute of a column that bears another name, in its field's metadata.</summary>
    public const string AttributeKey = "sinogram.attribute";

    private const string PlacesKey = "sinogram.places";

    private static readonly string[] PersonWords = ["name", "physician", "operator", "doctor", "person", "observer", "author"];

    /// <summary>What the mask of a column's values calls them.</summary>
    public static string AttributeOf(Field field)
    {
        ArgumentNullException.ThrowIfNull(field);
        return field.Metadata.GetValueOrDefault(AttributeKey) ?? field.Name;
    }

    /// <summary>A column of lists with elements that identify by their places, from 1: the fields of lines without names.</summary>
    public static Column WithPlaces(Column column, IEnumerable<int> places)
    {
        ArgumentNullException.ThrowIfNull(column);
        return column.WithField(column.Field.WithMetadata(PlacesKey, string.Join(',', places.Select(p => p.ToString(CultureInfo.InvariantCulture)))));
    }

    /// <summary>The places that identify; null where there are none.</summary>
    internal static HashSet<int>? PlacesOf(Field field) =>
        field.Metadata.TryGetValue(PlacesKey, out var places) ? [.. places.Split(',').Select(p => int.TryParse(p, CultureInfo.InvariantCulture, out var place) ? place : 0)] : null;

    /// <summary>A column that identifies, under the attribute that it is where it bears another name.</summary>
    /// <param name="column">The column.</param>
    /// <param name="attribute">The attribute; null where it is none or several.</param>
    /// <param name="isRegistered">Those of its values that identify are known already.</param>
    internal static Column Marked(Column column, string? attribute, bool isRegistered) => column.WithField(
        (attribute is not null && attribute != AttributeOf(column.Field) ? column.Field.WithMetadata(AttributeKey, attribute) : column.Field) with { Identified = true, IsRegistered = isRegistered });

    /// <summary>A value of an identified column as it is shown; null where it is missing.</summary>
    public static string? MaskOf(Column column, long row)
    {
        ArgumentNullException.ThrowIfNull(column);
        return ValueText.Of(column, row) is { } text ? IdentifyingValues.OfProcess.Mask(AttributeOf(column.Field), text) : null;
    }

    /// <summary>Makes the values of a column known. Once for the same memory.</summary>
    internal static void Register(Column column)
    {
        var data = column.Data;
        if (Interlocked.Exchange(ref data.Registered, 1) != 0)
        {
            return;
        }

        var attribute = AttributeOf(column.Field);
        var isPerson = PersonWords.Any(w => attribute.Contains(w, StringComparison.OrdinalIgnoreCase));
        Register(column, attribute, isPerson);
        DerivedColumns.Remember(column, attribute);
    }

    private static void Register(Column column, string attribute, bool isPerson)
    {
        switch (column.Type)
        {
            case DictionaryType:
                Register(column.Dictionary!, attribute, isPerson);
                break;
            case ListType or StructType or MapType:
                foreach (var child in Naming(column.Children))
                {
                    Register(child, attribute, isPerson);
                }

                break;
            default:
                RegisterValues(column, attribute, isPerson);
                break;
        }
    }

    /// <summary>The fields of a struct that identify by their names, with those that hold fields of their own; all where none does.</summary>
    private static IReadOnlyList<Column> Naming(IReadOnlyList<Column> fields) =>
        fields.Any(f => Holds(f.Field)) ? [.. fields.Where(f => Holds(f.Field))] : fields;

    private static bool Holds(Field field) => IdentifyingNames.Contains(field.Name) || field.Type switch
    {
        StructType type => type.Children.Any(Holds),
        ListType type => Holds(type.Element),
        _ => false,
    };

    private static void RegisterValues(Column column, string attribute, bool isPerson)
    {
        var values = IdentifyingValues.OfProcess;
        for (long row = 0; row < column.Length; row++)
        {
            if (column.IsNull(row))
            {
                continue;
            }

            switch (column.Type.Id)
            {
                case TypeId.String:
                    AddText(values, attribute, Encoding.UTF8.GetString(column.Data.Bytes((int)row)), isPerson);
                    break;
                case TypeId.Date or TypeId.Timestamp when DateOf(column, row) is { } date:
                    values.AddDate(attribute, date);
                    break;
                default:
                    if (column.Type.IsInteger)
                    {
                        values.Add(attribute, ValueText.Of(column, row)!);
                    }

                    break;
            }
        }
    }

    /// <summary>Makes a text known that stood in a column of a name.</summary>
    internal static void AddText(string attribute, string text) =>
        AddText(IdentifyingValues.OfProcess, attribute, text, PersonWords.Any(w => attribute.Contains(w, StringComparison.OrdinalIgnoreCase)));

    private static void AddText(IdentifyingValues values, string attribute, string text, bool isPerson)
    {
        if (isPerson || Spellings.LooksLikeName(text))
        {
            values.AddName(attribute, text);
            return;
        }

        if (IdentifyingNames.IsBirthDate(attribute) && DateIn(text) is { } date)
        {
            values.AddDate(attribute, date);
        }

        values.Add(attribute, text);
    }

    private static DateOnly? DateIn(string text) =>
        DateOnly.TryParseExact(text, ["yyyyMMdd", "yyyy-MM-dd", "dd.MM.yyyy", "MM/dd/yyyy"], CultureInfo.InvariantCulture, DateTimeStyles.None, out var date) ? date : null;

    private static DateOnly? DateOf(Column column, long row)
    {
        try
        {
            return column.GetValue(row) switch
            {
                DateOnly date => date,
                DateTime time => DateOnly.FromDateTime(time),
                DateTimeOffset time => DateOnly.FromDateTime(time.UtcDateTime),
                _ => null,
            };
        }
        catch (TableException)
        {
            // An infinity or a year beyond .NET's: no date of birth.
            return null;
        }
    }
}
