using System.Runtime.InteropServices;
using Sinogram.Data.Workers.Interop;

namespace Sinogram.Data.Workers;

/// <summary>The memory of a process that this one has started, read without its help (process_vm_readv, Linux).</summary>
public static unsafe class ProcessMemory
{
    private const long Piece = 64 << 20;

    /// <summary>
    /// Copies bytes of another process's memory; on all cores, because most of the time goes into fresh pages. False where the system does not allow it
    /// (a container's policy) or the memory is not there.
    /// </summary>
    /// <param name="process">Its number.</param>
    /// <param name="address">Where the bytes are there.</param>
    /// <param name="target">Where they go here.</param>
    /// <param name="length">How many.</param>
    public static bool TryRead(int process, ulong address, nint target, long length)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        var pieces = (int)((length + Piece - 1) / Piece);
        return pieces == 1
            ? TryReadPiece(process, address, (byte*)target, length)
            : Parallel.For(0, pieces, (i, state) =>
            {
                var start = i * Piece;
                if (!TryReadPiece(process, address + (ulong)start, (byte*)target + start, Math.Min(Piece, length - start)))
                {
                    state.Stop();
                }
            }).IsCompleted;
    }

    private static bool TryReadPiece(int process, ulong address, byte* target, long length)
    {
        while (length > 0)
        {
            var local = new LibC.IoVector { Base = target, Length = (nuint)length };
            var remote = new LibC.IoVector { Base = (void*)address, Length = (nuint)length };
            var count = LibC.process_vm_readv(process, &local, 1, &remote, 1, 0);
            if (count <= 0)
            {
                if (count < 0 && Marshal.GetLastPInvokeError() == LibC.EINTR)
                {
                    continue;
                }

                return false;
            }

            target += count;
            address += (ulong)count;
            length -= count;
        }

        return true;
    }
}
