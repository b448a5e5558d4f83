using System.Text;
using Sinogram.Data.Workers.Interop;

namespace Sinogram.Data.Workers;

/// <summary>
/// The worker's own standard output and error, which native code and child processes write to: read back from their pipes and sent as events.
/// Every event sent drains them first, so that text of all kinds keeps its order.
/// </summary>
internal sealed unsafe class StandardStreams(FrameChannel channel, FileDescriptor output, FileDescriptor error)
{
    private readonly Lock _lock = new();

    // Text leaves the pipe only after it was sent: what a crash cuts off in between, the parent still finds in there.
    private readonly (FileDescriptor Read, FileDescriptor Write) _copy = FileDescriptor.Pipe();
    private readonly byte[] _bytes = new byte[64 << 10];
    private readonly char[] _characters = new char[64 << 10];
    private readonly Decoder _outputText = new UTF8Encoding(false).GetDecoder();
    private readonly Decoder _errorText = new UTF8Encoding(false).GetDecoder();

    /// <summary>The request that now runs: text belongs to it.</summary>
    internal ulong Request { get; set; }

    internal void Start() => new Thread(Watch, 256 << 10) { IsBackground = true, Name = "worker-streams" }.Start();

    /// <summary>Sends all that was written so far.</summary>
    internal void Drain()
    {
        lock (_lock)
        {
            Drain(error, _errorText, WorkerEvent.StandardError);
            Drain(output, _outputText, WorkerEvent.StandardOutput);
        }
    }

    private void Drain(FileDescriptor stream, Decoder decoder, string name)
    {
        while (stream.CopyAvailable(_copy.Write, _bytes.Length) > 0)
        {
            var count = _copy.Read.ReadAvailable(_bytes);
            var length = decoder.GetChars(_bytes, 0, count, _characters, 0);
            if (length > 0)
            {
                channel.Write(new Frame(FrameKind.Event, Request, name, Encoding.UTF8.GetBytes(_characters, 0, length), []));
            }

            stream.ReadAvailable(_bytes.AsSpan(0, count));
        }
    }

    private void Watch()
    {
        var polled = stackalloc LibC.PollFd[2];
        polled[0] = new LibC.PollFd { Fd = output.Number, Events = LibC.POLLIN };
        polled[1] = new LibC.PollFd { Fd = error.Number, Events = LibC.POLLIN };
        try
        {
            while (true)
            {
                if (LibC.poll(polled, 2, -1) > 0)
                {
                    Drain();
                }
            }
        }
        catch (IOException)
        {
            // The parent is gone; the thread that reads the channel ends this process.
        }
    }
}
