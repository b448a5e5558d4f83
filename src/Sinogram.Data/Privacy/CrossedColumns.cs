namespace Sinogram.Data.Privacy;

/// <summary>
/// Tells identified columns of tables that come back from a language which has no place for their flag. A column that comes back under the name of one that
/// went in is what that was; one of another name is of unknown origin, and goes by its name and by what it holds. Thread-safe.
/// </summary>
public sealed class CrossedColumns
{
    private const int MostKept = 16;

    private readonly Lock _lock = new();
    private readonly Dictionary<string, bool> _wasIdentified = new(StringComparer.Ordinal);

    /// <summary>What was made of these is told while they are in memory.</summary>
    private readonly Queue<Column> _kept = [];

    /// <summary>Notes the columns of a table that goes in; one that identifies counts whatever others of its name do.</summary>
    public void Remember(Table table)
    {
        ArgumentNullException.ThrowIfNull(table);
        lock (_lock)
        {
            foreach (var field in table.Schema)
            {
                _wasIdentified[field.Name] = field.Identified || _wasIdentified.GetValueOrDefault(field.Name);
            }

            foreach (var column in table.Columns.Where(c => c.Field.Identified && !_kept.Any(k => ReferenceEquals(k.Data, c.Data))))
            {
                _kept.Enqueue(column);
                DerivedColumns.Remember(column, IdentifyingColumns.AttributeOf(column.Field));
                if (_kept.Count > MostKept) { _kept.Dequeue(); }
            }
        }
    }

    /// <summary>A table that comes back, with its identified columns marked.</summary>
    /// <param name="table">The table.</param>
    /// <param name="isPublic">What the language read by itself carries no patient: names of columns do not count.</param>
    public Table Mark(Table table, bool isPublic)
    {
        ArgumentNullException.ThrowIfNull(table);
        return KnownColumns.Mark(table.Columns.Any(c => IsIdentified(c, isPublic)) ? table.With(c => IsIdentified(c, isPublic) ? c.WithIdentified(true) : c) : table, withDerived: !isPublic);
    }

    private bool IsIdentified(Column column, bool isPublic)
    {
        lock (_lock)
        {
            return _wasIdentified.TryGetValue(column.Name, out var was)
                ? was
                : !isPublic && IdentifyingNames.CanIdentify(column.Type) && IdentifyingNames.Contains(column.Name);
        }
    }
}
