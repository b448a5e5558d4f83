using Sinogram.Core.Display;

namespace Sinogram.Testing.Kernel;

/// <summary>Keeps every event that a cell sends.</summary>
public sealed class RecordingSink : IOutputSink
{
    private readonly Lock _lock = new();
    private readonly List<OutputEvent> _events = [];

    /// <summary>What came so far, in order.</summary>
    public IReadOnlyList<OutputEvent> Events
    {
        get
        {
            lock (_lock)
            {
                return [.. _events];
            }
        }
    }

    /// <summary>All text written to standard output.</summary>
    public string Stdout => Text(StreamName.Stdout);

    /// <summary>All text written to standard error.</summary>
    public string Stderr => Text(StreamName.Stderr);

    /// <summary>The plain text of the cell's value, or null.</summary>
    public string? Result => Events.OfType<OutputEvent.ExecuteResult>().LastOrDefault()?.Bundle[Mime.Plain];

    /// <summary>The error, or null.</summary>
    public OutputEvent.Error? Error => Events.OfType<OutputEvent.Error>().LastOrDefault();

    /// <summary>What is shown under each display id after all updates, in the order of the first showing.</summary>
    public IReadOnlyList<MimeBundle> Displays
    {
        get
        {
            var shown = new List<(string Id, MimeBundle Bundle)>();
            foreach (var output in Events)
            {
                if (output is OutputEvent.DisplayData display)
                {
                    shown.Add((display.DisplayId, display.Bundle));
                }
                else if (output is OutputEvent.UpdateDisplayData update)
                {
                    shown = [.. shown.Select(s => s.Id == update.DisplayId ? (s.Id, update.Bundle) : s)];
                }
            }

            return [.. shown.Select(s => s.Bundle)];
        }
    }

    /// <inheritdoc/>
    public void Emit(OutputEvent output)
    {
        lock (_lock)
        {
            _events.Add(output);
        }
    }

    private string Text(StreamName name) => string.Concat(Events.OfType<OutputEvent.Stream>().Where(s => s.Name == name).Select(s => s.Text));
}
