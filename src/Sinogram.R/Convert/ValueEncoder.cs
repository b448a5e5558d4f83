using System.Collections;
using Sinogram.Data;

namespace Sinogram.R.Convert;

/// <summary>C# values as shapes and columns: what R can hold, and a clear refusal of the rest.</summary>
internal sealed class ValueEncoder
{
    internal List<Column> Columns { get; } = [];

    /// <exception cref="RConversionException">R has nothing like it.</exception>
    internal ValueShape Encode(string name, object? value) => value switch
    {
        null => new ValueShape("null"),
        Table table => new ValueShape("table") { Columns = [.. table.Columns.Select(Add)] },
        Column column => new ValueShape("vector") { Columns = [Add(column)] },
        Array { Rank: 2 } matrix => Matrix(name, matrix),
        IReadOnlyDictionary<string, object?> items => List([.. items.Keys], items.Values),
        string or byte[] => Scalar(name, value),
        IEnumerable values => Vector(name, value.GetType(), values),
        _ => Scalar(name, value),
    };

    private static RConversionException Refusal(string name, Type type) => new(
        $"'{name}' is a {type.Name}, which R cannot take: give it a Table, numbers, text, booleans, dates and times, arrays or lists of these, or a dictionary by name.");

    private ValueShape List(string[] names, IEnumerable<object?> values) =>
        new("list") { Names = names, Items = [.. values.Select((value, i) => Encode(names[i], value))] };

    private ValueShape Scalar(string name, object value)
    {
        var type = value is byte[] ? null : DataTypeOf(value.GetType());
        return type is null
            ? throw Refusal(name, value.GetType())
            : new ValueShape("vector") { Columns = [Add(Column.Of(new Field(name, type), [Plain(value)]))] };
    }

    private ValueShape Vector(string name, Type sequence, IEnumerable values)
    {
        var element = ElementOf(sequence);
        var boxed = values.Cast<object?>().ToArray();
        element = element is null || element == typeof(object) ? boxed.FirstOrDefault(value => value is not null)?.GetType() ?? typeof(bool) : element;
        if (values is double[] doubles)
        {
            return new ValueShape("vector") { Columns = [Add(Column.Of(name, doubles))] };
        }

        if (DataTypeOf(element) is not { } type)
        {
            // A list of rows: what Table can be made of is a table.
            throw Refusal(name, sequence);
        }

        return new ValueShape("vector") { Columns = [Add(Column.Of(new Field(name, type), boxed.Select(value => value is null ? null : Plain(value))))] };
    }

    /// <summary>R stores matrices column by column.</summary>
    private ValueShape Matrix(string name, Array matrix)
    {
        var (rows, columns) = (matrix.GetLength(0), matrix.GetLength(1));
        if (DataTypeOf(matrix.GetType().GetElementType()!) is not { } type)
        {
            throw Refusal(name, matrix.GetType());
        }

        var values = Enumerable.Range(0, columns).SelectMany(column => Enumerable.Range(0, rows).Select(row => matrix.GetValue(row, column)));
        return new ValueShape("matrix") { Columns = [Add(Column.Of(new Field(name, type), values.Select(value => value is null ? null : Plain(value))))], Size = [rows, columns] };
    }

    private static Type? ElementOf(Type sequence) => sequence.IsArray
        ? sequence.GetElementType()
        : sequence.GetInterfaces().FirstOrDefault(candidate => candidate.IsGenericType && candidate.GetGenericTypeDefinition() == typeof(IEnumerable<>))
            ?.GetGenericArguments()[0];

    private static DataType? DataTypeOf(Type type)
    {
        type = Nullable.GetUnderlyingType(type) ?? type;
        if (type == typeof(decimal))
        {
            return DataType.Float64;
        }

        if (type.IsEnum || type == typeof(byte[]) || type == typeof(object))
        {
            return type.IsEnum ? DataType.String : null;
        }

        try
        {
            return DataType.Of(type) is { IsNested: false } simple ? simple : null;
        }
        catch (TableException)
        {
            return null;
        }
    }

    private static object Plain(object value) => value switch
    {
        decimal number => (double)number,
        Enum word => word.ToString(),
        _ => value,
    };

    private int Add(Column column)
    {
        Columns.Add(column);
        return Columns.Count - 1;
    }
}
