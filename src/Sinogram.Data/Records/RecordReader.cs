using System.Reflection;
using Sinogram.Data.Privacy;

namespace Sinogram.Data.Records;

/// <summary>Records to columns.</summary>
internal static class RecordReader
{
    public static Table ToTable<T>(IEnumerable<T> records)
    {
        ArgumentNullException.ThrowIfNull(records);
        if (ClrTypes.TryToDataType(typeof(T)) is not null) { return KnownColumns.Mark(new Table(Column.Of("value", records))); }
        var members = Members(typeof(T)).ToArray();
        if (members.Length == 0) { throw new TableException($"{typeof(T).Name} has no public properties to make columns of."); }
        var rows = records as IReadOnlyCollection<T> ?? [.. records];
        return KnownColumns.Mark(new Table(members.Select(m => (Column)typeof(RecordReader).GetMethod(nameof(ToColumn), BindingFlags.NonPublic | BindingFlags.Static)!
            .MakeGenericMethod(typeof(T), m.Type).Invoke(null, BindingFlags.DoNotWrapExceptions, null, [m.Info.Name, m.Info, rows], null)!)));
    }

    /// <summary>The readable properties and tuple fields, in the order in which they are declared.</summary>
    public static IEnumerable<(MemberInfo Info, Type Type)> Members(Type type)
    {
        foreach (var property in type.GetProperties(BindingFlags.Public | BindingFlags.Instance))
        {
            if (property.GetIndexParameters().Length == 0 && property.GetMethod is { IsPublic: true }) { yield return (property, property.PropertyType); }
        }
        foreach (var field in type.GetFields(BindingFlags.Public | BindingFlags.Instance)) { yield return (field, field.FieldType); }
    }

    private static Column<TValue> ToColumn<T, TValue>(string name, MemberInfo member, IReadOnlyCollection<T> rows)
    {
        Func<T, TValue> get = member switch
        {
            PropertyInfo property when typeof(T).IsValueType => row => (TValue)property.GetValue(row)!,
            PropertyInfo property => property.GetMethod!.CreateDelegate<Func<T, TValue>>(),
            _ => row => (TValue)((FieldInfo)member).GetValue(row)!,
        };
        try
        {
            return Column.Of(name, rows.Select(get));
        }
        catch (TableException e)
        {
            throw new TableException($"Property '{name}' of {typeof(T).Name}: {e.Message}", e);
        }
    }
}
