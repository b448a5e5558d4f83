using System.Globalization;
using System.Text.RegularExpressions;
using Sinogram.Core.Display;
using Sinogram.Interactive.Formatting;

namespace Sinogram.Interactive.Tables;

/// <summary>
/// What a person types to find rows: words that any cell holds, and conditions on columns such as <c>age>=60</c>, <c>Modality=CT</c>, <c>name~tum</c>
/// (holds); all of them must be met. Words in quotes may hold spaces. Case does not count.
/// </summary>
internal sealed partial class RowFilter
{
    private readonly TabularView _view;
    private readonly List<Func<int, bool>> _conditions = [];

    public RowFilter(TabularView view, string text)
    {
        _view = view;
        foreach (Match term in Terms().Matches(text))
        {
            var column = term.Groups["column"].Success ? ColumnOf(term.Groups["column"].Value.Trim('"')) : -1;
            var value = term.Groups["value"].Value.Trim('"');
            _conditions.Add(column >= 0 ? On(column, term.Groups["is"].Value, value) : Anywhere(term.Value.Trim('"')));
        }
    }

    /// <summary>Whether a row is one of those looked for.</summary>
    public bool Passes(int row) => _conditions.TrueForAll(c => c(row));

    private int ColumnOf(string name)
    {
        for (var c = 0; c < _view.Columns.Count; c++)
        {
            if (string.Equals(_view.Columns[c].Name, name, StringComparison.OrdinalIgnoreCase))
            {
                return c;
            }
        }

        return -1;
    }

    private Func<int, bool> Anywhere(string word) =>
        row => Enumerable.Range(0, _view.Columns.Count).Any(c => TabularTable.TextOf(_view, row, c).Contains(word, StringComparison.OrdinalIgnoreCase));

    private Func<int, bool> On(int column, string condition, string value)
    {
        if (condition == "~")
        {
            return row => TabularTable.TextOf(_view, row, column).Contains(value, StringComparison.OrdinalIgnoreCase);
        }

        var isNumber = double.TryParse(value, CultureInfo.InvariantCulture, out var number);
        return row =>
        {
            var cell = _view.Cell(row, column);
            if (cell is null)
            {
                return condition == "!=" || (condition == "=" && value is "null");
            }

            var order = isNumber && CellOrder.Number(cell) is { } known
                ? known.CompareTo(number)
                : string.Compare(TabularTable.TextOf(_view, row, column), value, StringComparison.OrdinalIgnoreCase);
            return condition switch
            {
                "=" => order == 0,
                "!=" => order != 0,
                "<" => order < 0,
                "<=" => order <= 0,
                ">" => order > 0,
                _ => order >= 0,
            };
        };
    }

    [GeneratedRegex("""(?<column>"[^"]*"|[^\s"=<>!~]+)(?<is>>=|<=|!=|=|<|>|~)(?<value>"[^"]*"|\S*)|"[^"]*"|\S+""", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Terms();
}
