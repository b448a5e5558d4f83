using System.Text;
using Sinogram.Core.Display;

namespace Sinogram.Jupyter.Output;

/// <summary>
/// The output of one request, during it and after it. Small writes to a stream gather, and of updates of one display the last is kept: they are sent when
/// other output follows, when they grow large, when the request ends, and by the <see cref="StreamFlusher"/> soon after they came. Safe from any thread.
/// </summary>
internal sealed class RequestOutput : IOutputSink
{
    /// <summary>Characters that are sent at once.</summary>
    private const int Large = 1 << 19;

    /// <summary>Updates of so many displays are sent at once.</summary>
    private const int ManyUpdates = 256;

    private readonly Lock _lock = new();
    private readonly OrderedDictionary<string, OutputEvent.UpdateDisplayData> _updates = [];
    private readonly StringBuilder _text = new();
    private readonly IopubPublisher _publisher;
    private readonly StreamFlusher _flusher;
    private readonly ReadOnlyMemory<byte> _parent;
    private StreamName _stream;

    internal RequestOutput(IopubPublisher publisher, StreamFlusher flusher, ReadOnlyMemory<byte> parent)
    {
        _publisher = publisher;
        _flusher = flusher;
        _parent = parent;
    }

    /// <summary>The text of the request's result, for the history.</summary>
    internal string? ResultText { get; private set; }

    public void Emit(OutputEvent output)
    {
        _publisher.WaitForRoom();
        lock (_lock)
        {
            if (output is OutputEvent.Stream stream)
            {
                Append(stream);
                return;
            }

            if (output is OutputEvent.UpdateDisplayData update)
            {
                Gather(update);
                return;
            }

            Send();
            if (output is OutputEvent.ExecuteResult result)
            {
                ResultText = result.Bundle[Mime.Plain];
            }

            _publisher.Publish(output, _parent);
        }
    }

    /// <summary>Sends what has gathered.</summary>
    internal void Flush()
    {
        lock (_lock)
        {
            Send();
        }
    }

    private void Append(OutputEvent.Stream stream)
    {
        if (_stream != stream.Name)
        {
            Send();
            _stream = stream.Name;
        }

        ScheduleFirst();

        _text.Append(stream.Text);
        if (_text.Length >= Large)
        {
            Send();
        }
    }

    private void Gather(OutputEvent.UpdateDisplayData update)
    {
        ScheduleFirst();
        _updates[update.DisplayId] = update;
        if (_updates.Count >= ManyUpdates)
        {
            Send();
        }
    }

    private void ScheduleFirst()
    {
        if (_text.Length == 0 && _updates.Count == 0)
        {
            _flusher.Schedule(this);
        }
    }

    private void Send()
    {
        foreach (var (_, update) in _updates)
        {
            _publisher.Publish(update, _parent);
        }

        _updates.Clear();
        if (_text.Length > 0)
        {
            var text = _text.ToString();
            _text.Clear();
            _publisher.Stream(_stream, text, _parent);
        }
    }
}
