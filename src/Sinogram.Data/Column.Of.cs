using System.Runtime.InteropServices;
using Sinogram.Data.Builders;

namespace Sinogram.Data;

public partial class Column
{
    /// <summary>
    /// A column of values: bool, integers, floats, decimal, string, byte[], DateOnly, TimeOnly, DateTime (wall clock), DateTimeOffset (instant),
    /// TimeSpan, enums (a dictionary), lists and arrays of these, and their nullable forms.
    /// </summary>
    public static Column<T> Of<T>(string name, IEnumerable<T> values)
    {
        var builder = BuilderFor(name, values);
        switch (values)
        {
            case T[] array: builder.Append(array.AsSpan()); break;
            case List<T> list: builder.Append(CollectionsMarshal.AsSpan(list)); break;
            default:
                foreach (var value in values) { builder.Append(value); }
                break;
        }
        return builder.Build();
    }

    /// <summary>As the other overload, for two or more values written out. One alone is given as <c>[value]</c>, so that a list is never taken for a value.</summary>
    public static Column<T> Of<T>(string name, T first, T second, params ReadOnlySpan<T> more) => Of(name, (ReadOnlySpan<T>)[first, second, .. more]);

    /// <summary>A column of one text; without this overload a text would be taken as a list of characters.</summary>
    public static Column<string> Of(string name, string value) => Of(name, (ReadOnlySpan<string>)[value]);

    /// <summary>As the other overload, for values in memory of any kind.</summary>
    public static Column<T> Of<T>(string name, ReadOnlySpan<T> values)
    {
        if (typeof(T) == typeof(decimal) || typeof(T) == typeof(decimal?)) { return Of(name, (IEnumerable<T>)values.ToArray()); }
        var builder = new ColumnBuilder<T>(name, values.Length);
        builder.Append(values);
        return builder.Build();
    }

    /// <summary>A column of a given type, from objects that fit it: for struct, map, dictionary, decimal with a scale, other time units.</summary>
    public static Column Of(Field field, IEnumerable<object?> values)
    {
        var builder = new ColumnBuilder(field);
        foreach (var value in values) { builder.AppendObject(value); }
        return builder.Build();
    }

    /// <summary>A column of a given type that holds <paramref name="count"/> nulls.</summary>
    public static Column Nulls(Field field, int count)
    {
        var builder = new ColumnBuilder(field);
        for (var i = 0; i < count; i++) { builder.AppendNull(); }
        return builder.Build();
    }

    private static ColumnBuilder<T> BuilderFor<T>(string name, IEnumerable<T> values)
    {
        var capacity = values.TryGetNonEnumeratedCount(out var count) ? count : 0;
        // A decimal's scale is a property of the column: the largest that occurs.
        if (typeof(T) == typeof(decimal) || typeof(T) == typeof(decimal?))
        {
            var scale = values.OfType<decimal>().Select(v => (int)v.Scale).DefaultIfEmpty(0).Max();
            return new ColumnBuilder<T>(new Field(name, new DecimalType(38, scale), ValueWriters.HoldsNull<T>()), capacity);
        }
        return new ColumnBuilder<T>(name, capacity);
    }
}
