using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using Sinogram.Data.Arrays;

namespace Sinogram.Data.Privacy;

/// <summary>
/// Tells columns that were made of identified ones where nothing tells how: in C#, R or Python. Row by row, or value by value, initials, beginnings, ends and
/// parts of names and identifiers, and days, months and distances of birth dates, are what they are. Looks at some rows of the columns that are in memory.
/// </summary>
public static class DerivedColumns
{
    private const int MostSources = 1024;
    private const int MostRows = 2000;
    private const int FewestRows = 3;
    private const int FewestNumbers = 5;

    private static readonly Lock Lock = new();
    private static readonly List<WeakReference<ArrayData>> Sources = [];
    private static readonly ConditionalWeakTable<ArrayData, string> Attributes = [];
    private static readonly ConditionalWeakTable<ArrayData, SourceForms> Forms = [];

    /// <summary>The table with the columns marked that were made of identified ones.</summary>
    public static Table Mark(Table table)
    {
        ArgumentNullException.ThrowIfNull(table);
        var found = table.Columns.Select(AttributeOf).ToArray();
        var i = 0;
        return Array.Exists(found, f => f is not null) ? table.With(c => found[i++] is { } attribute ? IdentifyingColumns.Marked(c, attribute, isRegistered: true) : c) : table;
    }

    /// <summary>Notes an identified column; only while it is in memory.</summary>
    internal static void Remember(Column column, string attribute)
    {
        if (!(column.Type.Id is TypeId.String or TypeId.Date || column.Type.IsInteger) || column.Length == 0)
        {
            return;
        }

        lock (Lock)
        {
            Sources.RemoveAll(s => !s.TryGetTarget(out var data) || ReferenceEquals(data, column.Data));
            if (Sources.Count == MostSources)
            {
                Sources.RemoveAt(0);
            }

            Sources.Add(new WeakReference<ArrayData>(column.Data));
            Attributes.AddOrUpdate(column.Data, attribute);
        }
    }

    /// <summary>The attribute that a column was made of; null where it is identified already or was made of none.</summary>
    internal static string? AttributeOf(Column column)
    {
        if (column.Field.Identified || column.Length == 0 || IdentifyingValues.OfProcess.IsEmpty)
        {
            return null;
        }

        if (column.Type is DictionaryType)
        {
            return AttributeOf(column.Dictionary!);
        }

        var isText = column.Type.Id == TypeId.String;
        if (!isText && !(column.Type.IsInteger || column.Type.Id is TypeId.Float64 or TypeId.Float32))
        {
            return null;
        }

        List<ArrayData> sources = [];
        lock (Lock)
        {
            foreach (var source in Sources)
            {
                if (source.TryGetTarget(out var data) && !ReferenceEquals(data, column.Data))
                {
                    sources.Add(data);
                }
            }
        }

        var values = isText ? SourceForms.ValuesOf(column) : null;
        foreach (var source in sources)
        {
            if ((source.Length == column.Length && !FormsOf(source).IsSequence && (isText ? IsTextOf(column.Data, source) : IsNumberOf(column, source))) || (values is not null && FormsOf(source).Explain(values)))
            {
                return Attributes.TryGetValue(source, out var attribute) ? attribute : "value";
            }
        }

        return null;
    }

    /// <summary>Whether each text says something of the value in the same row.</summary>
    private static bool IsTextOf(ArrayData texts, ArrayData source)
    {
        var isDate = source.Type.Id == TypeId.Date;
        var (rows, matches, letters) = (0, 0, 0);
        var isOrdinary = true;
        var differs = false;
        string? first = null;
        foreach (var row in Sampled(texts.Length))
        {
            if (texts.IsNull(row) || source.IsNull(row) || DerivedText.Folded(Text(texts, row)) is not { Length: > 0 } text)
            {
                continue;
            }

            rows++;
            matches += (isDate ? DerivedText.IsOfDate(Text(texts, row), Day(source, row)) : DerivedText.IsOf(text, DerivedText.Words(Text(source, row)))) ? 1 : 0;
            if (matches < rows - (rows / 20) - 1)
            {
                return false;
            }

            first ??= text;
            differs |= text != first;
            letters = Math.Max(letters, text.Length);
            isOrdinary &= IdentifyingValues.OfProcess.Vocabulary.Contains(text);
        }

        return rows > 0 && matches >= rows - (rows / 20) && !isOrdinary && (rows >= (letters > 1 ? FewestRows : FewestNumbers) ? differs : letters > 1 && rows < FewestRows && !isDate);
    }

    /// <summary>Whether numbers are a part of those of the source, or in one distance from them.</summary>
    private static bool IsNumberOf(Column column, ArrayData source)
    {
        if (source.Type.Id == TypeId.String)
        {
            return false;
        }

        var isDate = source.Type.Id == TypeId.Date;
        var (rows, areDays, areMonths, differ, sums, differences, parts) = (0, isDate, isDate, false, true, true, !isDate);
        double? first = null, sum = null, difference = null;
        foreach (var row in Sampled(source.Length))
        {
            if (column.IsNull(row) || source.IsNull(row))
            {
                continue;
            }

            var value = Convert.ToDouble(column.GetValue(row), CultureInfo.InvariantCulture);
            var of = isDate ? Day(source, row).DayNumber : double.Parse(Text(source, row), CultureInfo.InvariantCulture);
            rows++;
            differ |= value != (first ??= value);
            sums &= value + of == (sum ??= value + of);
            differences &= value - of == (difference ??= value - of);
            areDays &= isDate && Day(source, row).Day == value;
            areMonths &= isDate && Day(source, row).Month == value;
            parts &= !isDate && value >= 10 && Text(source, row) is var digits && value.ToString("0", CultureInfo.InvariantCulture) is var part
                && (digits.StartsWith(part, StringComparison.Ordinal) || digits.EndsWith(part, StringComparison.Ordinal));
            if (!(sums || differences || areDays || areMonths || parts))
            {
                return false;
            }
        }

        return rows >= FewestNumbers && differ;
    }

    private static SourceForms FormsOf(ArrayData source) => Forms.GetValue(source, static data =>
        data.Type.Id == TypeId.Date ? SourceForms.None : new SourceForms(Enumerable.Range(0, Math.Min(data.Length, SourceForms.MostValues)).Where(r => !data.IsNull(r)).Select(r => Text(data, r))));

    private static IEnumerable<int> Sampled(int length)
    {
        var step = Math.Max(1, length / MostRows);
        for (var row = 0; row < length; row += step)
        {
            yield return row;
        }
    }

    internal static string Text(ArrayData data, int row) => data.Type.Id == TypeId.String
        ? Encoding.UTF8.GetString(data.Bytes(row))
        : Convert.ToString(BoxedValues.Read(data, row), CultureInfo.InvariantCulture) ?? "";

    private static DateOnly Day(ArrayData data, int row) => BoxedValues.Read(data, row) is DateOnly day ? day : default;
}
