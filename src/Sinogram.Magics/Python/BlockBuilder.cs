using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json.Nodes;
using Sinogram.Data.Workers;

namespace Sinogram.Magics.Python;

/// <summary>
/// Plans a block of shared memory: a description, and the data that it points into. The block begins with the description's length (8 bytes) and the
/// description in JSON; the data begin at the next multiple of 64.
/// </summary>
internal sealed class BlockBuilder
{
    internal const int Alignment = 64;
    internal const int HeadSize = sizeof(ulong);

    /// <summary>Data up to here are gathered, so that a list of many small values is not as many calls.</summary>
    private const int Small = 4096;
    private const int MostAtOnce = 1 << 30;

    private readonly List<(long Place, Array Data, long Length)> _pieces = [];
    private long _size;

    /// <summary>Where the data begin behind a description.</summary>
    internal static long DataStart(long descriptionLength) => (HeadSize + descriptionLength + Alignment - 1) / Alignment * Alignment;

    /// <summary>Finds a place for the memory of an array.</summary>
    internal long Place(Array data, long length, int alignment)
    {
        _size = (_size + alignment - 1) / alignment * alignment;
        _pieces.Add((_size, data, length));
        _size += length;
        return _size - length;
    }

    /// <summary>Finds a place for bytes.</summary>
    internal long Place(byte[] bytes) => Place(bytes, bytes.Length, sizeof(ulong));

    /// <summary>Makes the block, frozen.</summary>
    internal unsafe SharedBlock Fill(JsonObject description)
    {
        var text = Encoding.UTF8.GetBytes(description.ToJsonString());
        var start = DataStart(text.Length);
        var block = SharedBlock.CreateForPut(start + _size);
        var length = new byte[HeadSize];
        BinaryPrimitives.WriteUInt64LittleEndian(length, (ulong)text.Length);
        block.Put(0, length);
        block.Put(HeadSize, text);
        for (var i = 0; i < _pieces.Count; i++)
        {
            var (place, data, size) = _pieces[i];
            if (size <= Small)
            {
                i = PutSmall(block, start, i);
                continue;
            }

            fixed (byte* source = &MemoryMarshal.GetArrayDataReference(data))
            {
                for (var done = 0L; done < size; done += MostAtOnce)
                {
                    block.Put(start + place + done, new ReadOnlySpan<byte>(source + done, (int)Math.Min(MostAtOnce, size - done)));
                }
            }
        }

        block.Freeze();
        return block;
    }

    /// <summary>Puts a run of small pieces at once; gives the last of them.</summary>
    private unsafe int PutSmall(SharedBlock block, long start, int first)
    {
        var last = first;
        while (last + 1 < _pieces.Count && _pieces[last + 1].Length <= Small && last - first < Small)
        {
            last++;
        }

        var from = _pieces[first].Place;
        var run = new byte[_pieces[last].Place + _pieces[last].Length - from];
        for (var i = first; i <= last; i++)
        {
            var (place, data, size) = _pieces[i];
            fixed (byte* source = &MemoryMarshal.GetArrayDataReference(data))
            {
                new ReadOnlySpan<byte>(source, (int)size).CopyTo(run.AsSpan((int)(place - from)));
            }
        }

        block.Put(start + from, run);
        return last;
    }
}
