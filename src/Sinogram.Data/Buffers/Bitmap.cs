using System.Numerics;
using System.Runtime.InteropServices;

namespace Sinogram.Data.Buffers;

/// <summary>Bits in Arrow's order: bit i is bit i mod 8 of byte i / 8, least significant first.</summary>
internal static class Bitmap
{
    public static long ByteCount(long bits) => (bits + 7) / 8;

    public static unsafe bool Get(byte* bits, long index) => (bits[index >> 3] & (1 << (int)(index & 7))) != 0;

    public static bool Get(ReadOnlySpan<byte> bits, long index) => (bits[(int)(index >> 3)] & (1 << (int)(index & 7))) != 0;

    public static void Set(Span<byte> bits, long index, bool value)
    {
        ref var target = ref bits[(int)(index >> 3)];
        var mask = (byte)(1 << (int)(index & 7));
        target = value ? (byte)(target | mask) : (byte)(target & ~mask);
    }

    /// <summary>The number of set bits in a range.</summary>
    public static long CountSet(ReadOnlySpan<byte> bits, long offset, long length)
    {
        long count = 0;
        var end = offset + length;
        for (; offset < end && (offset & 7) != 0; offset++) { count += Get(bits, offset) ? 1 : 0; }
        var whole = bits.Slice((int)(offset >> 3), (int)((end - offset) >> 3));
        var words = MemoryMarshal.Cast<byte, ulong>(whole);
        foreach (var word in words) { count += BitOperations.PopCount(word); }
        foreach (var rest in whole[(words.Length * 8)..]) { count += BitOperations.PopCount(rest); }
        for (offset += whole.Length * 8L; offset < end; offset++) { count += Get(bits, offset) ? 1 : 0; }
        return count;
    }

    /// <summary>Copies a range of bits; the target range starts at any bit.</summary>
    public static void Copy(ReadOnlySpan<byte> source, long sourceOffset, Span<byte> target, long targetOffset, long length)
    {
        if (((sourceOffset | targetOffset) & 7) == 0)
        {
            var whole = (int)(length >> 3);
            source.Slice((int)(sourceOffset >> 3), whole).CopyTo(target[(int)(targetOffset >> 3)..]);
            var done = (long)whole << 3;
            (sourceOffset, targetOffset, length) = (sourceOffset + done, targetOffset + done, length - done);
        }
        for (long i = 0; i < length; i++) { Set(target, targetOffset + i, Get(source, sourceOffset + i)); }
    }

    public static void Fill(Span<byte> target, long offset, long length, bool value)
    {
        var end = offset + length;
        for (; offset < end && (offset & 7) != 0; offset++) { Set(target, offset, value); }
        var whole = (int)((end - offset) >> 3);
        target.Slice((int)(offset >> 3), whole).Fill(value ? (byte)0xFF : (byte)0);
        for (offset += (long)whole << 3; offset < end; offset++) { Set(target, offset, value); }
    }
}
