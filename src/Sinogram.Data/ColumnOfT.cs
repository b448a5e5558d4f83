using System.Collections;
using Sinogram.Data.Arrays;

namespace Sinogram.Data;

/// <summary>A column with typed access: a list of <typeparamref name="T"/>. With a type that has no null, reading a missing value is an error that names the row.</summary>
public sealed class Column<T> : Column, IReadOnlyList<T>
{
    private readonly ValueReader<T> _read;
    private readonly bool _holdsNull;

    internal Column(Field field, ArrayData data) : base(field, data)
    {
        _read = ValueReaders.For<T>(data.Type);
        _holdsNull = !typeof(T).IsValueType || System.Nullable.GetUnderlyingType(typeof(T)) is not null;
    }

    public int Count => Data.Length;

    /// <exception cref="TableException">The value is missing and <typeparamref name="T"/> has no null.</exception>
    public T this[long index]
    {
        get
        {
            if (!IsNull(index)) { return _read(Data, (int)index); }
            return _holdsNull ? default! : throw ValueReaders.NullValue(Name, index, typeof(T));
        }
    }

    T IReadOnlyList<T>.this[int index] => this[index];

    public new Column<T> Slice(long start, long length) => base.Slice(start, length).As<T>();
    public new Column<T> Rename(string name) => new(Field with { Name = name }, Data);

    public T[] ToArray() => ToArray<T>();

    public IEnumerator<T> GetEnumerator()
    {
        for (var i = 0; i < Data.Length; i++) { yield return this[i]; }
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
