using System.Text;
using Sinogram.Core.Display;
using Sinogram.CSharp.Runtime;

namespace Sinogram.CSharp.Output;

/// <summary>
/// A cell's output on its way out: small writes are gathered and leave together, in order with displays, at the latest after 50 ms; output of work that
/// has been stopped goes nowhere.
/// </summary>
internal sealed class CellOutputBuffer(IOutput output, CellRun run) : IOutput
{
    private const int MostGathered = 1 << 20;

    private readonly Lock _lock = new();
    private readonly StringBuilder _gathered = new();
    private StreamName _stream;

    /// <inheritdoc/>
    public MimeBundle Format(object? value) => output.Format(value);

    /// <inheritdoc/>
    public IDisplayHandle Display(object? value) => Display(Format(value));

    /// <inheritdoc/>
    public IDisplayHandle Display(MimeBundle bundle, string? displayId = null) =>
        InKernel(() => output.Display(bundle, displayId)) ?? new DroppedDisplay();

    /// <inheritdoc/>
    public void Update(string displayId, MimeBundle bundle) => InKernel(() => output.Update(displayId, bundle));

    /// <inheritdoc/>
    public void Stdout(string text) => Write(StreamName.Stdout, text);

    /// <inheritdoc/>
    public void Stderr(string text) => Write(StreamName.Stderr, text);

    /// <inheritdoc/>
    public void Clear(bool wait = false) => InKernel(() => output.Clear(wait));

    /// <inheritdoc/>
    public IProgressHandle Progress(string title) => InKernel(() => output.Progress(title)) ?? new DroppedDisplay();

    /// <summary>Sends what is gathered.</summary>
    public void Flush()
    {
        lock (_lock)
        {
            if (_gathered.Length == 0)
            {
                return;
            }

            var text = _gathered.ToString();
            _gathered.Clear();
            if (run.IsAbandoned)
            {
                return;
            }

            if (_stream == StreamName.Stdout)
            {
                output.Stdout(text);
            }
            else
            {
                output.Stderr(text);
            }
        }
    }

    private void Write(StreamName stream, string text)
    {
        if (string.IsNullOrEmpty(text))
        {
            return;
        }

        Guarded(() =>
        {
            lock (_lock)
            {
                if (stream != _stream)
                {
                    Flush();
                    _stream = stream;
                }

                var wasEmpty = _gathered.Length == 0;
                _gathered.Append(text);
                if (_gathered.Length >= MostGathered)
                {
                    Flush();
                }
                else if (wasEmpty)
                {
                    OutputFlusher.Add(this);
                }
            }
        });
    }

    private void InKernel(Action action) => Guarded(() =>
    {
        Flush();
        action();
    });

    private T? InKernel<T>(Func<T> action)
        where T : class
    {
        T? result = null;
        Guarded(() =>
        {
            Flush();
            result = action();
        });
        return result;
    }

    private void Guarded(Action action)
    {
        if (run.IsAbandoned)
        {
            CellRun.StopIfInterrupted();
            return;
        }

        if (!CellRun.TryEnterKernel(out var entered))
        {
            throw new CellInterruptedException();
        }

        try
        {
            action();
        }
        finally
        {
            entered?.LeaveKernel();
        }
    }

    /// <summary>Stands for a display that goes nowhere.</summary>
    private sealed class DroppedDisplay : IDisplayHandle, IProgressHandle
    {
        public string DisplayId { get; } = Guid.NewGuid().ToString("N");

        public void Update(object? value)
        {
        }

        public void Update(MimeBundle bundle)
        {
        }

        public void Report(double? fraction, string text)
        {
        }

        public void Dispose()
        {
        }
    }
}
