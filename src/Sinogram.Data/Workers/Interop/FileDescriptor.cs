using System.ComponentModel;
using System.Runtime.InteropServices;

namespace Sinogram.Data.Workers.Interop;

/// <summary>An open file descriptor that closes with its owner.</summary>
internal sealed class FileDescriptor : SafeHandle
{
    private static readonly nint None = -1;

    public FileDescriptor()
        : base(None, ownsHandle: true)
    {
    }

    internal FileDescriptor(int fd)
        : this() => SetHandle(fd);

    public override bool IsInvalid => handle == None;

    internal int Number => (int)handle;

    /// <summary>Makes a connected pair of stream sockets.</summary>
    internal static unsafe (FileDescriptor Near, FileDescriptor Far) SocketPair()
    {
        var pair = stackalloc int[2];
        Check(LibC.socketpair(LibC.AF_UNIX, LibC.SOCK_STREAM | LibC.SOCK_CLOEXEC, 0, pair), "socketpair");
        return (new FileDescriptor(pair[0]), new FileDescriptor(pair[1]));
    }

    /// <summary>Makes a pipe whose reading end never blocks.</summary>
    internal static unsafe (FileDescriptor Read, FileDescriptor Write) Pipe()
    {
        var pair = stackalloc int[2];
        Check(LibC.pipe2(pair, LibC.O_CLOEXEC), "pipe2");
        var read = new FileDescriptor(pair[0]);
        read.SetNonBlocking();
        return (read, new FileDescriptor(pair[1]));
    }

    internal static FileDescriptor Open(string path, int flags) => new(Check(LibC.open(path, flags | LibC.O_CLOEXEC), "open " + path));

    /// <summary>A second descriptor of the same file whose number is at least <paramref name="least"/>.</summary>
    internal FileDescriptor DuplicateAbove(int least) => new(Check(LibC.fcntl(this, LibC.F_DUPFD_CLOEXEC, least), "fcntl"));

    internal void SetCloseOnExec() => Check(LibC.fcntl(this, LibC.F_SETFD, LibC.FD_CLOEXEC), "fcntl");

    internal void SetNonBlocking() => Check(LibC.fcntl(this, LibC.F_SETFL, LibC.O_NONBLOCK), "fcntl");

    /// <summary>Reads what is there into <paramref name="buffer"/>; 0 at the end or when nothing is there now.</summary>
    internal unsafe int ReadAvailable(Span<byte> buffer)
    {
        fixed (byte* start = buffer)
        {
            while (true)
            {
                var count = LibC.read(this, start, (nuint)buffer.Length);
                if (count >= 0 || Marshal.GetLastPInvokeError() != LibC.EINTR)
                {
                    return (int)Math.Max(count, 0);
                }
            }
        }
    }

    /// <summary>Copies what is there now into the pipe <paramref name="copy"/> and leaves it here; 0 when nothing is.</summary>
    internal int CopyAvailable(FileDescriptor copy, int most)
    {
        while (true)
        {
            var count = LibC.tee(this, copy, (nuint)most, LibC.SPLICE_F_NONBLOCK);
            if (count >= 0 || Marshal.GetLastPInvokeError() != LibC.EINTR)
            {
                return (int)Math.Max(count, 0);
            }
        }
    }

    internal static int Check(int result, string call) =>
        result >= 0 ? result : throw new IOException($"{call} failed: {new Win32Exception(Marshal.GetLastPInvokeError()).Message}.");

    protected override bool ReleaseHandle() => LibC.close((int)handle) == 0;
}
