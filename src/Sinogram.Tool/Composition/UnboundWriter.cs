using System.Text;
using Sinogram.Core.Execution;

namespace Sinogram.Tool.Composition;

/// <summary>
/// Takes what code writes to the console from a thread that belongs to no cell, because it was started without its flow: to the running cell, or masked to
/// where the console led before. Nothing passes before there is a session: only then is there code of cells.
/// </summary>
/// <param name="original">Where the console led before.</param>
/// <param name="isError">Standard error instead of standard output.</param>
internal sealed class UnboundWriter(TextWriter original, bool isError) : TextWriter
{
    private readonly Lock _lock = new();
    private string _held = "";

    public override Encoding Encoding => Encoding.UTF8;

    /// <summary>Has the running cell, and the filter.</summary>
    public Session? Session { get; set; }

    public override void Write(char value) => Write(value.ToString());

    public override void Write(string? value)
    {
        if (string.IsNullOrEmpty(value))
        {
            return;
        }

        if (Session is not { } session)
        {
            original.Write(value);
            return;
        }

        if (session.Running?.Output is { } output)
        {
            (isError ? output.Stderr : (Action<string>)output.Stdout)(value);
            return;
        }

        lock (_lock)
        {
            var text = _held + value;
            var held = session.HeldOf(text);
            _held = text[^held..];
            original.Write(session.Filtered(text[..^held]));
        }
    }

    public override void Flush() => original.Flush();

    /// <summary>Lets go what waits for more.</summary>
    public void End()
    {
        lock (_lock)
        {
            original.Write(Session?.Filtered(_held) ?? _held);
            _held = "";
        }
    }
}
