using System.Runtime.InteropServices;

namespace Sinogram.Imaging.Interop;

/// <summary>What the C library does with files and .NET does not offer.</summary>
internal static partial class FileSystemCalls
{
    private const int CurrentFolder = -100;
    private const uint ExchangeFlag = 2;
    private const int ReadOnlyFolder = 0x10000 | 0x80000;

    /// <summary>Exchanges two folders or files in one step that no reader sees half done. False where the file system cannot.</summary>
    public static bool TryExchange(string one, string other) => RenameAt2(CurrentFolder, one, CurrentFolder, other, ExchangeFlag) == 0;

    /// <summary>Brings everything that was written to the file system of <paramref name="folder"/> to the disk; best effort.</summary>
    public static void SyncFileSystem(string folder) => WithFolder(folder, SyncFs);

    /// <summary>Brings a folder's list of names to the disk; best effort.</summary>
    public static void SyncFolder(string folder) => WithFolder(folder, FSync);

    /// <summary>Gives a file a second name.</summary>
    public static void Link(string existing, string name)
    {
        if (LinkFile(existing, name) != 0)
        {
            throw new IOException($"A second name for a part cannot be made: {Marshal.GetPInvokeErrorMessage(Marshal.GetLastPInvokeError())}");
        }
    }

    private static void WithFolder(string folder, Func<int, int> call)
    {
        int descriptor = Open(folder, ReadOnlyFolder);
        if (descriptor >= 0)
        {
            _ = call(descriptor);
            _ = Close(descriptor);
        }
    }

    [LibraryImport("libc", EntryPoint = "renameat2", StringMarshalling = StringMarshalling.Utf8, SetLastError = true)]
    private static partial int RenameAt2(int oldFolder, string oldPath, int newFolder, string newPath, uint flags);

    [LibraryImport("libc", EntryPoint = "link", StringMarshalling = StringMarshalling.Utf8, SetLastError = true)]
    private static partial int LinkFile(string existing, string name);

    [LibraryImport("libc", EntryPoint = "open", StringMarshalling = StringMarshalling.Utf8, SetLastError = true)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "syncfs", SetLastError = true)]
    private static partial int SyncFs(int descriptor);

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    private static partial int FSync(int descriptor);

    [LibraryImport("libc", EntryPoint = "close", SetLastError = true)]
    private static partial int Close(int descriptor);
}
