using System.Runtime.InteropServices;
using Sinogram.Data.Workers.Interop;

namespace Sinogram.Data.Workers;

/// <summary>
/// A block of memory that travels between a process and its worker without being copied.
/// Whoever makes it may write it; sending freezes it, and from then on nobody can write, shrink or grow it (memfd seals, Linux),
/// so that the receiver may trust what it has checked once. It has no name in any file system and is gone with its last owner.
/// </summary>
public sealed unsafe class SharedBlock : IDisposable
{
    private const int FixedSize = LibC.F_SEAL_SHRINK | LibC.F_SEAL_GROW;

    /// <summary>Writer and reader go through the whole block: one call brings all its pages, where a fault for each would cost more than the copy.</summary>
    private const int AllPages = LibC.MAP_POPULATE;

    private static readonly nint MapFailed = -1;

    private readonly Lock _changing = new();
    private nint _address;
    private bool _disposed;

    private SharedBlock(FileDescriptor descriptor, long length)
    {
        Descriptor = descriptor;
        Length = length;
    }

    ~SharedBlock() => Unmap();

    /// <summary>Bytes in the block.</summary>
    public long Length { get; }

    /// <summary>True once the block was sent or received: it can only be read.</summary>
    public bool IsFrozen { get; private set; }

    /// <summary>The first byte; valid until the block is disposed, and until <see cref="IsFrozen"/> changes. Zero for an empty block.</summary>
    public nint Address => _disposed ? throw new ObjectDisposedException(nameof(SharedBlock)) : _address;

    internal FileDescriptor Descriptor { get; }

