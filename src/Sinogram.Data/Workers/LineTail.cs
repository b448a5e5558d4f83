using System.Text;
using Sinogram.Data.Workers.Interop;

namespace Sinogram.Data.Workers;

/// <summary>The last lines of a stream of text, bounded in number and length.</summary>
internal sealed class LineTail
{
    private const int MaxLines = 20;
    private const int MaxLength = 500;

    private readonly Lock _lock = new();
    private readonly Queue<string> _lines = new();
    private string _open = "";

    internal void Append(string text)
    {
        lock (_lock)
        {
            var lines = (_open + text).Split('\n');
            foreach (var line in lines[..^1])
            {
                Add(line);
            }

            _open = Cut(lines[^1]);
        }
    }

    /// <summary>Appends what can be read from a stream without waiting.</summary>
    internal void AppendRest(FileDescriptor stream)
    {
        var buffer = new byte[4096];
        int count;
        while ((count = stream.ReadAvailable(buffer)) > 0)
        {
            Append(Encoding.UTF8.GetString(buffer, 0, count));
        }
    }

    /// <summary>The lines so far, oldest first.</summary>
    internal IReadOnlyList<string> Lines()
    {
        lock (_lock)
        {
            return [.. _lines, .. string.IsNullOrWhiteSpace(_open) ? [] : new[] { _open.TrimEnd() }];
        }
    }

    internal void Clear()
    {
        lock (_lock)
        {
            _lines.Clear();
            _open = "";
        }
    }

    private static string Cut(string line) => line.Length <= MaxLength ? line : line[..MaxLength];

    private void Add(string line)
    {
        if (string.IsNullOrWhiteSpace(line))
        {
            return;
        }

        _lines.Enqueue(Cut(line.TrimEnd()));
        if (_lines.Count > MaxLines)
        {
            _lines.Dequeue();
        }
    }
}
