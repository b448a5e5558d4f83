using System.Text;
using Sinogram.Core.Execution;
using Sinogram.Tool.Interop;

namespace Sinogram.Tool.Composition;

/// <summary>
/// Brings what native code writes to file descriptor 1 or 2 into the running cell. Managed code never comes here: its console is
/// redirected before. Outside a cell, text goes where the descriptor pointed before.
/// </summary>
internal sealed unsafe class DescriptorCapture : IDisposable
{
    private const int CloseOnExec = 0x80000;

    private readonly int _descriptor;
    private readonly int _original;
    private readonly int _readEnd;
    private readonly Session _session;
    private readonly Thread _reader;
    private volatile bool _busy;

    private DescriptorCapture(int descriptor, Session session)
    {
        _descriptor = descriptor;
        _session = session;
        var ends = stackalloc int[2];
        _original = LibC.dup(descriptor);
        if (_original < 0 || LibC.pipe2(ends, CloseOnExec) != 0)
        {
            throw new IOException($"File descriptor {descriptor} cannot be captured.");
        }

        _readEnd = ends[0];
        LibC.dup2(ends[1], descriptor);
        LibC.close(ends[1]);
        _reader = new Thread(Read) { IsBackground = true, Name = $"descriptor {descriptor}" };
        _reader.Start();
    }

    /// <summary>Writes where the descriptor pointed before the capture.</summary>
    public void WriteOriginal(string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        fixed (byte* start = bytes)
        {
            LibC.write(_original, start, (nuint)bytes.Length);
        }
    }

    /// <summary>Captures descriptor 1 or 2.</summary>
    /// <param name="descriptor">1 or 2.</param>
    /// <param name="session">Has the running cell, and the filter for what comes between cells.</param>
    public static DescriptorCapture Start(int descriptor, Session session) => new(descriptor, session);

    /// <summary>Waits until everything written so far has reached its cell; gives up after a tenth of a second.</summary>
    public void Drain()
    {
        _ = LibC.fflush(0);
        for (var i = 0; i < 100; i++)
        {
            int waiting;
            if (LibC.ioctl(_readEnd, LibC.FioNRead, &waiting) != 0 || (waiting == 0 && !_busy))
            {
                return;
            }

            Thread.Sleep(1);
        }
    }

    public void Dispose()
    {
        Drain();
        LibC.dup2(_original, _descriptor);
        _reader.Join(TimeSpan.FromMilliseconds(100));
    }

    private void Read()
    {
        const int Size = 16 * 1024;
        var buffer = stackalloc byte[Size];
        var decoder = Encoding.UTF8.GetDecoder();
        var text = new char[Size + 1];
        var held = "";
        while (true)
        {
            _busy = false;
            var count = LibC.read(_readEnd, buffer, Size);
            if (count <= 0)
            {
                return;
            }

            _busy = true;
            var length = decoder.GetChars(new ReadOnlySpan<byte>(buffer, (int)count), text, flush: false);
            held = Pass(held + new string(text, 0, length));
        }
    }

    /// <summary>To the running cell, or masked to where the descriptor pointed before; gives back what must wait for more.</summary>
    private string Pass(string text)
    {
        if (_session.Running?.Output is { } output)
        {
            if (_descriptor == 1)
            {
                output.Stdout(text);
            }
            else
            {
                output.Stderr(text);
            }

            return "";
        }

        var held = _session.HeldOf(text);
        WriteOriginal(_session.Filtered(text[..^held]));
        return text[^held..];
    }
}
