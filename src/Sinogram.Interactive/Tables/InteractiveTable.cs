using System.Globalization;
using Sinogram.Core.Display;
using Sinogram.Core.Widgets;
using Sinogram.Interactive.Formatting;

namespace Sinogram.Interactive.Tables;

/// <summary>
/// A table that a person sorts, filters and pages through where the front end has widgets; only the page in view leaves the kernel. Elsewhere its first page
/// stands still.
/// </summary>
public sealed class InteractiveTable : IWidgetView, IAsyncDisposable
{
    private static readonly string[] PageSizes = ["10", "20", "50", "100"];

    private readonly Lock _lock = new();
    private readonly TabularView _view;
    private readonly TextInput _filter = new("filter", "", "words, or column=value, column>5, column~part");
    private readonly Dropdown _sort;
    private readonly Checkbox _descending = new("descending");
    private readonly Dropdown _pageSize = new("rows", PageSizes, 1);
    private readonly Button _previous = new("◀", "4em");
    private readonly Button _next = new("▶", "4em");
    private readonly Label _place = new();
    private readonly HtmlBox _rows = new();
    private int[] _found = [];
    private int _page;

    /// <param name="view">The rows and columns.</param>
    public InteractiveTable(TabularView view)
    {
        ArgumentNullException.ThrowIfNull(view);
        _view = view;
        _sort = new Dropdown("sort by", ["as it is", .. view.Columns.Select(c => c.Name)]);
        Widget = Box.Column(Box.Bar(Box.Row(_filter, _sort), Box.Row(_pageSize, _descending)), _rows, Box.Row(_previous, _place, _next));
        _filter.ValueChanged += _ => Search();
        _sort.ValueChanged += _ => Search();
        _descending.ValueChanged += _ => Search();
        _pageSize.ValueChanged += _ => Turn(-_page);
        _previous.Clicked += () => Turn(-1);
        _next.Clicked += () => Turn(1);
        Search();
    }

    /// <inheritdoc/>
    public Widget Widget { get; }

    /// <summary>The text that rows must meet: words that any cell holds, and conditions such as <c>age>=60</c>.</summary>
    public string Filter
    {
        get => _filter.Value;
        set => _filter.Value = value;
    }

    /// <summary>The indices of the rows found, in their order.</summary>
    public IReadOnlyList<int> Rows
    {
        get
        {
            lock (_lock)
            {
                return _found;
            }
        }
    }

    /// <summary>Sorts by a column.</summary>
    /// <exception cref="ArgumentException">There is no such column.</exception>
    public void SortBy(string column, bool descending = false)
    {
        for (var c = 0; c < _view.Columns.Count; c++)
        {
            if (_view.Columns[c].Name == column)
            {
                _descending.Value = descending;
                _sort.Value = c + 1;
                return;
            }
        }

        throw new ArgumentException($"The table has no column {column}; it has {string.Join(", ", _view.Columns.Select(c => c.Name))}.", nameof(column));
    }

    /// <summary>Turns to a page nearby.</summary>
    public void Turn(int pages)
    {
        lock (_lock)
        {
            var size = int.Parse(_pageSize.Chosen, CultureInfo.InvariantCulture);
            _page = Math.Clamp(_page + pages, 0, Math.Max(0, (_found.Length - 1) / size));
            Show(size);
        }
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => Widget.DisposeAsync();

    private void Search()
    {
        lock (_lock)
        {
            var filter = new RowFilter(_view, _filter.Value);
            var found = Enumerable.Range(0, _view.RowCount).Where(filter.Passes);
            if (_sort.Value > 0)
            {
                var column = _sort.Value - 1;
                var keyed = found.Select(r => (Row: r, Key: _view.Cell(r, column))).ToList();
                // Missing values stay last in both directions.
                var known = keyed.Where(k => k.Key is not null);
                found = (_descending.Value ? known.OrderByDescending(k => k.Key, CellOrder.Instance) : known.OrderBy(k => k.Key, CellOrder.Instance))
                    .Concat(keyed.Where(k => k.Key is null)).Select(k => k.Row);
            }

            _found = [.. found];
            _page = 0;
            Show(int.Parse(_pageSize.Chosen, CultureInfo.InvariantCulture));
        }
    }

    private void Show(int size)
    {
        var from = _page * size;
        var table = TabularTable.Table(_view, [.. _found.Skip(from).Take(size)]);
        var all = _found.Length == _view.RowCount ? "" : string.Create(CultureInfo.InvariantCulture, $" found of {_view.RowCount:N0}");
        var place = _found.Length == 0
            ? $"no rows{all}"
            : string.Create(CultureInfo.InvariantCulture, $"rows {from + 1:N0} to {from + table.Count:N0} of {_found.Length:N0}{all}");
        if (_view.Columns.Count > SequenceFormatter.MostColumns)
        {
            table.Note = HtmlTable.Of(SequenceFormatter.MostColumns, _view.Columns.Count, "columns");
        }

        _place.Value = place;
        // The front ends' own looks of tables do not reach into a control by themselves.
        _rows.Show($"<div class=\"jp-RenderedHTMLCommon rendered_html\" style=\"display:inline-block;max-width:100%\">{table.ToHtml(_view.Name)}</div>", table.ToText(_view.Name));
    }
}
