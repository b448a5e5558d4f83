using System.Linq.Expressions;
using System.Reflection;

namespace Sinogram.Data.Records;

/// <summary>Rows to records.</summary>
internal static class RecordWriter
{
    public static IEnumerable<T> ToRecords<T>(Table table)
    {
        var make = typeof(T).IsValueType || typeof(T) == typeof(string) || table.ColumnCount == 1
            ? Value<T>(table) ?? Make<T>(table)
            : Make<T>(table);
        return Enumerate(table.RowCount, make);
    }

    private static IEnumerable<T> Enumerate<T>(long count, Func<long, T> make)
    {
        for (long i = 0; i < count; i++) { yield return make(i); }
    }

    private static Func<long, T>? Value<T>(Table table)
    {
        if (ClrTypes.TryToDataType(typeof(T)) is null) { return null; }
        if (table.ColumnCount != 1) { throw new TableException($"A table of {table.ColumnCount} columns cannot become a sequence of {typeof(T).Name}: select one column."); }
        var column = table[0].As<T>();
        return row => column[row];
    }

    private static Func<long, T> Make<T>(Table table)
    {
        var row = Expression.Parameter(typeof(long), "row");
        var constructors = typeof(T).GetConstructors().OrderByDescending(c => c.GetParameters().Length).ToArray();
        var constructor = constructors.FirstOrDefault(c => c.GetParameters().All(p => p.HasDefaultValue || table.Contains(p.Name ?? "")));
        if (constructor is null && constructors.Length > 0)
        {
            var missing = constructors[0].GetParameters().First(p => !p.HasDefaultValue && !table.Contains(p.Name ?? ""));
            throw new TableException($"{typeof(T).Name} needs '{missing.Name}', and the table has no such column. The columns are: {string.Join(", ", table.Schema.Select(f => f.Name))}.");
        }
        var parameters = constructor?.GetParameters() ?? [];
        var arguments = parameters.Select(Expression (p) => table.Contains(p.Name!)
            ? Read(table, p.Name!, p.ParameterType, row)
            : Expression.Constant(p.DefaultValue, p.ParameterType));
        Expression create = constructor is null ? Expression.New(typeof(T)) : Expression.New(constructor, arguments);
        var taken = parameters.Select(p => p.Name!).ToHashSet(StringComparer.OrdinalIgnoreCase);
        var bindings = Settable(typeof(T)).Where(m => !taken.Contains(m.Info.Name) && table.Contains(m.Info.Name))
            .Select(m => Expression.Bind(m.Info, Read(table, m.Info.Name, m.Type, row))).ToArray();
        if (taken.Count == 0 && bindings.Length == 0) { throw new TableException($"No column of the table matches a property of {typeof(T).Name}."); }
        create = bindings.Length == 0 ? create : Expression.MemberInit((NewExpression)create, bindings);
        return Expression.Lambda<Func<long, T>>(create, row).Compile();
    }

    private static IEnumerable<(MemberInfo Info, Type Type)> Settable(Type type) =>
        RecordReader.Members(type).Where(m => m.Info is FieldInfo { IsInitOnly: false } or PropertyInfo { SetMethod.IsPublic: true });

    private static IndexExpression Read(Table table, string name, Type type, ParameterExpression row)
    {
        var column = (Column)typeof(Column).GetMethod(nameof(Column.As))!.MakeGenericMethod(type).Invoke(table[name], BindingFlags.DoNotWrapExceptions, null, null, null)!;
        var typed = typeof(Column<>).MakeGenericType(type);
        return Expression.Property(Expression.Constant(column, typed), typed.GetProperty("Item", [typeof(long)])!, row);
    }
}
