using System.Globalization;
using System.Text;

namespace Sinogram.Core.Display;

/// <summary>
/// How much of what a cell prints is shown: the beginning, and at the cell's end the last of it; all of it is in a file then. Of very many displays, the later
/// ones go into the file as text. A front end that got millions of lines would stand still, and the notebook could not be opened again.
/// </summary>
internal sealed class StreamLimit(IFullOutput store, int cellNumber)
{
    /// <summary>Characters that are shown from the beginning.</summary>
    public const int MostShown = 1_000_000;

    /// <summary>Characters that are shown from the end.</summary>
    public const int MostOfEnd = 4_000;

    /// <summary>Displays of one cell that are shown.</summary>
    public const int MostDisplays = 1_000;

    private int _displays;

    private readonly Lock _lock = new();
    private readonly StringBuilder _shown = new();
    private readonly StringBuilder _end = new();
    private IFullText? _full;
    private long _held;

    /// <summary>What is to be shown now of a text; null for nothing.</summary>
    public string? Pass(string text)
    {
        lock (_lock)
        {
            if (_full is not null)
            {
                Keep(text);
                return null;
            }

            if (_shown.Length + text.Length <= MostShown)
            {
                _shown.Append(text);
                return text;
            }

            var room = MostShown - _shown.Length;
            // A line is cut only where it is longer than all there is room for.
            var cut = text.LastIndexOf('\n', Math.Max(room - 1, 0), Math.Max(room, 0)) + 1;
            var begins = _shown.Length > 0 && _shown[^1] == '\n';
            cut = cut > 0 || room <= 0 || begins ? cut : char.IsHighSurrogate(text[room - 1]) ? room - 1 : room;
            _full = store.Open(cellNumber);
            _full.Append(_shown.ToString());
            _full.Append(text[..cut]);
            _shown.Clear();
            Keep(text[cut..]);
            var before = (cut > 0 ? text[cut - 1] == '\n' : begins) ? "" : "\n";
            return text[..cut] + before + (_full.Problem is { } problem
                ? $"[This cell prints too much to show. {problem}]\n"
                : $"[This cell prints too much to show; all of it is in {_full.Place}]\n");
        }
    }

    /// <summary>Whether a display is shown; where not, its text is kept, and the first time there is something to say.</summary>
    public bool Shows(MimeBundle bundle, out string? note)
    {
        note = null;
        lock (_lock)
        {
            if (++_displays <= MostDisplays)
            {
                return true;
            }

            if (_full is null)
            {
                _full = store.Open(cellNumber);
                _full.Append(_shown.ToString());
                _shown.Clear();
            }

            if (_displays == MostDisplays + 1)
            {
                note = $"[This cell shows more than {MostDisplays.ToString("N0", CultureInfo.InvariantCulture)} outputs. "
                    + (_full.Problem is { } problem ? problem + "]\n" : $"The text of further ones is in {_full.Place}]\n");
            }

            Keep((bundle[Mime.Plain] ?? "") + "\n");
            return false;
        }
    }

    /// <summary>The end of a text of which the middle was not shown; null where all was.</summary>
    public string? End()
    {
        lock (_lock)
        {
            if (_full is null || _held == 0)
            {
                return null;
            }

            _full.Flush();
            var end = _end.ToString();
            var from = Math.Max(0, end.Length - MostOfEnd);
            var line = end.IndexOf('\n', from);
            end = line >= 0 && line + 1 < end.Length ? end[(line + 1)..] : end[from..];
            var left = (_held - end.Length).ToString("N0", CultureInfo.InvariantCulture);
            _held = 0;
            _end.Clear();
            return $"[{left} characters are not shown{(_full.Problem is { } problem ? ". " + problem : "")}. The last of them:]\n{end}";
        }
    }

    /// <summary>What was shown is gone: there is room again.</summary>
    public void Clear()
    {
        lock (_lock)
        {
            _displays = 0;
            if (_full is null)
            {
                _shown.Clear();
            }
        }
    }

    private void Keep(string text)
    {
        _full!.Append(text);
        _held += text.Length;
        _end.Append(text.Length > 2 * MostOfEnd ? text[^(2 * MostOfEnd)..] : text);
        if (_end.Length > 8 * MostOfEnd)
        {
            _end.Remove(0, _end.Length - (2 * MostOfEnd));
        }
    }
}
