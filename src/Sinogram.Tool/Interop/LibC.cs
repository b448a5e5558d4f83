using System.Runtime.InteropServices;

namespace Sinogram.Tool.Interop;

/// <summary>The few calls of the C library that redirect file descriptors and give memory back (unistd.h, sys/ioctl.h, sys/mman.h, malloc.h).</summary>
internal static unsafe partial class LibC
{
    /// <summary>How many bytes can be read now.</summary>
    public const ulong FioNRead = 0x541B;

    public const int SigInt = 2;

    public const int SigKill = 9;

    public const int SigTerm = 15;

    public const int SigStop = 19;

    /// <summary>SIGXFSZ: a file would grow over the limit of its size.</summary>
    public const int SigFileSize = 25;

    /// <summary>MADV_DONTNEED.</summary>
    public const int DontNeed = 4;

    /// <summary>SIG_DFL.</summary>
    public const nint DefaultHandler = 0;

    /// <summary>SIG_IGN.</summary>
    public const nint Ignore = 1;

    [LibraryImport("libc", SetLastError = true)]
    public static partial int pipe2(int* descriptors, int flags);

    [LibraryImport("libc", SetLastError = true)]
    public static partial int dup(int descriptor);

    [LibraryImport("libc", SetLastError = true)]
    public static partial int dup2(int from, int to);

    [LibraryImport("libc", SetLastError = true)]
    public static partial int close(int descriptor);

    [LibraryImport("libc", SetLastError = true)]
    public static partial nint read(int descriptor, byte* buffer, nuint count);

    [LibraryImport("libc", SetLastError = true)]
    public static partial nint write(int descriptor, byte* buffer, nuint count);

    [LibraryImport("libc", SetLastError = true)]
    public static partial int ioctl(int descriptor, ulong request, int* argument);

    [LibraryImport("libc")]
    public static partial int fflush(nint stream);

    [LibraryImport("libc")]
    public static partial int madvise(nuint start, nuint length, int advice);

    /// <summary>malloc.h of the GNU C library: gives free pages of all arenas back.</summary>
    [LibraryImport("libc")]
    public static partial int malloc_trim(nuint pad);

    [LibraryImport("libc", SetLastError = true)]
    public static partial int kill(int process, int signal);

    [LibraryImport("libc", StringMarshalling = StringMarshalling.Utf8)]
    public static partial int setenv(string name, string value, int overwrite);

    [LibraryImport("libc")]
    public static partial nint signal(int number, nint handler);
}
