using System.Reflection;
using System.Text;

namespace Sinogram.Data.Arrays;

/// <summary>Reads one value that is not null as <typeparamref name="T"/>.</summary>
internal delegate T ValueReader<out T>(ArrayData data, int index);

/// <summary>Finds the reader for a CLR type on a column type: the exact type, or a conversion that loses nothing.</summary>
internal static unsafe class ValueReaders
{
    public static ValueReader<T> For<T>(DataType type) => Find<T>(type)
        ?? throw new TableException($"Values of type {type} cannot be read as {NameOf(typeof(T))} without loss; read them as {NameOf(type.ClrType)}{(type.IsNumeric ? ", or all as double with ToDoubles()" : "")}.");

    public static ValueReader<T>? Find<T>(DataType type)
    {
        if (typeof(T) == typeof(object)) { return (ValueReader<T>)(object)(ValueReader<object?>)BoxedValues.Read; }
        if (type is DictionaryType dictionary)
        {
            if (Find<T>(dictionary.Value) is not { } inner) { return null; }
            return (data, index) => inner(data.Dictionary!, (int)data.IndexAt(index));
        }
        if (Nullable.GetUnderlyingType(typeof(T)) is { } underlying) { return Generic<T>(nameof(OrNull), underlying, type); }
        if (typeof(T).IsEnum) { return type.Id == TypeId.String ? (data, index) => ParseEnum<T>(Text(data, index)) : null; }
        if (type is ListType && ClrTypes.ElementOf(typeof(T)) is { } element && typeof(T).IsAssignableFrom(element.MakeArrayType()))
        {
            return Generic<T>(nameof(ArrayOf), element, type);
        }
        return ScalarReaders.Find(typeof(T), type) as ValueReader<T>;
    }

    public static string Text(ArrayData data, int index) => Encoding.UTF8.GetString(data.Bytes(index));

    /// <summary>A null value in a column read as a type that has no null.</summary>
    public static TableException NullValue(string column, long row, Type wanted) =>
        new($"Row {row} of '{column}' is null. Read the column as {NameOf(wanted)}? or leave those rows out.");

    public static string NameOf(Type type) => type == typeof(double) ? "double" : type == typeof(float) ? "float" : type == typeof(int) ? "int" : type == typeof(long) ? "long"
        : type == typeof(bool) ? "bool" : type == typeof(string) ? "string" : type == typeof(decimal) ? "decimal" : type == typeof(byte) ? "byte"
        : type.IsArray ? NameOf(type.GetElementType()!) + "[]" : Nullable.GetUnderlyingType(type) is { } inner ? NameOf(inner) + "?" : type.Name;

    private static ValueReader<T>? Generic<T>(string method, Type argument, DataType type) =>
        (ValueReader<T>?)typeof(ValueReaders).GetMethod(method, BindingFlags.NonPublic | BindingFlags.Static)!.MakeGenericMethod(argument).Invoke(null, [type]);

    private static ValueReader<TValue?>? OrNull<TValue>(DataType type) where TValue : struct
    {
        if (Find<TValue>(type) is not { } inner) { return null; }
        return (data, index) => inner(data, index);
    }

    private static ValueReader<TElement[]>? ArrayOf<TElement>(DataType type)
    {
        var elementType = ((ListType)type).Element.Type;
        if (Find<TElement>(elementType) is not { } inner) { return null; }
        var holdsNull = !typeof(TElement).IsValueType || Nullable.GetUnderlyingType(typeof(TElement)) is not null;
        return (data, index) =>
        {
            var (start, length) = data.Range(index);
            var child = data.Children[0];
            var result = new TElement[length];
            for (var i = 0; i < length; i++)
            {
                if (!child.IsNull(start + i)) { result[i] = inner(child, start + i); }
                else if (!holdsNull) { throw new TableException($"Element {i} of a list is null; read the column as {NameOf(typeof(TElement))}?[]."); }
            }
            return result;
        };
    }

    private static T ParseEnum<T>(string text) => Enum.TryParse(typeof(T), text, ignoreCase: true, out var value)
        ? (T)value
        : throw new TableException($"'{text}' is not a value of {typeof(T).Name}, which has {string.Join(", ", Enum.GetNames(typeof(T)))}.");
}
