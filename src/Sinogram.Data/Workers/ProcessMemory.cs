using System.Runtime.InteropServices;
using Sinogram.Data.Workers.Interop;

namespace Sinogram.Data.Workers;

/// <summary>The memory of a process that this one has started, read and written without its help (process_vm_readv and process_vm_writev, Linux).</summary>
public static unsafe class ProcessMemory
{
    private const long Piece = 64 << 20;
    private const long HugePage = 2 << 20;

    /// <summary>
    /// Copies bytes of another process's memory; on all cores, because most of the time goes into fresh pages. False where the system does not allow it
    /// (a container's policy) or the memory is not there.
    /// </summary>
    /// <param name="process">Its number.</param>
    /// <param name="address">Where the bytes are there.</param>
    /// <param name="target">Where they go here.</param>
    /// <param name="length">How many.</param>
    public static bool TryRead(int process, ulong address, nint target, long length) => TryCopy(process, address, target, length, writes: false);

    /// <summary>Copies bytes into another process's memory, as <see cref="TryRead"/> does the other way.</summary>
    public static bool TryWrite(int process, ulong address, nint source, long length) => TryCopy(process, address, source, length, writes: true);

    /// <summary>
    /// Asks the system to back memory that is about to be written for the first time with pages of 2 MiB: a gigabyte is then a few hundred faults
    /// instead of a quarter of a million. Memory that is too small, and systems that do not offer them, are left as they are.
    /// </summary>
    public static void PreferHugePages(nint address, long length)
    {
        var first = (address + HugePage - 1) / HugePage * HugePage;
        var end = (address + length) / HugePage * HugePage;
        if (end > first)
        {
            _ = LibC.madvise((nint)first, (nuint)(end - first), LibC.MADV_HUGEPAGE);
        }
    }

    private static bool TryCopy(int process, ulong address, nint here, long length, bool writes)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        var pieces = (int)((length + Piece - 1) / Piece);
        return pieces <= 1
            ? TryCopyPiece(process, address, (byte*)here, length, writes)
            : Parallel.For(0, pieces, (i, state) =>
            {
                var start = i * Piece;
                if (!TryCopyPiece(process, address + (ulong)start, (byte*)here + start, Math.Min(Piece, length - start), writes))
                {
                    state.Stop();
                }
            }).IsCompleted;
    }

    private static bool TryCopyPiece(int process, ulong address, byte* here, long length, bool writes)
    {
        while (length > 0)
        {
            var local = new LibC.IoVector { Base = here, Length = (nuint)length };
            var remote = new LibC.IoVector { Base = (void*)address, Length = (nuint)length };
            var count = writes ? LibC.process_vm_writev(process, &local, 1, &remote, 1, 0) : LibC.process_vm_readv(process, &local, 1, &remote, 1, 0);
            if (count <= 0)
            {
                if (count < 0 && Marshal.GetLastPInvokeError() == LibC.EINTR)
                {
                    continue;
                }

                return false;
            }

            here += count;
            address += (ulong)count;
            length -= count;
        }

        return true;
    }
}
