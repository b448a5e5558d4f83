namespace Sinogram.Jupyter.Client;

/// <summary>The last lines that a kernel's process has written to its standard streams: what there is to know when it ends. Safe from any thread.</summary>
internal sealed class OutputTail
{
    private const int Characters = 2000;
    private const int Lines = 6;

    private readonly Lock _lock = new();
    private string _text = "";

    /// <summary>The lines as the end of a message; empty where there are none.</summary>
    internal string InWords
    {
        get
        {
            lock (_lock)
            {
                var lines = _text.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).TakeLast(Lines).ToList();
                return lines.Count == 0 ? "" : " It wrote last: " + string.Join(" | ", lines);
            }
        }
    }

    internal void Add(string text)
    {
        lock (_lock)
        {
            _text += text;
            _text = _text.Length > Characters ? _text[^Characters..] : _text;
        }
    }
}
