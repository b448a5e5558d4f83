using System.Buffers.Binary;
using System.Globalization;
using System.Numerics;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using Sinogram.Core.Magics;
using Sinogram.Data;
using Sinogram.Data.Workers;
using Sinogram.Data.Workers.Tables;

namespace Sinogram.Magics.Python;

/// <summary>Values that Python has put into blocks of shared memory. Every place is checked: the block was written by another process.</summary>
internal sealed unsafe class ValueReader
{
    private readonly SharedBlock _block;
    private readonly IReadOnlyList<SharedBlock> _tables;
    private readonly int _process;
    private readonly long _start;
    private readonly Func<Table, Table> _mark;

    private ValueReader(IReadOnlyList<SharedBlock> blocks, int process, long start, Func<Table, Table> mark) =>
        (_block, _tables, _process, _start, _mark) = (blocks[0], [.. blocks.Skip(1)], process, start, mark);

    /// <summary>The value.</summary>
    /// <param name="blocks">The value's own block, and one for each table in it.</param>
    /// <param name="process">The process in whose memory large arrays have stayed.</param>
    /// <param name="mark">Marks the columns of a table that identify a patient.</param>
    /// <exception cref="MagicException">C# has nothing like it.</exception>
    /// <exception cref="WorkerProtocolException">The blocks are damaged.</exception>
    /// <exception cref="UnauthorizedAccessException">The process's memory cannot be read.</exception>
    internal static object? Read(IReadOnlyList<SharedBlock> blocks, int process, Func<Table, Table> mark)
    {
        try
        {
            var length = BinaryPrimitives.ReadUInt64LittleEndian(blocks[0].Read(0, BlockBuilder.HeadSize));
            using var description = JsonDocument.Parse(blocks[0].Read(BlockBuilder.HeadSize, checked((int)length)).ToArray(), new JsonDocumentOptions { MaxDepth = 256 });
            return new ValueReader(blocks, process, BlockBuilder.DataStart((long)length), mark).Value(description.RootElement);
        }
        catch (Exception damage) when (damage is ArgumentException or JsonException or KeyNotFoundException or InvalidOperationException or FormatException or OverflowException
            or IndexOutOfRangeException)
        {
            throw new WorkerProtocolException("a value's description does not fit its data");
        }
    }

    private object? Value(JsonElement node) => node.GetProperty("k").GetString() switch
    {
        "none" => null,
        "bool" => Number(node) != 0,
        "long" => Number(node),
        "double" => BitConverter.Int64BitsToDouble(Number(node)),
        "complex" => new Complex(BitConverter.Int64BitsToDouble(Number(node)), BitConverter.Int64BitsToDouble(Number(node, sizeof(double)))),
        "str" => Text(node),
        "int" => BigInteger.Parse(Text(node), CultureInfo.InvariantCulture),
        "decimal" => decimal.TryParse(Text(node), NumberStyles.Float, CultureInfo.InvariantCulture, out var exact) ? exact : (object)double.Parse(Text(node), CultureInfo.InvariantCulture),
        "uuid" => Guid.Parse(Text(node)),
        "datetime" => node.TryGetProperty("utc", out _) ? new DateTimeOffset(Moment(Number(node)), TimeSpan.Zero) : (object)Moment(Number(node)),
        "date" => DateOnly.FromDateTime(DateTime.UnixEpoch).AddDays(checked((int)Number(node))),
        "time" => new TimeOnly(Number(node) * TimeSpan.TicksPerMicrosecond),
        "timedelta" => Duration(Number(node)),
        "tensor" => Tensor(node),
        "strings" => Shaped(Strings(node), Shape(node)),
        "objects" => Shaped(Items(node), Shape(node)),
        "list" => Items(node),
        "dict" => Map(node),
        "table" => TableOf(node),
        var kind => throw new WorkerProtocolException($"a value of unknown kind '{kind}'"),
    };

    private long Number(JsonElement node, int offset = 0) =>
        BinaryPrimitives.ReadInt64LittleEndian(_block.Read(checked(_start + node.GetProperty("o").GetInt64() + offset), sizeof(long)));

    private string Text(JsonElement node) => Encoding.UTF8.GetString(Part(node));

    private ReadOnlySpan<byte> Part(JsonElement node) => _block.Read(checked(_start + node.GetProperty("o").GetInt64()), node.GetProperty("n").GetInt32());

    private static DateTime Moment(long microseconds) => new(checked(DateTime.UnixEpoch.Ticks + (microseconds * TimeSpan.TicksPerMicrosecond)), DateTimeKind.Unspecified);

    private static TimeSpan Duration(long microseconds) => new(checked(microseconds * TimeSpan.TicksPerMicrosecond));

    private static int[] Shape(JsonElement node) => [.. node.GetProperty("s").EnumerateArray().Select(n => n.GetInt32())];

    private object?[] Items(JsonElement node) => [.. node.GetProperty("i").EnumerateArray().Select(Value)];

    private object Map(JsonElement node)
    {
        var keys = node.GetProperty("keys").EnumerateArray().Select(Value).ToList();
        var values = Items(node);
        if (keys.All(key => key is string))
        {
            return keys.Cast<string>().Zip(values).ToDictionary(pair => pair.First, pair => pair.Second, StringComparer.Ordinal);
        }

        return keys.All(key => key is not null)
            ? keys.Zip(values).ToDictionary(pair => pair.First!, pair => pair.Second)
            : throw new MagicException("The dictionary has the key None, which C# does not allow.", "Give it a key of text.");
    }

