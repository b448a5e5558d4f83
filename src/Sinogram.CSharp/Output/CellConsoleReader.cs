using Sinogram.Core.Execution;

namespace Sinogram.CSharp.Output;

/// <summary>A reader that asks the running cell's front end.</summary>
/// <param name="fallback">Answers what belongs to no cell.</param>
public sealed class CellConsoleReader(TextReader fallback) : TextReader
{
    private readonly Lock _lock = new();
    private string _line = "";
    private int _at;

    /// <inheritdoc/>
    public override string? ReadLine()
    {
        lock (_lock)
        {
            if (_at < _line.Length)
            {
                var rest = _line[_at..].TrimEnd('\n');
                _at = _line.Length;
                return rest;
            }
        }

        return CellContext.Current is { } cell
            ? cell.Input.AskAsync("", secret: false, cell.Token).GetAwaiter().GetResult()
            : fallback.ReadLine();
    }

    /// <inheritdoc/>
    public override int Read()
    {
        if (CellContext.Current is null)
        {
            return fallback.Read();
        }

        lock (_lock)
        {
            if (_at < _line.Length)
            {
                return _line[_at++];
            }
        }

        var line = ReadLine() + "\n";
        lock (_lock)
        {
            _line = line;
            _at = 1;
            return line[0];
        }
    }

    /// <inheritdoc/>
    public override int Peek()
    {
        lock (_lock)
        {
            return _at < _line.Length ? _line[_at] : -1;
        }
    }
}
