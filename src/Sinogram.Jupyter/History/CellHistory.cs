using System.IO.Enumeration;

namespace Sinogram.Jupyter.History;

/// <summary>
/// The last cells that ran, in this run of the kernel and, with a file, in earlier ones. A kernel in which cells run for days does not grow by it.
/// Safe from any thread.
/// </summary>
internal sealed class CellHistory
{
    /// <summary>How many cells are kept at most.</summary>
    internal const int Kept = 10_000;

    /// <summary>How many characters the kept cells and their results have together at most; the last cell is kept with any number.</summary>
    internal const long KeptCharacters = 16L << 20;

    private readonly Lock _lock = new();
    private readonly HistoryFile? _file;
    private readonly Queue<HistoryEntry> _entries = [];
    private readonly List<HistoryEntry> _unsaved = [];
    private int _session = 1;
    private long _characters;
    private bool _loaded;

    internal CellHistory(HistoryFile? file) => _file = file;

    /// <summary>Adds a cell; <see cref="Save"/> writes it down.</summary>
    internal void Add(int line, string input, string? output)
    {
        lock (_lock)
        {
            Load();
            var entry = new HistoryEntry(_session, line, input, output);
            Keep(entry);
            if (_file is not null)
            {
                _unsaved.Add(entry);
            }
        }
    }

    /// <summary>Writes down what was added since, so that nobody has to wait for a disk.</summary>
    internal void Save()
    {
        lock (_lock)
        {
            foreach (var entry in _unsaved)
            {
                _file!.Append(entry);
            }

            _unsaved.Clear();
        }
    }

    /// <summary>The last entries, oldest first.</summary>
    internal IReadOnlyList<HistoryEntry> Tail(int count)
    {
        lock (_lock)
        {
            Load();
            return [.. _entries.TakeLast(count)];
        }
    }

    /// <summary>Lines <paramref name="start"/> up to, not including, <paramref name="stop"/> of a session; 0 is this one, -1 the one before.</summary>
    internal IReadOnlyList<HistoryEntry> Range(int session, int start, int? stop)
    {
        lock (_lock)
        {
            Load();
            var wanted = session <= 0 ? _session + session : session;
            return [.. _entries.Where(e => e.Session == wanted && e.Line >= start && (stop is null || e.Line < stop))];
        }
    }

    /// <summary>The last entries whose text matches a pattern with <c>*</c> and <c>?</c>, oldest first.</summary>
    /// <param name="pattern">Matches the whole text.</param>
    /// <param name="count">At most so many; null for all.</param>
    /// <param name="unique">Of equal texts only the latest.</param>
    internal IReadOnlyList<HistoryEntry> Search(string pattern, int? count, bool unique)
    {
        lock (_lock)
        {
            Load();
            IEnumerable<HistoryEntry> found = _entries
                .Where(e => FileSystemName.MatchesSimpleExpression(pattern, e.Input, ignoreCase: false))
                .Reverse();
            if (unique)
            {
                found = found.DistinctBy(e => e.Input);
            }

            return [.. (count is { } most ? found.Take(most) : found).Reverse()];
        }
    }

    private void Load()
    {
        if (!_loaded)
        {
            _loaded = true;
            foreach (var entry in _file?.Read() ?? [])
            {
                Keep(entry);
                _session = Math.Max(_session, entry.Session + 1);
            }
        }
    }

    private void Keep(HistoryEntry entry)
    {
        _entries.Enqueue(entry);
        _characters += entry.Characters;
        while (_entries.Count > Kept || (_characters > KeptCharacters && _entries.Count > 1))
        {
            _characters -= _entries.Dequeue().Characters;
        }
    }
}
