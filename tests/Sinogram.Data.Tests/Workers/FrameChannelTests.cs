using Sinogram.Data.Workers;
using Sinogram.Data.Workers.Interop;

namespace Sinogram.Data.Tests.Workers;

public sealed class FrameChannelTests
{
    private static readonly byte[] Valid = Encode(new FrameHeader(FrameKind.Event, 0, 4, 7, 3), [.. "name"u8, 1, 2, 3]);

    [Fact]
    public void A_frame_is_read_as_it_was_written()
    {
        using var pair = new Pair();
        pair.Far.Write(new Frame(FrameKind.Request, 42, "größe", new byte[] { 5, 6 }, [SharedBlock.Copy([7]), SharedBlock.Create(0)]));
        var frame = pair.Near.Read()!;
        Assert.Equal((FrameKind.Request, 42UL, "größe"), (frame.Kind, frame.RequestId, frame.Name));
        Assert.Equal([5, 6], frame.Body.ToArray());
        Assert.Equal([7], frame.Blocks[0].ToArray());
        Assert.Equal(0, frame.Blocks[1].Length);
    }

    [Fact]
    public void The_end_of_the_channel_is_the_end_not_an_error()
    {
        using var pair = new Pair();
        pair.Far.Write(new Frame(FrameKind.Cancel, 1, ""));
        pair.Far.Dispose();
        Assert.Equal(FrameKind.Cancel, pair.Near.Read()!.Kind);
        Assert.Null(pair.Near.Read());
    }

    [Fact]
    public void A_block_that_somebody_may_still_write_is_refused()
    {
        using var descriptor = new FileDescriptor(FileDescriptor.Check(LibC.memfd_create("open", LibC.MFD_ALLOW_SEALING), "memfd_create"));
        Assert.Throws<WorkerProtocolException>(() => SharedBlock.Receive(descriptor));
    }

    [Fact]
    public void Announced_blocks_that_do_not_come_are_an_error()
    {
        using var pair = new Pair();
        pair.Send(Encode(new FrameHeader(FrameKind.Event, 2, 0, 7, 0), []));
        Assert.Throws<WorkerProtocolException>(() => pair.Near.Read());
    }

    [Fact]
    public void What_is_too_large_is_refused_before_it_is_sent_and_before_it_is_read()
    {
        using var pair = new Pair();
        Assert.Throws<WorkerProtocolException>(() => pair.Far.Write(new Frame(FrameKind.Event, 1, "x", new byte[Frame.MaxBodyBytes + 1], [])));
        pair.Send(Encode(new FrameHeader(FrameKind.Event, 0, 0, 1, int.MaxValue), []));
        Assert.Throws<WorkerProtocolException>(() => pair.Near.Read());
    }

    [Fact]
    public void Bytes_changed_at_random_give_a_frame_or_a_protocol_error_and_nothing_else()
    {
        var random = new Random(20240229);
        for (var round = 0; round < 3000; round++)
        {
            var bytes = (byte[])Valid.Clone();
            for (var change = random.Next(1, 4); change > 0; change--)
            {
                bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
            }

            using var pair = new Pair();
            pair.Send(bytes.AsSpan(0, random.Next(2) == 0 ? bytes.Length : random.Next(bytes.Length + 1)));
            pair.Far.Shutdown();
            try
            {
                while (pair.Near.Read() is { } frame)
                {
                    Assert.True(frame.Body.Length <= bytes.Length);
                }
            }
            catch (WorkerProtocolException)
            {
                // Exactly what a damaged frame is to give.
            }
        }
    }

    private static byte[] Encode(FrameHeader header, ReadOnlySpan<byte> rest)
    {
        var bytes = new byte[FrameHeader.Size + rest.Length];
        header.Write(bytes);
        rest.CopyTo(bytes.AsSpan(FrameHeader.Size));
        return bytes;
    }

    /// <summary>Two ends of a channel, and the raw socket of the far one.</summary>
    private sealed unsafe class Pair : IDisposable
    {
        private readonly FileDescriptor _raw;

        public Pair()
        {
            var (near, far) = FileDescriptor.SocketPair();
            (Near, Far, _raw) = (new FrameChannel(near), new FrameChannel(far), far);
        }

        public FrameChannel Near { get; }

        public FrameChannel Far { get; }

        public void Send(ReadOnlySpan<byte> bytes)
        {
            fixed (byte* start = bytes)
            {
                var vector = new LibC.IoVector { Base = start, Length = (nuint)bytes.Length };
                var message = new LibC.MessageHeader { Vectors = &vector, VectorCount = 1 };
                Assert.Equal(bytes.Length, (int)LibC.sendmsg(_raw, &message, 0));
            }
        }

        public void Dispose()
        {
            Near.Dispose();
            Far.Dispose();
        }
    }
}
