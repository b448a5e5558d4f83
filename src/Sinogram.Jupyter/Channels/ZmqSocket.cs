using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;
using Sinogram.Jupyter.Interop;

namespace Sinogram.Jupyter.Channels;

/// <summary>A ZeroMQ socket that sends and receives whole multipart messages. It belongs to one thread.</summary>
internal sealed unsafe class ZmqSocket : IDisposable
{
    /// <summary>Frames from this size on are lent to ZeroMQ instead of copied.</summary>
    private const int LendFrom = 64 * 1024;

    private static long _lentBytes;

    private readonly ZmqSocketHandle _handle;

    internal ZmqSocket(ZmqContext context, int type)
    {
        _handle = ZmqSocketHandle.Create(context, type);
        Set(LibZmq.LINGER, 1000);
    }

    internal ZmqSocketHandle Handle => _handle;

    /// <summary>Bytes of large frames that ZeroMQ has not sent yet, over all sockets of the process.</summary>
    internal static long LentBytes => Volatile.Read(ref _lentBytes);

    /// <summary>Sets an option of type int.</summary>
    internal void Set(int option, int value) => Check(LibZmq.zmq_setsockopt(_handle, option, &value, sizeof(int)), "zmq_setsockopt");

    /// <summary>Sets an option of type int64.</summary>
    internal void Set(int option, long value) => Check(LibZmq.zmq_setsockopt(_handle, option, &value, sizeof(long)), "zmq_setsockopt");

    /// <summary>Sets an option of bytes.</summary>
    internal void Set(int option, ReadOnlySpan<byte> value)
    {
        fixed (byte* start = value)
        {
            Check(LibZmq.zmq_setsockopt(_handle, option, start, (nuint)value.Length), "zmq_setsockopt");
        }
    }

    /// <summary>Binds and gives back the endpoint bound, with its port filled in.</summary>
    internal string Bind(string endpoint)
    {
        if (LibZmq.zmq_bind(_handle, endpoint) != 0)
        {
            throw ZeroMqException.Last("zmq_bind", endpoint);
        }

        var text = stackalloc byte[512];
        nuint length = 512;
        Check(LibZmq.zmq_getsockopt(_handle, LibZmq.LAST_ENDPOINT, text, &length), "zmq_getsockopt");
        return Encoding.UTF8.GetString(text, (int)length).TrimEnd('\0');
    }

    internal void Connect(string endpoint)
    {
        if (LibZmq.zmq_connect(_handle, endpoint) != 0)
        {
            throw ZeroMqException.Last("zmq_connect", endpoint);
        }
    }

    /// <summary>Sends the frames as one message; false where the socket cannot take it now.</summary>
    internal bool TrySend(IReadOnlyList<ReadOnlyMemory<byte>> frames)
    {
        for (var i = 0; i < frames.Count; i++)
        {
            if (!SendFrame(frames[i], LibZmq.DONTWAIT | (i < frames.Count - 1 ? LibZmq.SNDMORE : 0)))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>The next message's frames, or null where none waits.</summary>
    internal List<byte[]>? TryReceive()
    {
        List<byte[]>? frames = null;
        LibZmq.Msg message;
        while (true)
        {
            _ = LibZmq.zmq_msg_init(&message);
            int received;
            while ((received = LibZmq.zmq_msg_recv(&message, _handle, LibZmq.DONTWAIT)) < 0 && Marshal.GetLastPInvokeError() == LibZmq.EINTR)
            {
            }

            if (received < 0)
            {
                var error = Marshal.GetLastPInvokeError();
                _ = LibZmq.zmq_msg_close(&message);
                return error is LibZmq.EAGAIN or LibZmq.ETERM ? null : throw ZeroMqException.Last("zmq_msg_recv");
            }

            var bytes = new ReadOnlySpan<byte>(LibZmq.zmq_msg_data(&message), checked((int)LibZmq.zmq_msg_size(&message))).ToArray();
            var more = LibZmq.zmq_msg_more(&message) != 0;
            _ = LibZmq.zmq_msg_close(&message);
            (frames ??= []).Add(bytes);
            if (!more)
            {
                return frames;
            }
        }
    }

    public void Dispose() => _handle.Dispose();

    private bool SendFrame(ReadOnlyMemory<byte> frame, int flags)
    {
        LibZmq.Msg message;
        if (frame.Length >= LendFrom)
        {
            var lent = new LentMemory(frame);
            var hint = (void*)GCHandle.ToIntPtr(GCHandle.Alloc(lent));
            Check(LibZmq.zmq_msg_init_data(&message, lent.Pointer, (nuint)frame.Length, &GiveBack, hint), "zmq_msg_init_data");
        }
        else
        {
            Check(LibZmq.zmq_msg_init_size(&message, (nuint)frame.Length), "zmq_msg_init_size");
            frame.Span.CopyTo(new Span<byte>(LibZmq.zmq_msg_data(&message), frame.Length));
        }

        while (LibZmq.zmq_msg_send(&message, _handle, flags) < 0)
        {
            var error = Marshal.GetLastPInvokeError();
            if (error == LibZmq.EINTR)
            {
                continue;
            }

            _ = LibZmq.zmq_msg_close(&message);
            return false;
        }

        return true;
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void GiveBack(void* data, void* hint)
    {
        var handle = GCHandle.FromIntPtr((nint)hint);
        (handle.Target as LentMemory)?.Dispose();
        handle.Free();
    }

    private static void Check(int result, string call)
    {
        if (result != 0)
        {
            throw ZeroMqException.Last(call);
        }
    }

    /// <summary>A pinned frame that ZeroMQ reads until it calls <see cref="GiveBack"/>.</summary>
    private sealed class LentMemory : IDisposable
    {
        private readonly long _length;
        private System.Buffers.MemoryHandle _pin;

        internal LentMemory(ReadOnlyMemory<byte> frame)
        {
            _length = frame.Length;
            _pin = frame.Pin();
            Interlocked.Add(ref _lentBytes, _length);
        }

        internal void* Pointer => _pin.Pointer;

        public void Dispose()
        {
            _pin.Dispose();
            Interlocked.Add(ref _lentBytes, -_length);
        }
    }
}
