using System.Runtime.InteropServices;
using System.Text;
using Sinogram.Data.Workers.Interop;

namespace Sinogram.Data.Workers;

/// <summary>
/// Frames over one end of a socket pair. One thread reads; any thread writes, one frame at a time.
/// Nothing else has the socket, so user code that prints or closes its standard streams cannot disturb it.
/// </summary>
internal sealed unsafe class FrameChannel(FileDescriptor socket) : IDisposable
{
    private const int ControlSize = 256;
    private const int ControlHeaderSize = 16;

    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);
    private readonly Lock _writing = new();

    /// <summary>Sends one frame; its blocks become read-only for everybody.</summary>
    /// <exception cref="IOException">The other end is gone.</exception>
    internal void Write(Frame frame)
    {
        var name = Utf8.GetBytes(frame.Name);
        if (name.Length > Frame.MaxNameBytes || frame.Body.Length > Frame.MaxBodyBytes || frame.Blocks.Count > Frame.MaxBlocks)
        {
            throw new WorkerProtocolException(
                $"'{frame.Name}' is too large for one frame (body {frame.Body.Length} bytes, {frame.Blocks.Count} blocks): send bulk data in a block");
        }

        var head = new byte[FrameHeader.Size + name.Length];
        new FrameHeader(frame.Kind, frame.Blocks.Count, name.Length, frame.RequestId, frame.Body.Length).Write(head);
        name.CopyTo(head.AsSpan(FrameHeader.Size));
        foreach (var block in frame.Blocks)
        {
            block.Freeze();
        }

        lock (_writing)
        {
            var sent = Send(head, frame.Blocks);
            SendAll(head.AsSpan(sent));
            SendAll(frame.Body.Span);
        }
    }

    /// <summary>Waits for the next frame; null at the end (the other side has closed or is gone).</summary>
    /// <exception cref="WorkerProtocolException">The bytes break the protocol.</exception>
    internal Frame? Read()
    {
        var descriptors = new List<FileDescriptor>();
        try
        {
            Span<byte> head = stackalloc byte[FrameHeader.Size];
            if (!Receive(head, descriptors, endAllowed: true))
            {
                return null;
            }

            var header = FrameHeader.Read(head);
            if (header.Blocks != descriptors.Count)
            {
                throw new WorkerProtocolException($"the frame announces {header.Blocks} blocks and carries {descriptors.Count}");
            }

            var name = new byte[header.NameLength];
            var body = header.BodyLength == 0 ? [] : GC.AllocateUninitializedArray<byte>(header.BodyLength);
            Receive(name, descriptors, endAllowed: false);
            Receive(body, descriptors, endAllowed: false);
            return new Frame(header.Kind, header.RequestId, ReadName(name), body, Map(descriptors, header.Blocks));
        }
        finally
        {
            descriptors.ForEach(descriptor => descriptor.Dispose());
        }
    }

    /// <summary>Wakes a reader on either side: both see the end.</summary>
    internal void Shutdown()
    {
        if (!socket.IsClosed)
        {
            _ = LibC.shutdown(socket, LibC.SHUT_RDWR);
        }
    }

    public void Dispose() => socket.Dispose();

    private static string ReadName(byte[] name)
    {
        try
        {
            return Utf8.GetString(name);
        }
        catch (DecoderFallbackException)
        {
            throw new WorkerProtocolException("the frame's name is not UTF-8");
        }
    }

    /// <summary>Takes the descriptors over into blocks; what is left in the list is closed by the caller.</summary>
    private static List<SharedBlock> Map(List<FileDescriptor> descriptors, int announced)
    {
        if (descriptors.Count != announced)
        {
            throw new WorkerProtocolException("descriptors came in the middle of a frame");
        }

        var blocks = new List<SharedBlock>(descriptors.Count);
        try
        {
            while (descriptors.Count > 0)
            {
                blocks.Add(SharedBlock.Receive(descriptors[0]));
                descriptors.RemoveAt(0);
            }

            return blocks;
        }
        catch
        {
            blocks.ForEach(block => block.Dispose());
            throw;
        }
    }

    private void SendAll(ReadOnlySpan<byte> bytes)
    {
        while (bytes.Length > 0)
        {
            bytes = bytes[Send(bytes, [])..];
        }
    }

    private int Send(ReadOnlySpan<byte> bytes, IReadOnlyList<SharedBlock> blocks)
    {
        var control = stackalloc byte[ControlSize];
        fixed (byte* start = bytes)
        {
            var vector = new LibC.IoVector { Base = start, Length = (nuint)bytes.Length };
            var message = new LibC.MessageHeader { Vectors = &vector, VectorCount = 1 };
            if (blocks.Count > 0)
            {
                var length = ControlHeaderSize + (sizeof(int) * blocks.Count);
                *(nuint*)control = (nuint)length;
                ((int*)control)[2] = LibC.SOL_SOCKET;
                ((int*)control)[3] = LibC.SCM_RIGHTS;
                for (var i = 0; i < blocks.Count; i++)
                {
                    ((int*)(control + ControlHeaderSize))[i] = blocks[i].Descriptor.Number;
                }

                message.Control = control;
                message.ControlLength = (nuint)((length + 7) & ~7);
            }

            while (true)
            {
                var sent = LibC.sendmsg(socket, &message, LibC.MSG_NOSIGNAL);
                if (sent >= 0)
                {
                    GC.KeepAlive(blocks);
                    return (int)sent;
                }

                if (Marshal.GetLastPInvokeError() != LibC.EINTR)
                {
                    throw new IOException("The other end of the worker's channel is gone.");
                }
            }
        }
    }

    private bool Receive(Span<byte> target, List<FileDescriptor> descriptors, bool endAllowed)
    {
        var control = stackalloc byte[ControlSize];
        var done = 0;
        while (done < target.Length)
        {
            fixed (byte* start = target)
            {
                var vector = new LibC.IoVector { Base = start + done, Length = (nuint)(target.Length - done) };
                var message = new LibC.MessageHeader { Vectors = &vector, VectorCount = 1, Control = control, ControlLength = ControlSize };
                var count = LibC.recvmsg(socket, &message, LibC.MSG_CMSG_CLOEXEC);
                if (count < 0)
                {
                    var error = Marshal.GetLastPInvokeError();
                    if (error == LibC.EINTR)
                    {
                        continue;
                    }

                    // A peer that died with unread data resets the connection: for us the same end.
                    count = error == LibC.ECONNRESET ? 0 : throw new IOException($"Reading the worker's channel failed (errno {error}).");
                }

                TakeDescriptors(control, message.ControlLength, descriptors);
                if ((message.Flags & LibC.MSG_CTRUNC) != 0)
                {
                    throw new WorkerProtocolException("a frame carries more descriptors than the protocol allows");
                }

                if (count == 0)
                {
                    return done == 0 && endAllowed ? false : throw new WorkerProtocolException("the channel ended in the middle of a frame");
                }

                done += (int)count;
            }
        }

        return true;
    }

    private static void TakeDescriptors(byte* control, nuint length, List<FileDescriptor> descriptors)
    {
        nuint offset = 0;
        while (offset + ControlHeaderSize <= length)
        {
            var size = *(nuint*)(control + offset);
            if (size < ControlHeaderSize || offset + size > length)
            {
                return;
            }

            var kind = (int*)(control + offset);
            if (kind[2] == LibC.SOL_SOCKET && kind[3] == LibC.SCM_RIGHTS)
            {
                for (nuint at = ControlHeaderSize; at + sizeof(int) <= size; at += sizeof(int))
                {
                    descriptors.Add(new FileDescriptor(*(int*)(control + offset + at)));
                }
            }

            offset += (size + 7) & ~(nuint)7;
        }
    }
}
