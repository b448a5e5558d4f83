using System.Runtime.InteropServices;

namespace Sinogram.Jupyter.Interop;

/// <summary>The calls of libzmq 4.3 that the channels need, under their own names (zmq.h).</summary>
internal static unsafe partial class LibZmq
{
    /// <summary>Debian's soname; the unversioned name comes only with the development package.</summary>
    internal const string Library = "libzmq.so.5";

    internal const int SUB = 2, REQ = 3, DEALER = 5, ROUTER = 6, XPUB = 9;
    internal const int IDENTITY = 5, SUBSCRIBE = 6, LINGER = 17, MAXMSGSIZE = 22, SNDHWM = 23, RCVHWM = 24, LAST_ENDPOINT = 32, IMMEDIATE = 39, XPUB_VERBOSE = 40;
    internal const int CURVE_SERVER = 47, CURVE_PUBLICKEY = 48, CURVE_SECRETKEY = 49, CURVE_SERVERKEY = 50, ROUTER_HANDOVER = 56;
    internal const int DONTWAIT = 1, SNDMORE = 2;
    internal const short POLLIN = 1, POLLOUT = 2;
    internal const int EINTR = 4, EAGAIN = 11;

    /// <summary>The context was terminated (ZMQ_HAUSNUMERO + 53).</summary>
    internal const int ETERM = 156384765;

    /// <summary>zmq_msg_t: 64 opaque bytes, aligned as a pointer.</summary>
    [StructLayout(LayoutKind.Sequential, Size = 64)]
    internal struct Msg
    {
        private fixed ulong _opaque[8];
    }

    [StructLayout(LayoutKind.Sequential)]
    internal struct PollItem
    {
        internal nint Socket;
        internal int Fd;
        internal short Events;
        internal short Returned;
    }

    [LibraryImport(Library)]
    internal static partial nint zmq_ctx_new();

    [LibraryImport(Library, SetLastError = true)]
    internal static partial int zmq_ctx_shutdown(nint context);

    [LibraryImport(Library, SetLastError = true)]
    internal static partial int zmq_ctx_term(nint context);

    [LibraryImport(Library, SetLastError = true)]
    internal static partial nint zmq_socket(ZmqContext context, int type);

    [LibraryImport(Library, SetLastError = true)]
    internal static partial int zmq_close(nint socket);

    [LibraryImport(Library, SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int zmq_bind(ZmqSocketHandle socket, string endpoint);

    [LibraryImport(Library, SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int zmq_connect(ZmqSocketHandle socket, string endpoint);

    [LibraryImport(Library, SetLastError = true)]
    internal static partial int zmq_setsockopt(ZmqSocketHandle socket, int option, void* value, nuint length);

    [LibraryImport(Library, SetLastError = true)]
    internal static partial int zmq_getsockopt(ZmqSocketHandle socket, int option, void* value, nuint* length);

    [LibraryImport(Library)]
    internal static partial int zmq_msg_init(Msg* message);

    [LibraryImport(Library, SetLastError = true)]
    internal static partial int zmq_msg_init_size(Msg* message, nuint size);

    [LibraryImport(Library, SetLastError = true)]
    internal static partial int zmq_msg_init_data(Msg* message, void* data, nuint size, delegate* unmanaged[Cdecl]<void*, void*, void> free, void* hint);

    [LibraryImport(Library, SetLastError = true)]
    internal static partial int zmq_msg_send(Msg* message, ZmqSocketHandle socket, int flags);

    [LibraryImport(Library, SetLastError = true)]
    internal static partial int zmq_msg_recv(Msg* message, ZmqSocketHandle socket, int flags);

    [LibraryImport(Library)]
    internal static partial int zmq_msg_close(Msg* message);

    [LibraryImport(Library)]
    internal static partial void* zmq_msg_data(Msg* message);

    [LibraryImport(Library)]
    internal static partial nuint zmq_msg_size(Msg* message);

    [LibraryImport(Library)]
    internal static partial int zmq_msg_more(Msg* message);

    [LibraryImport(Library, SetLastError = true)]
    internal static partial int zmq_poll(PollItem* items, int count, nint timeoutMilliseconds);

    [LibraryImport(Library, SetLastError = true)]
    internal static partial int zmq_proxy(ZmqSocketHandle front, ZmqSocketHandle back, nint capture);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int zmq_has(string capability);

    [LibraryImport(Library, SetLastError = true)]
    internal static partial int zmq_curve_keypair(byte* publicKey, byte* secretKey);

    [LibraryImport(Library)]
    internal static partial nint zmq_strerror(int error);
}
