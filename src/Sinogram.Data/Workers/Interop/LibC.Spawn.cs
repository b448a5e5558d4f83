using System.Runtime.InteropServices;

namespace Sinogram.Data.Workers.Interop;

/// <summary><c>spawn.h</c>: start a process with chosen descriptors, in its own process group, with default signals.</summary>
internal static unsafe partial class LibC
{
    internal const short POSIX_SPAWN_SETPGROUP = 0x02, POSIX_SPAWN_SETSIGDEF = 0x04, POSIX_SPAWN_SETSIGMASK = 0x08;

    /// <summary>Bytes set aside for each of glibc's and musl's opaque spawn and signal set types (the largest is 336).</summary>
    internal const int OpaqueSize = 512;

    [LibraryImport(Library)]
    internal static partial int posix_spawn_file_actions_init(void* actions);

    [LibraryImport(Library)]
    internal static partial int posix_spawn_file_actions_destroy(void* actions);

    [LibraryImport(Library)]
    internal static partial int posix_spawn_file_actions_adddup2(void* actions, int from, int to);

    [LibraryImport(Library)]
    internal static partial int posix_spawnattr_init(void* attributes);

    [LibraryImport(Library)]
    internal static partial int posix_spawnattr_destroy(void* attributes);

    [LibraryImport(Library)]
    internal static partial int posix_spawnattr_setflags(void* attributes, short flags);

    [LibraryImport(Library)]
    internal static partial int posix_spawnattr_setpgroup(void* attributes, int group);

    [LibraryImport(Library)]
    internal static partial int posix_spawnattr_setsigdefault(void* attributes, void* set);

    [LibraryImport(Library)]
    internal static partial int posix_spawnattr_setsigmask(void* attributes, void* set);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int posix_spawn(int* pid, string path, void* actions, void* attributes, byte** arguments, byte** environment);
}
