using System.Text;
using Sinogram.Core.Execution;

namespace Sinogram.CSharp.Output;

/// <summary>Sends what code writes to <see cref="Console"/> to the cell that started it, and asks that cell's front end for input.</summary>
public static class CellConsole
{
    /// <summary>Redirects the process's console. Call once, at start. What belongs to no cell goes where it went before.</summary>
    public static void Install()
    {
        Console.SetOut(new CellConsoleWriter(Console.Out, isError: false));
        Console.SetError(new CellConsoleWriter(Console.Error, isError: true));
        Console.SetIn(new CellConsoleReader(Console.In));
    }
}

/// <summary>A writer whose text appears in the running cell.</summary>
/// <param name="fallback">Takes what belongs to no cell.</param>
/// <param name="isError">Standard error instead of standard output.</param>
public sealed class CellConsoleWriter(TextWriter fallback, bool isError) : TextWriter(System.Globalization.CultureInfo.InvariantCulture)
{
    /// <inheritdoc/>
    public override Encoding Encoding => Encoding.UTF8;

    /// <inheritdoc/>
    public override void Write(char value) => Write(value.ToString());

    /// <inheritdoc/>
    public override void Write(char[] buffer, int index, int count) => Write(new string(buffer, index, count));

    /// <inheritdoc/>
    public override void Write(ReadOnlySpan<char> buffer) => Write(new string(buffer));

    /// <inheritdoc/>
    public override void Write(string? value)
    {
        if (string.IsNullOrEmpty(value))
        {
            return;
        }

        if (CellContext.Current is not { Output: var output })
        {
            fallback.Write(value);
        }
        else if (isError)
        {
            output.Stderr(value);
        }
        else
        {
            output.Stdout(value);
        }
    }

    /// <inheritdoc/>
    public override void WriteLine() => Write("\n");

    /// <inheritdoc/>
    public override void WriteLine(string? value) => Write(value + "\n");

    /// <inheritdoc/>
    public override void Flush() => fallback.Flush();
}

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
