using System.Collections.Immutable;
using Sinogram.Data;

namespace Sinogram.R.Convert;

/// <summary>Shapes and columns as C# values.</summary>
internal static class ValueDecoder
{
    /// <summary>
    /// A data frame becomes a <see cref="Table"/>, a vector of one value that value, a longer vector an array (of nullable elements where one is NA),
    /// a named vector a table of name and value, a matrix a two-dimensional array, a list a dictionary or an array, NULL null.
    /// </summary>
    /// <param name="shape">What the columns are.</param>
    /// <param name="columns">The data.</param>
    /// <param name="mark">Marks the columns of a data frame that identify.</param>
    internal static object? Decode(ValueShape shape, ImmutableArray<Column> columns, Func<Table, Table> mark) => shape.Kind switch
    {
        "null" => null,
        "table" => mark(new Table(shape.Columns.Select(index => columns[index]))),
        "vector" => Vector(columns[shape.Columns[0]]),
        "named" => new Table(Column.Of("name", shape.Names), columns[shape.Columns[0]].Rename("value")),
        "matrix" => Matrix(columns[shape.Columns[0]], shape.Size[0], shape.Size[1]),
        _ => List(shape, columns, mark),
    };

    private static object? Vector(Column column) => column.Length == 1 ? column.GetValue(0) : Elements(column);

    private static Array Elements(Column column)
    {
        var type = ElementType(column);
        var values = Array.CreateInstance(type, checked((int)column.Length));
        if (values is double[] doubles && column.Type.Id == TypeId.Float64)
        {
            column.Values<double>().CopyTo(doubles);
            return doubles;
        }

        for (var i = 0; i < values.Length; i++)
        {
            values.SetValue(column.GetValue(i), i);
        }

        return values;
    }

    private static Array Matrix(Column column, int rows, int columns)
    {
        var values = Array.CreateInstance(ElementType(column), rows, columns);
        for (var i = 0; i < column.Length; i++)
        {
            values.SetValue(column.GetValue(i), i % rows, i / rows);
        }

        return values;
    }

    private static Type ElementType(Column column)
    {
        var type = column.Type.ClrType;
        return column.NullCount > 0 && type.IsValueType ? typeof(Nullable<>).MakeGenericType(type) : type;
    }

    private static object List(ValueShape shape, ImmutableArray<Column> columns, Func<Table, Table> mark)
    {
        var items = shape.Items.Select(item => Decode(item, columns, mark)).ToArray();
        var isNamed = shape.Names.Length > 0 && shape.Names.All(name => name.Length > 0) && shape.Names.Distinct(StringComparer.Ordinal).Count() == shape.Names.Length;
        return isNamed ? shape.Names.Zip(items).ToDictionary(pair => pair.First, pair => pair.Second, StringComparer.Ordinal) : items;
    }
}