    private Table TableOf(JsonElement node)
    {
        var layout = Encoding.UTF8.GetBytes(node.GetProperty("layout").GetRawText());
        return _mark(new Table(SharedColumns.Read(layout, _tables[node.GetProperty("table").GetInt32()])));
    }

    private object? Tensor(JsonElement node)
    {
        var shape = Shape(node);
        var name = node.GetProperty("t").GetString()!;
        switch (name)
        {
            case ElementTypes.Moments:
                return Shaped(Optional((long[])Numbers(node, typeof(long), [Count(shape)]), Moment), shape);
            case ElementTypes.Durations:
                return Shaped(Optional((long[])Numbers(node, typeof(long), [Count(shape)]), Duration), shape);
        }

        var type = ElementTypes.TypeOf(name) ?? throw new MagicException($"C# has no arrays of NumPy's {name}.", "array.astype('float64') and the like make one that it has.");
        return shape.Length == 0 ? Numbers(node, type, [1]).GetValue(0) : Numbers(node, type, shape);
    }

    private Array Numbers(JsonElement node, Type type, int[] shape)
    {
        var width = type == typeof(bool) ? 1 : type == typeof(Complex) ? sizeof(Complex) : type == typeof(Half) ? sizeof(Half) : Marshal.SizeOf(type);
        var length = checked(shape.Aggregate(1L, (product, n) => product * n) * width);
        var isApart = node.TryGetProperty("p", out var address);
        var place = isApart ? 0 : checked(_start + node.GetProperty("o").GetInt64());
        if (node.GetProperty("n").GetInt64() != length || shape.Any(n => n < 0) || (!isApart && (place < _start || place > _block.Length - length)))
        {
            throw new WorkerProtocolException("an array lies outside its block");
        }

        if (shape.Length > 32)
        {
            throw new MagicException($"An array of {shape.Length} dimensions has no form in C#, which has 32.", "array.reshape(…) makes fewer of them.");
        }

        Array array;
        try
        {
            array = shape is [var count] && type.IsPrimitive ? Uninitialized(type, count) : Array.CreateInstance(type, shape);
        }
        catch (OutOfMemoryException e)
        {
            throw new MagicException($"There is not enough memory for an array of {string.Join('×', shape)} {type.Name}.", "Bring it over in parts.", e);
        }

        fixed (byte* target = &MemoryMarshal.GetArrayDataReference(array))
        {
            ProcessMemory.PreferHugePages((nint)target, length);
            if (!isApart)
            {
                Buffer.MemoryCopy((byte*)_block.Address + place, target, length, length);
            }
            else if (!ProcessMemory.TryRead(_process, address.GetUInt64(), (nint)target, length))
            {
                throw new UnauthorizedAccessException("the process's memory cannot be read");
            }
        }

        return array;
    }

    /// <summary>A row of numbers that is written over at once: clearing a gigabyte first would take as long as the copy.</summary>
    private static Array Uninitialized(Type type, int count) => Type.GetTypeCode(type) switch
    {
        TypeCode.Byte => GC.AllocateUninitializedArray<byte>(count),
        TypeCode.SByte => GC.AllocateUninitializedArray<sbyte>(count),
        TypeCode.Int16 => GC.AllocateUninitializedArray<short>(count),
        TypeCode.UInt16 => GC.AllocateUninitializedArray<ushort>(count),
        TypeCode.Int32 => GC.AllocateUninitializedArray<int>(count),
        TypeCode.UInt32 => GC.AllocateUninitializedArray<uint>(count),
        TypeCode.Int64 => GC.AllocateUninitializedArray<long>(count),
        TypeCode.UInt64 => GC.AllocateUninitializedArray<ulong>(count),
        TypeCode.Single => GC.AllocateUninitializedArray<float>(count),
        TypeCode.Double => GC.AllocateUninitializedArray<double>(count),
        _ => Array.CreateInstance(type, count),
    };

    private static int Count(int[] shape) => shape.Aggregate(1, (product, n) => checked(product * n));

    /// <summary>NumPy's "not a time" is null here.</summary>
    private static Array Optional<T>(long[] counts, Func<long, T> convert)
        where T : struct => Array.TrueForAll(counts, c => c != long.MinValue)
        ? Array.ConvertAll(counts, c => convert(c))
        : Array.ConvertAll(counts, c => c == long.MinValue ? (T?)null : convert(c));

    private string?[] Strings(JsonElement node)
    {
        var ends = MemoryMarshal.Cast<byte, long>(Part(node.GetProperty("ends")));
        var there = Part(node.GetProperty("there"));
        var text = Part(node);
        var strings = new string?[there.Length];
        var begin = 0;
        for (var i = 0; i < strings.Length; i++)
        {
            var end = checked((int)ends[i]);
            strings[i] = there[i] == 0 ? null : Encoding.UTF8.GetString(text[begin..end]);
            begin = end;
        }

        return strings;
    }

    /// <summary>A row of elements in the shape of the array that they come from; one element where it has no dimension.</summary>
    private static object? Shaped(Array row, int[] shape)
    {
        switch (shape.Length)
        {
            case 0:
                return row.GetValue(0);
            case 1:
                return row;
        }

        if (shape.Length > 32 || Count(shape) != row.Length)
        {
            throw new WorkerProtocolException("the elements of an array do not fit its shape");
        }

        var array = Array.CreateInstance(row.GetType().GetElementType()!, shape);
        var index = new int[shape.Length];
        for (var i = 0; i < row.Length; i++)
        {
            var rest = i;
            for (var axis = shape.Length - 1; axis >= 0; axis--)
            {
                (rest, index[axis]) = Math.DivRem(rest, shape[axis]);
            }

            array.SetValue(row.GetValue(i), index);
        }

        return array;
    }
}
