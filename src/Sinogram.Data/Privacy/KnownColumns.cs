using System.Text;

namespace Sinogram.Data.Privacy;

/// <summary>
/// Tells identified columns by what they hold, where no flag could come with them: out of records, R, Python, a file, or another language. One name or
/// identifier of a patient is enough; what others have too (a date, a number, a part of a name, an institution) counts where most values are such.
/// </summary>
public static class KnownColumns
{
    private const int FewestLetters = 3;
    private const int FewestDigits = 5;
    private const int Sample = 4096;

    /// <summary>The table with the columns marked whose values were read from identified sources, under the attribute that they were read from.</summary>
    public static Table Mark(Table table) => Mark(table, withDerived: true);

    /// <param name="table">The table.</param>
    /// <param name="withDerived">Also the columns that were made of identified ones.</param>
    internal static Table Mark(Table table, bool withDerived)
    {
        ArgumentNullException.ThrowIfNull(table);
        if (IdentifyingValues.OfProcess.IsEmpty)
        {
            return table;
        }

        (bool IsKnown, string? Attribute)[] found = [.. table.Columns.Select(c => Recognize(c) is { IsKnown: true } known ? known : withDerived && DerivedColumns.AttributeOf(c) is { } made ? (true, made) : default)];
        var i = 0;
        return found.Any(f => f.IsKnown) ? table.With(c => found[i++] is { IsKnown: true } known ? IdentifyingColumns.Marked(c, known.Attribute, isRegistered: true) : c) : table;
    }

    private static (bool IsKnown, string? Attribute) Recognize(Column column)
    {
        if (column.Field.Identified)
        {
            return default;
        }

        if (column.Type.IsNested)
        {
            return column.Children.Select(Recognize).FirstOrDefault(c => c.IsKnown);
        }

        if (column.Type is DictionaryType)
        {
            return Recognize(column.Dictionary!);
        }

        if (!(column.Type.Id is TypeId.String or TypeId.Date || column.Type.IsInteger))
        {
            return default;
        }

        var (known, all) = (0L, 0L);
        string? attribute = null;
        // One text is enough to tell; of numbers and dates it takes most, which some of them tell.
        var step = column.Type.Id == TypeId.String ? 1 : Math.Max(1, column.Length / Sample);
        for (long row = 0; row < column.Length; row += step)
        {
            if (column.IsNull(row))
            {
                continue;
            }

            all++;
            var text = TextOf(column, row);
            if (text.Length < (column.Type.IsInteger ? FewestDigits : FewestLetters))
            {
                continue;
            }

            var (likeness, of) = IdentifyingValues.OfProcess.Recognize(text);
            if (likeness == Likeness.Certain)
            {
                return (true, of);
            }

            known += likeness == Likeness.Possible ? 1 : 0;
            attribute ??= of;
        }

        return (known * 2 > all, attribute);
    }

    private static string TextOf(Column column, long row) => column.Type.Id == TypeId.String
        ? Encoding.UTF8.GetString(column.Data.Bytes((int)row))
        : Presentation.ValueText.Of(column, row)!;
}
