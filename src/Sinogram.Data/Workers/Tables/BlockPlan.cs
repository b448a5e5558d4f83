using Sinogram.Data.Arrays;
using Sinogram.Data.Buffers;

namespace Sinogram.Data.Workers.Tables;

/// <summary>Finds places for buffers in a block that is made when all are known, then copies them there. Windows are cut out on the way.</summary>
internal sealed unsafe class BlockPlan
{
    internal const int Alignment = 64;

    private readonly List<(long Place, long Length, Action<nint> Copy)> _copies = [];
    private long _size;

    /// <summary>Plans an array and what hangs below it.</summary>
    internal ArrayLayout Add(ArrayData data)
    {
        var places = new List<long>();
        if (data.Validity is not null && data.NullCount > 0)
        {
            Plan(places, Bitmap.ByteCount(data.Length), target => CopyBits(data.Validity, data, target));
        }
        else
        {
            places.AddRange([-1, 0]);
        }

        var children = Array.Empty<ArrayLayout>();
        ArrayLayout? dictionary = null;
        switch (data.Type.Id)
        {
            case TypeId.Null:
                break;
            case TypeId.Bool:
                Plan(places, Bitmap.ByteCount(data.Length), target => CopyBits(data.Buffers[0], data, target));
                break;
            case TypeId.String or TypeId.Binary:
                var (from, to) = PlanOffsets(places, data);
                Plan(places, to - from, target => System.Buffer.MemoryCopy(data.Buffers[1].Address + from, (void*)target, to - from, to - from));
                break;
            case TypeId.List or TypeId.Map:
                var (first, end) = PlanOffsets(places, data);
                children = [Add(data.Children[0].Slice(first, end - first))];
                break;
            case TypeId.Struct:
                children = [.. data.Children.Select(child => Add(child.Slice(data.Offset, data.Length)))];
                break;
            default:
                var width = (long)data.Type.ByteWidth;
                Plan(places, data.Length * width, target => System.Buffer.MemoryCopy(
                    data.Buffers[0].Address + (data.Offset * width), (void*)target, data.Length * width, data.Length * width));
                dictionary = data.Dictionary is { } words ? Add(words) : null;
                break;
        }

        return new ArrayLayout([.. places], children, data.Length, dictionary);
    }

    /// <summary>Makes the block and copies everything into it.</summary>
    internal SharedBlock Fill()
    {
        var block = SharedBlock.Create(_size);
        foreach (var (place, length, copy) in _copies)
        {
            if (length > 0)
            {
                copy(block.Address + (nint)place);
            }
        }

        return block;
    }

    private static void CopyBits(ArrowBuffer bits, ArrayData data, nint target) => Bitmap.Copy(
        bits.Read<byte>(), data.Offset, new Span<byte>((void*)target, (int)Bitmap.ByteCount(data.Length)), 0, data.Length);

    private (int From, int To) PlanOffsets(List<long> places, ArrayData data)
    {
        var offsets = data.Offsets;
        var (from, to) = (offsets[0], offsets[^1]);
        Plan(places, (data.Length + 1L) * sizeof(int), target =>
        {
            var source = data.Offsets;
            var rebased = new Span<int>((void*)target, data.Length + 1);
            for (var i = 0; i < rebased.Length; i++)
            {
                rebased[i] = source[i] - from;
            }
        });
        return (from, to);
    }

    private void Plan(List<long> places, long length, Action<nint> copy)
    {
        places.AddRange([_size, length]);
        _copies.Add((_size, length, copy));
        _size += (length + Alignment - 1) / Alignment * Alignment;
    }
}
