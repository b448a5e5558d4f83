using System.Runtime.InteropServices;

namespace Sinogram.Jupyter.Interop;

/// <summary>The calls of the C library that waking the poll loop and watching the parent process need (Linux).</summary>
internal static unsafe partial class LibC
{
    private const string Library = "libc";

    internal const int EFD_CLOEXEC = 0x80000, EFD_NONBLOCK = 0x800;
    internal const int EPERM = 1;

    [LibraryImport(Library, SetLastError = true)]
    internal static partial int eventfd(uint initial, int flags);

    [LibraryImport(Library, SetLastError = true)]
    internal static partial nint read(EventDescriptor fd, ulong* buffer, nuint count);

    [LibraryImport(Library, SetLastError = true)]
    internal static partial nint write(EventDescriptor fd, ulong* buffer, nuint count);

    [LibraryImport(Library)]
    internal static partial int close(int fd);

    [LibraryImport(Library)]
    internal static partial int getppid();

    [LibraryImport(Library, SetLastError = true)]
    internal static partial int kill(int pid, int signal);
}
