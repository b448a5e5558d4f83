using System.Globalization;
using Sinogram.Data.Interop;

namespace Sinogram.Data.Engine;

/// <summary>Results of types that are not read here value by value (VARIANT, and what later engines bring): the engine writes them out as JSON or text itself.</summary>
internal static class UnreadTypes
{
    /// <summary>The query with such columns written out by the engine; null where all are read as they are.</summary>
    /// <param name="statement">The query, prepared.</param>
    /// <param name="sql">Its text.</param>
    public static string? WriteOut(nint statement, string sql)
    {
        var count = DuckDb.PreparedColumnCount(statement);
        var casts = new string?[count];
        for (ulong i = 0; i < count; i++)
        {
            var type = DuckDb.PreparedColumnType(statement, i);
            casts[i] = Cast(type);
            DuckDb.DestroyType(ref type);
        }
        if (casts.All(c => c is null)) { return null; }
        string Column(int index) => string.Create(CultureInfo.InvariantCulture, $"sinogram$c{index}");
        var list = casts.Select((cast, i) =>
        {
            var name = DuckDb.TakeText(DuckDb.PreparedColumnName(statement, (ulong)i));
            return $"{(cast is null ? Column(i) : $"CAST({Column(i)} AS {cast})")} AS {DuckDbEngine.Quote(name)}";
        });
        return $"SELECT {string.Join(", ", list)} FROM (\n{sql}\n) AS sinogram$q({string.Join(", ", casts.Select((_, i) => Column(i)))})";
    }

    /// <summary>As what the engine writes a column; null for one that is read.</summary>
    private static string? Cast(nint type) => Find(type) switch
    {
        null => null,
        // A structure is JSON; a single value of an unknown kind is text.
        _ when DuckDb.TypeId(type) is DuckDbType.Variant or DuckDbType.List or DuckDbType.Array or DuckDbType.Struct or DuckDbType.Map => "JSON",
        _ => "VARCHAR",
    };

    private static DuckDbType? Find(nint type) => DuckDb.TypeId(type) switch
    {
        DuckDbType.List => Inner(DuckDb.ListChildType(type)),
        DuckDbType.Array => Inner(DuckDb.ArrayChildType(type)),
        DuckDbType.Map => Inner(DuckDb.MapKeyType(type)) ?? Inner(DuckDb.MapValueType(type)),
        DuckDbType.Struct => Enumerable.Range(0, (int)DuckDb.StructCount(type)).Select(i => Inner(DuckDb.StructChildType(type, (ulong)i))).FirstOrDefault(t => t is not null),
        DuckDbType.Union => Enumerable.Range(0, (int)DuckDb.UnionCount(type)).Select(i => Inner(DuckDb.UnionMember(type, (ulong)i))).FirstOrDefault(t => t is not null),
        // Invalid: not known before the parameters are.
        var id => id == DuckDbType.Invalid || VectorSinks.IsRead(id) ? null : id,
    };

    private static DuckDbType? Inner(nint type)
    {
        try
        {
            return Find(type);
        }
        finally
        {
            DuckDb.DestroyType(ref type);
        }
    }
}
