using System.Collections.Immutable;
using Sinogram.Data;
using Sinogram.Data.Buffers;

namespace Sinogram.Remote.Drill.Cluster.Results;

/// <summary>A column of the batch that is being read. A row that turns out to be incomplete is taken back with <see cref="Truncate"/>.</summary>
internal abstract class ResultColumn(string name)
{
    private byte[] _valid = new byte[1024];
    private int _nulls;

    public string Name { get; } = name;
    public int Count { get; private set; }

    /// <summary>Appends a value given as its bytes in JSON: a number, a literal, or a text without its quotes; false when it is none of this column's.</summary>
    /// <param name="text">The bytes.</param>
    /// <param name="quoted">They stood in quotes.</param>
    public abstract bool TryAppend(ReadOnlySpan<byte> text, bool quoted);

    public abstract Column Build();

    /// <summary>A value as an object, where the column turns out to need another type.</summary>
    public abstract object? Value(int index);

    public void AppendNull()
    {
        Placeholder();
        Added(valid: false);
    }

    public virtual void Truncate(int count)
    {
        while (Count > count)
        {
            if (_valid[--Count] == 0) { _nulls--; }
        }
    }

    public bool IsNull(int index) => _valid[index] == 0;

    protected abstract void Placeholder();

    protected void Added(bool valid = true)
    {
        if (Count == _valid.Length) { Array.Resize(ref _valid, Count * 2); }
        _valid[Count++] = valid ? (byte)1 : (byte)0;
        if (!valid) { _nulls++; }
    }

    protected void Clear() => (Count, _nulls) = (0, 0);

    protected ArrowBuffer? Validity()
    {
        if (_nulls == 0) { return null; }
        var bits = new byte[(Count + 7) / 8];
        for (var i = 0; i < Count; i++) { bits[i >> 3] |= (byte)(_valid[i] << (i & 7)); }
        return ArrowBuffer.CopyOf<byte>(bits);
    }

    protected Column Built(DataType type, params ImmutableArray<ArrowBuffer> buffers)
    {
        var column = Column.FromBuffers(new Field(Name, type), Count, Validity(), buffers);
        Clear();
        return column;
    }

    /// <summary>The column for a type of the metadata.</summary>
    public static ResultColumn Create(string name, ResultType type) => type.Name switch
    {
        "TINYINT" or "SMALLINT" or "INT" or "UINT1" or "UINT2" or "BIGINT" or "UINT4" or "UINT8" or "DATE" or "TIME" or "TIMESTAMP" => new WholeColumn(name, type.Data),
        "FLOAT4" or "FLOAT8" => new RealColumn(name, type.Data),
        "BIT" => new FlagColumn(name),
        "VARCHAR" => new TextColumn(name),
        _ when type.Data is DecimalType decimals => new DecimalColumn(name, decimals),
        _ => new ObjectColumn(name, type),
    };
}
