using System.Collections.Immutable;
using Sinogram.Data.Arrays;
using Sinogram.Data.Privacy;

namespace Sinogram.Data;

/// <summary>
/// A named, typed, immutable sequence of values with nulls, in Arrow's memory layout. Slices and renamed columns share memory; nothing needs to be disposed.
/// </summary>
public partial class Column
{
    internal Column(Field field, ArrayData data)
    {
        if (field.Type != data.Type) { throw new TableException($"Column '{field.Name}' is declared {field.Type}, its data are {data.Type}."); }
        (Field, Data) = (field, data);
        if (field.Identified && !field.IsRegistered) { IdentifyingColumns.Register(this); }
    }

    public Field Field { get; }
    public string Name => Field.Name;
    public DataType Type => Field.Type;
    public long Length => Data.Length;
    public long NullCount => Data.NullCount;
    /// <summary>Bytes of the buffers, shared ones counted whole.</summary>
    public long ByteSize => Data.ByteSize();

    internal ArrayData Data { get; }

    public bool IsNull(long index) => Data.IsNull(Check(index));

    /// <summary>
    /// The value as an object of <see cref="DataType.ClrType"/>; null where it is missing. A list comes as an array (of nullable elements when one is null),
    /// a decimal beyond .NET's 28 digits as <see cref="Decimal128"/>.
    /// </summary>
    public object? GetValue(long index) => BoxedValues.Read(Data, Check(index));

    /// <summary>The column with typed access.</summary>
    /// <exception cref="TableException">The values cannot be read as <typeparamref name="T"/> without loss.</exception>
    public Column<T> As<T>() => this as Column<T> ?? new Column<T>(Field, Data);

    /// <summary>All values as an array; <typeparamref name="T"/> as for <see cref="As{T}"/>.</summary>
    public T[] ToArray<T>() => [.. As<T>()];

    /// <summary>Numbers (also decimals, 64-bit integers and booleans) to the nearest double; NaN where a value is missing.</summary>
    public double[] ToDoubles()
    {
        var type = Type is DictionaryType dictionary ? dictionary.Value : Type;
        var reader = ScalarReaders.Doubles(type) ?? throw new TableException($"Column '{Name}' is {Type}, not a number.");
        var result = new double[Data.Length];
        if (Type.Id == TypeId.Float64 && NullCount == 0)
        {
            Data.Values<double>().CopyTo(result);
            GC.KeepAlive(this);
            return result;
        }
        for (var i = 0; i < result.Length; i++)
        {
            result[i] = Data.IsNull(i) ? double.NaN : Type is DictionaryType ? reader(Data.Dictionary!, (int)Data.IndexAt(i)) : reader(Data, i);
        }
        return result;
    }

    /// <summary>
    /// The raw values of a fixed-width type, where they lie (those of large results of the engine are copied once, so that the span outlives the column): <c>double</c> for float64, <c>int</c> for date (days), <c>long</c> for times (in their unit),
    /// <c>Int128</c> for decimals, the index type of a dictionary. What stands at a null is undefined: see <see cref="IsNull"/>.
    /// </summary>
    public ReadOnlySpan<T> Values<T>() where T : unmanaged
    {
        if (!RawTypes.Fits<T>(Type))
        {
            throw new TableException($"The raw values of '{Name}' ({Type}) are {RawTypes.NameOf(Type)}, not {ValueReaders.NameOf(typeof(T))}.");
        }
        return Data.Length == 0 ? [] : Data.Buffers[0].Lasting().Read<T>(Data.Offset, Data.Length);
    }

    /// <summary>The validity bits (set where a value is there), least significant first, from bit <see cref="BitOffset"/>; empty when no value is missing.</summary>
    public ReadOnlySpan<byte> ValidityBits => Data.Validity is { } validity && NullCount > 0 ? validity.Lasting().Read<byte>() : [];

    /// <summary>The values of a boolean column as bits, from bit <see cref="BitOffset"/>.</summary>
    public ReadOnlySpan<byte> BoolBits => Type.Id == TypeId.Bool ? Data.Buffers[0].Lasting().Read<byte>() : throw new TableException($"Column '{Name}' is {Type}, not bool.");

    /// <summary>Where this column begins in <see cref="ValidityBits"/> and <see cref="BoolBits"/>.</summary>
    public int BitOffset => Data.Offset;

    /// <summary>Of text, binary, list and map: where each value begins in <see cref="Bytes"/> or the child, and one more for the end.</summary>
    public ReadOnlySpan<int> Offsets => Type.Id is TypeId.String or TypeId.Binary or TypeId.List or TypeId.Map
        ? Data.Length == 0 ? [0] : Data.Buffers[0].Lasting().Read<int>(Data.Offset, Data.Length + 1)
        : throw new TableException($"Column '{Name}' is {Type}: it has no offsets.");

    /// <summary>Of text and binary: the bytes that <see cref="Offsets"/> point into.</summary>
    public ReadOnlySpan<byte> Bytes => Type.Id is TypeId.String or TypeId.Binary
        ? Data.Buffers[1].Lasting().Read<byte>()
        : throw new TableException($"Column '{Name}' is {Type}, not text or binary.");

    /// <summary>The fields of a struct, aligned with this column's rows; the elements of a list or the entries of a map, as <see cref="Offsets"/> address them.</summary>
    public ImmutableArray<Column> Children => Type switch
    {
        StructType type => [.. type.Children.Select((f, i) => new Column(f, Data.Children[i].Slice(Data.Offset, Data.Length)))],
        ListType type => [new Column(type.Element, Data.Children[0])],
        MapType type => [.. type.Children.Select((f, i) => new Column(f, Data.Children[0].Children[i].Slice(Data.Children[0].Offset, Data.Children[0].Length)))],
        _ => [],
    };

    /// <summary>The distinct values of a dictionary column; its <see cref="Values{T}"/> are indices into them.</summary>
    public Column? Dictionary => Type is DictionaryType type ? new Column(new Field(Name, type.Value) { Identified = Field.Identified }, Data.Dictionary!) : null;

    /// <summary>A window on the same memory.</summary>
    public Column Slice(long start, long length)
    {
        if (start < 0 || length < 0 || start + length > Length)
        {
            throw new TableException($"Rows {start} to {start + length} are not all in '{Name}', which has {Length:N0}.");
        }
        return new Column(Field, Data.Slice((int)start, (int)length));
    }

    /// <summary>The same values under another name; metadata and the identified flag stay.</summary>
    public Column Rename(string name) => new(Field with { Name = name }, Data);

    /// <summary>The same values with another description (name, metadata, flags), of the same type.</summary>
    public Column WithField(Field field) => new(field, Data);

    /// <summary>The same values, marked as identifying or not.</summary>
    public Column WithIdentified(bool identified) => new(Field with { Identified = identified, IsRegistered = false }, Data);

    public override string ToString() => $"{Field} ({Length:N0} values, {NullCount:N0} null)";

    private int Check(long index) => index >= 0 && index < Length
        ? (int)index
        : throw new ArgumentOutOfRangeException(nameof(index), $"Row {index} is not in '{Name}', which has {Length:N0}.");
}
