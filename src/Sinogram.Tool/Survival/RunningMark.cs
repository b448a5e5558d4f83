using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Sinogram.Data.Workers;

namespace Sinogram.Tool.Survival;

/// <summary>
/// A small file that is there while a kernel runs and names the cell that it runs. A kernel that finds the file of a dead one under its own connection
/// knows that its predecessor did not end in order, and where.
/// </summary>
internal sealed class RunningMark : IDisposable
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private static readonly TimeSpan Forgotten = TimeSpan.FromDays(7);

    private readonly string _path;
    private readonly FileStream _file;
    private readonly long _memoryKills = MemoryKills();

    private RunningMark(string path, FileStream file, string? notice)
    {
        _path = path;
        _file = file;
        Notice = notice;
        Cell(0);
    }

    /// <summary>What there is to say of the kernel before; null where it ended in order or there was none.</summary>
    public string? Notice { get; }

    /// <summary>Takes up the mark of a connection; null where the folder cannot be written, and nothing is known then.</summary>
    /// <param name="folder">The folder of the marks; made with mode 0700.</param>
    /// <param name="connectionFile">The connection file: a restarted kernel is given the same one.</param>
    public static RunningMark? Open(string folder, string connectionFile)
    {
        try
        {
            Directory.CreateDirectory(folder, OwnerOnly | UnixFileMode.UserExecute);
            Forget(folder);
            var name = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Path.GetFullPath(connectionFile))))[..24];
            var path = Path.Combine(folder, name + ".running");
            var notice = File.Exists(path) ? NoticeOf(File.ReadAllText(path)) : null;
            var file = new FileStream(path, new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write, Share = FileShare.ReadWrite | FileShare.Delete, UnixCreateMode = OwnerOnly, BufferSize = 0 });
            return new RunningMark(path, file, notice);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>The cell that runs now; 0 for none. One small write into the system's memory: it outlives the process.</summary>
    public void Cell(int number)
    {
        try
        {
            var line = string.Create(CultureInfo.InvariantCulture, $"{Environment.ProcessId,10} {number,10} {_memoryKills,10}\n");
            RandomAccess.Write(_file.SafeFileHandle, Encoding.ASCII.GetBytes(line), 0);
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException or ArgumentOutOfRangeException)
        {
            // A full disk, a limit of file sizes (an ArgumentOutOfRangeException of .NET), or a cell that outlives the kernel's end: the next kernel knows less.
        }
    }

    /// <summary>The kernel ends in order.</summary>
    public void Dispose()
    {
        _file.Dispose();
        File.Delete(_path);
    }

    private static string? NoticeOf(string mark)
    {
        var parts = mark.Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        if (parts.Length < 3 || !int.TryParse(parts[0], CultureInfo.InvariantCulture, out var process) || !int.TryParse(parts[1], CultureInfo.InvariantCulture, out var cell)
            || !long.TryParse(parts[2], CultureInfo.InvariantCulture, out var kills) || ProcessStat.Read(process) is { HasEnded: false })
        {
            return null;
        }

        var when = cell == 0 ? "between cells" : string.Create(CultureInfo.InvariantCulture, $"in cell {cell}");
        var why = MemoryKills() > kills
            ? "the system ended it because memory ran out"
            : "native code crashed, or it was killed from outside";
        return $"The kernel before this one ended without notice {when}: {why}. Its variables are gone: run the cells again.";
    }

    /// <summary>How many processes of this control group the system has ended for want of memory (memory.events of cgroup v2).</summary>
    private static long MemoryKills()
    {
        try
        {
            var group = File.ReadLines("/proc/self/cgroup").FirstOrDefault(l => l.StartsWith("0::", StringComparison.Ordinal))?[3..];
            var line = group is null ? null : File.ReadLines($"/sys/fs/cgroup{group}/memory.events").FirstOrDefault(l => l.StartsWith("oom_kill ", StringComparison.Ordinal));
            return line is null ? 0 : long.Parse(line.AsSpan("oom_kill ".Length), CultureInfo.InvariantCulture);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or FormatException)
        {
            return 0;
        }
    }

    /// <summary>Removes marks of kernels whose connections nobody uses any more.</summary>
    private static void Forget(string folder)
    {
        foreach (var file in Directory.EnumerateFiles(folder, "*.running").Where(f => File.GetLastWriteTimeUtc(f) < TimeProvider.System.GetUtcNow() - Forgotten))
        {
            File.Delete(file);
        }
    }
}
