using System.Runtime.InteropServices;
using Sinogram.Data.Buffers;

namespace Sinogram.Data.Interop;

/// <summary>Reads a file of Zstandard frames forward, in constant memory.</summary>
internal sealed unsafe partial class ZstdStream : ForwardStream
{
    private const string Library = "libzstd.so.1";
    private readonly Stream _source;
    private readonly byte[] _input = new byte[128 << 10];
    private nint _context;
    private int _start;
    private int _end;

    /// <exception cref="DllNotFoundException">Debian's libzstd1 is missing.</exception>
    public ZstdStream(Stream source)
    {
        _source = source;
        _context = CreateContext();
    }

    /// <exception cref="InvalidDataException">The frames are damaged.</exception>
    public override int Read(Span<byte> buffer)
    {
        if (buffer.IsEmpty) { return 0; }
        fixed (byte* to = buffer, from = _input)
        {
            while (true)
            {
                if (_start == _end)
                {
                    (_start, _end) = (0, _source.Read(_input));
                    if (_end == 0) { return 0; }
                }
                var target = new Piece { Address = to, Size = (nuint)buffer.Length };
                var source = new Piece { Address = from, Size = (nuint)_end, Position = (nuint)_start };
                if (IsError(Decompress(_context, &target, &source)) != 0) { throw new InvalidDataException("the compressed bytes are damaged"); }
                _start = (int)source.Position;
                if (target.Position > 0) { return (int)target.Position; }
            }
        }
    }

    protected override void Dispose(bool disposing)
    {
        if (_context != 0) { _ = FreeContext(_context); }
        _context = 0;
        if (disposing) { _source.Dispose(); }
        base.Dispose(disposing);
    }

    [StructLayout(LayoutKind.Sequential)]
    private struct Piece
    {
        public byte* Address;
        public nuint Size;
        public nuint Position;
    }

    [LibraryImport(Library, EntryPoint = "ZSTD_createDStream")]
    private static partial nint CreateContext();

    [LibraryImport(Library, EntryPoint = "ZSTD_freeDStream")]
    private static partial nuint FreeContext(nint context);

    [LibraryImport(Library, EntryPoint = "ZSTD_decompressStream")]
    private static partial nuint Decompress(nint context, Piece* target, Piece* source);

    [LibraryImport(Library, EntryPoint = "ZSTD_isError")]
    private static partial uint IsError(nuint code);
}
