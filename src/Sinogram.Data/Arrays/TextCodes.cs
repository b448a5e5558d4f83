using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Sinogram.Data.Buffers;

namespace Sinogram.Data.Arrays;

/// <summary>Equal texts of a column under one number each, from 0 on in the order of their first rows; null is a value like the others.</summary>
/// <param name="Codes">A number for each row, as uint16.</param>
/// <param name="FirstRows">The first row of each number.</param>
internal sealed unsafe record TextCodes(ArrayData Codes, int[] FirstRows)
{
    private const int RowsPerPart = 100_000;
    private const int Most = ushort.MaxValue;

    /// <summary>Null where there are more than 65,535 different texts: numbers are then no shorter way.</summary>
    public static TextCodes? Of(ArrayData texts)
    {
        var buffer = ArrowBuffer.Allocate(texts.Length * 2L);
        var codes = (ushort*)buffer.Address;
        var parts = Math.Clamp(texts.Length / RowsPerPart, 1, Environment.ProcessorCount);
        int Start(int part) => (int)((long)texts.Length * part / parts);
        var numbers = new Numbering[parts];
        Threads.For(parts, part => (numbers[part] = new Numbering(texts)).Fill(Start(part), Start(part + 1), codes));
        if (numbers.Any(n => n.IsFull)) { return null; }
        var all = numbers[0];
        var global = new ushort[parts][];
        for (var part = 1; part < parts; part++)
        {
            global[part] = [.. numbers[part].FirstRows.Select(row => all.Number(row))];
            if (all.IsFull) { return null; }
        }
        Threads.For(parts - 1, part =>
        {
            var own = global[part + 1];
            for (var row = Start(part + 1); row < Start(part + 2); row++) { codes[row] = own[codes[row]]; }
        });
        return new TextCodes(new ArrayData(DataType.UInt16, texts.Length, null, [buffer]), [.. all.FirstRows]);
    }

    /// <summary>An open hash table of texts. Short ones are in it themselves, of long ones their length, beginning and hash.</summary>
    private sealed class Numbering(ArrayData texts)
    {
        private Slot[] _slots = new Slot[1 << 12];
        private int _null = -1;

        public List<int> FirstRows { get; } = [];

        public bool IsFull { get; private set; }

        // From its first call on: a large column is one call.
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public void Fill(int start, int end, ushort* codes)
        {
            var offsets = (int*)texts.Buffers[0].Address + texts.Offset;
            var bytes = texts.Buffers[1].Address;
            var mayBeNull = texts.NullCount > 0;
            for (var row = start; row < end; row++)
            {
                var length = (uint)(offsets[row + 1] - offsets[row]);
                if (length <= TextWords.Inlined && !(mayBeNull && texts.IsNull(row)))
                {
                    // Most texts are short and have been seen: where they belong they are found at once.
                    var (low, high) = TextWords.Of(bytes + offsets[row], length);
                    ref var slot = ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(_slots), Mix(low, high) & (uint)(_slots.Length - 1));
                    if (slot.Low == low && slot.High == high && slot.Next != 0)
                    {
                        codes[row] = (ushort)(slot.Next - 1);
                        continue;
                    }
                }
                codes[row] = Number(row);
                if (IsFull) { return; }
            }
        }

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public ushort Number(int row)
        {
            if (texts.IsNull(row))
            {
                if (_null < 0) { _null = Add(row); }
                return (ushort)_null;
            }
            var (start, length) = texts.Range(row);
            var (low, high) = TextWords.Of(texts.Buffers[1].Address + start, (uint)length);
            if (length > TextWords.Inlined) { high = Hash(texts.Bytes(row)); }
            var mask = _slots.Length - 1;
            for (var at = (int)Mix(low, high) & mask; ; at = (at + 1) & mask)
            {
                ref var slot = ref _slots[at];
                if (slot.Next == 0)
                {
                    var number = Add(row);
                    slot = new Slot { Low = low, High = high, Next = number + 1 };
                    if (FirstRows.Count * 2 > _slots.Length) { Enlarge(); }
                    return (ushort)number;
                }
                if (slot.Low == low && slot.High == high && (length <= TextWords.Inlined || texts.Bytes(FirstRows[slot.Next - 1]).SequenceEqual(texts.Bytes(row)))) { return (ushort)(slot.Next - 1); }
            }
        }

        private int Add(int row)
        {
            FirstRows.Add(row);
            IsFull |= FirstRows.Count > Most;
            return FirstRows.Count - 1;
        }

        private void Enlarge()
        {
            var former = _slots;
            _slots = new Slot[former.Length * 2];
            var mask = _slots.Length - 1;
            foreach (var slot in former)
            {
                if (slot.Next == 0) { continue; }
                var at = (int)Mix(slot.Low, slot.High) & mask;
                while (_slots[at].Next != 0) { at = (at + 1) & mask; }
                _slots[at] = slot;
            }
        }

        private static uint Mix(ulong low, ulong high)
        {
            var mixed = (low * 0x9E3779B97F4A7C15) ^ (high * 0xC2B2AE3D27D4EB4F);
            return (uint)(mixed >> 32) ^ (uint)mixed;
        }

        private static ulong Hash(ReadOnlySpan<byte> bytes)
        {
            var hash = (ulong)bytes.Length;
            for (; bytes.Length >= 8; bytes = bytes[8..]) { hash = (System.Numerics.BitOperations.RotateLeft(hash, 23) ^ BitConverter.ToUInt64(bytes)) * 0x9E3779B97F4A7C15; }
            foreach (var value in bytes) { hash = (hash ^ value) * 0x100000001B3; }
            return hash ^ (hash >> 29);
        }

        private struct Slot
        {
            public ulong Low;
            public ulong High;
            // The number and one; 0 is an empty slot.
            public int Next;
        }
    }
}
