using System.Runtime.InteropServices;

namespace Sinogram.R.Interop;

/// <summary>The parts of the C library that R needs beside it.</summary>
internal static partial class CEnvironment
{
    /// <summary>Sets a variable where C code sees it; the runtime's own environment is a copy that <c>getenv</c> does not read.</summary>
    [LibraryImport("libc", StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int setenv(string name, string value, int overwrite);

    [LibraryImport("libc")]
    internal static partial void _exit(int status);

    [LibraryImport("libc")]
    [SuppressGCTransition]
    internal static partial int getpid();

    [LibraryImport("libc")]
    internal static unsafe partial nint write(int fd, void* bytes, nuint count);
}
