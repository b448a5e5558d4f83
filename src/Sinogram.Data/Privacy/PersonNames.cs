namespace Sinogram.Data.Privacy;

/// <summary>Columns of files of unknown origin that hold names as DICOM writes them, whatever the column is called: <c>Family^Given</c> in more than half of the values.</summary>
public static class PersonNames
{
    private const int Looked = 1000;

    /// <summary>The table with such columns marked.</summary>
    public static Table Mark(Table table)
    {
        ArgumentNullException.ThrowIfNull(table);
        return table.Columns.Any(Holds) ? table.With(c => Holds(c) ? IdentifyingColumns.Marked(c, IdentifyingNames.OfPatients, isRegistered: false) : c) : table;
    }

    private static bool Holds(Column column)
    {
        if (column.Field.Identified || column.Type.Id != TypeId.String || column.Length == 0)
        {
            return false;
        }

        var (names, others) = (0, 0);
        foreach (var text in column.As<string?>().AsEnumerable().Take(Looked))
        {
            if (!string.IsNullOrEmpty(text))
            {
                (names, others) = IsName(text) ? (names + 1, others) : (names, others + 1);
            }
        }

        return names > others;
    }

    /// <summary>Whether a text is written as DICOM writes names: two or more letters, a caret, a letter, and no figure, so neither 10^3 nor x^2.</summary>
    public static bool IsName(ReadOnlySpan<char> text)
    {
        var caret = text.IndexOf('^');
        if (caret < 2 || caret + 1 >= text.Length || !char.IsLetter(text[caret + 1]))
        {
            return false;
        }

        foreach (var c in text)
        {
            if (!char.IsLetter(c) && c is not ('^' or '=' or ' ' or '-' or '.' or '\'' or '’' or ',') && char.GetUnicodeCategory(c) != System.Globalization.UnicodeCategory.NonSpacingMark)
            {
                return false;
            }
        }

        return true;
    }
}