    /// <summary>
    /// The file under which another process of this user can open the block, while this one has not disposed it. There is none in any folder: nothing
    /// is left when both are gone.
    /// </summary>
    public string FilePath => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"/proc/{Environment.ProcessId}/fd/{Descriptor.Number}");

    /// <summary>Opens a block that another process has made and frozen, by its <see cref="FilePath"/> there.</summary>
    /// <exception cref="IOException">It cannot be reached.</exception>
    /// <exception cref="WorkerProtocolException">It is not a frozen block: reading it could crash or change under the reader.</exception>
    public static SharedBlock Open(string path)
    {
        var descriptor = FileDescriptor.Open(path, LibC.O_RDONLY);
        try
        {
            return Receive(descriptor);
        }
        catch
        {
            descriptor.Dispose();
            throw;
        }
    }

    /// <summary>Makes a block of <paramref name="length"/> zero bytes.</summary>
    /// <exception cref="OutOfMemoryException">The system cannot give that much.</exception>
    public static SharedBlock Create(long length)
    {
        var block = CreateForPut(length);
        block.Map(LibC.PROT_READ | LibC.PROT_WRITE, LibC.MAP_SHARED | AllPages);
        return block;
    }

    /// <summary>
    /// Makes a block that is filled by <see cref="Put"/> alone and read once it is frozen: its pages are not cleared before they are written, which for
    /// large data takes longer than the copy.
    /// </summary>
    /// <exception cref="OutOfMemoryException">The system cannot give that much.</exception>
    public static SharedBlock CreateForPut(long length)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        var descriptor = new FileDescriptor(FileDescriptor.Check(
            LibC.memfd_create("sinogram", LibC.MFD_CLOEXEC | LibC.MFD_ALLOW_SEALING), "memfd_create"));
        if (LibC.ftruncate(descriptor, length) != 0)
        {
            descriptor.Dispose();
            throw new InsufficientMemoryException($"No shared memory for {length} bytes.");
        }

        FileDescriptor.Check(LibC.fcntl(descriptor, LibC.F_ADD_SEALS, FixedSize), "fcntl(F_ADD_SEALS)");
        return new SharedBlock(descriptor, length);
    }

    /// <summary>Copies bytes into the block, while it is not frozen.</summary>
    public void Put(long offset, ReadOnlySpan<byte> bytes)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(offset, Length - bytes.Length);
        fixed (byte* start = bytes)
        {
            for (var done = 0L; done < bytes.Length;)
            {
                var count = LibC.pwrite(Descriptor, start + done, (nuint)(bytes.Length - done), offset + done);
                if (count > 0)
                {
                    done += count;
                }
                else if (Marshal.GetLastPInvokeError() != LibC.EINTR)
                {
                    throw new InsufficientMemoryException($"No shared memory for {Length} bytes.");
                }
            }
        }
    }

    /// <summary>Makes a block that holds a copy of <paramref name="bytes"/>.</summary>
    public static SharedBlock Copy(ReadOnlySpan<byte> bytes)
    {
        var block = Create(bytes.Length);
        bytes.CopyTo(block.Write(0, bytes.Length));
        return block;
    }

    /// <summary>A part of the block for writing, while it is not frozen.</summary>
    public Span<byte> Write(long offset, int length) =>
        IsFrozen ? throw new InvalidOperationException("The block was sent: it can only be read.") : Part(offset, length);

    /// <summary>A part of the block for reading.</summary>
    public ReadOnlySpan<byte> Read(long offset, int length) => Part(offset, length);

    /// <summary>A copy of the whole block.</summary>
    public byte[] ToArray() => Read(0, checked((int)Length)).ToArray();

    /// <summary>Gives up writing for good; the address may change.</summary>
    public void Freeze()
    {
        lock (_changing)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            if (IsFrozen)
            {
                return;
            }

            Unmap();
            FileDescriptor.Check(LibC.fcntl(Descriptor, LibC.F_ADD_SEALS, LibC.F_SEAL_WRITE | LibC.F_SEAL_SEAL), "fcntl(F_ADD_SEALS)");
            IsFrozen = true;
            Map(LibC.PROT_READ, LibC.MAP_PRIVATE);
        }
    }

    /// <summary>Maps a received descriptor, which this block owns from now on.</summary>
    /// <exception cref="WorkerProtocolException">It is not a frozen block: reading it could crash or change under the reader.</exception>
    internal static SharedBlock Receive(FileDescriptor descriptor)
    {
        const int Frozen = FixedSize | LibC.F_SEAL_WRITE;
        var seals = LibC.fcntl(descriptor, LibC.F_GET_SEALS, 0);
        if (seals < 0 || (seals & Frozen) != Frozen)
        {
            throw new WorkerProtocolException("a descriptor in a frame is no frozen block of shared memory");
        }

        var block = new SharedBlock(descriptor, LibC.lseek(descriptor, 0, LibC.SEEK_END)) { IsFrozen = true };
        block.Map(LibC.PROT_READ, LibC.MAP_PRIVATE | AllPages);
        return block;
    }

    /// <summary>Gives the memory back; it stays for the other side while that one holds it.</summary>
    public void Dispose()
    {
        lock (_changing)
        {
            _disposed = true;
            Unmap();
            Descriptor.Dispose();
        }

        GC.SuppressFinalize(this);
    }

    private Span<byte> Part(long offset, int length)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(offset, Length - length);
        return new Span<byte>((byte*)Address + offset, length);
    }

    private void Map(int protection, int flags)
    {
        if (Length == 0)
        {
            return;
        }

        var address = LibC.mmap(0, (nuint)Length, protection, flags, Descriptor, 0);
        if (address == MapFailed)
        {
            throw new InsufficientMemoryException($"Cannot map {Length} bytes of shared memory (errno {Marshal.GetLastPInvokeError()}).");
        }

        _address = address;

        // A forked child of a worker that inherited the mapping would keep the block from being frozen.
        _ = LibC.madvise(address, (nuint)Length, LibC.MADV_DONTFORK);
    }

    private void Unmap()
    {
        if (_address != 0)
        {
            _ = LibC.munmap(_address, (nuint)Length);
            _address = 0;
        }
    }
}
