using System.Text;

namespace Sinogram.Data.Privacy;

/// <summary>Tells identified columns by what they hold, where no flag could come with them: out of records, R, or another language.</summary>
public static class KnownColumns
{
    private const int Examined = 1000;
    private const int FewestLetters = 3;
    private const int FewestDigits = 5;

    /// <summary>The table with columns marked most of whose values were read from identified sources.</summary>
    public static Table Mark(Table table)
    {
        ArgumentNullException.ThrowIfNull(table);
        return IdentifyingValues.OfProcess.IsEmpty || !table.Columns.Any(IsKnown) ? table : table.With(c => IsKnown(c) ? c.WithIdentified(true) : c);
    }

    private static bool IsKnown(Column column)
    {
        if (column.Field.Identified || !(column.Type.Id is TypeId.String or TypeId.Date || column.Type.IsInteger || column.Type is DictionaryType { Value.Id: TypeId.String }))
        {
            return false;
        }

        var (known, all) = (0, 0);
        for (long row = 0; row < column.Length && all < Examined; row++)
        {
            if (column.IsNull(row))
            {
                continue;
            }

            all++;
            var text = TextOf(column, row);
            known += text.Length >= (column.Type.IsInteger ? FewestDigits : FewestLetters) && IdentifyingValues.OfProcess.Knows(text)
                && !IdentifyingValues.OfProcess.Vocabulary.Contains(text) ? 1 : 0;
        }

        return known * 2 > all;
    }

    private static string TextOf(Column column, long row) => column.Type.Id == TypeId.String
        ? Encoding.UTF8.GetString(column.Data.Bytes((int)row))
        : Presentation.ValueText.Of(column, row)!;
}
