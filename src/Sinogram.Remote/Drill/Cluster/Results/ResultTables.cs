using Sinogram.Data;

namespace Sinogram.Remote.Drill.Cluster.Results;

/// <summary>Puts the batches of an answer together, also where their columns changed on the way.</summary>
internal static class ResultTables
{
    public static Table Join(IReadOnlyList<Table> batches)
    {
        if (batches.Count == 0) { return new Table(); }
        var filled = batches.Where(b => b.RowCount > 0).ToList();
        if (filled.Count == 0) { return batches[0]; }
        if (filled.Count == 1) { return filled[0]; }
        var fields = Fields(filled);
        var same = filled.Select(b => Fit(b, fields)).ToList();
        return same[0].Append([.. same.Skip(1)]);
    }

    /// <summary>The columns of all batches in the types that hold all their values.</summary>
    public static IReadOnlyList<Field> Fields(IReadOnlyList<Table> batches)
    {
        var fields = new List<Field>();
        foreach (var column in batches.SelectMany(b => b.Columns))
        {
            var at = fields.FindIndex(f => f.Name == column.Name);
            if (at < 0) { fields.Add(new Field(column.Name, column.Type)); }
            // A column that is null throughout says nothing of its type.
            else if (fields[at].Type != column.Type && column.NullCount < column.Length) { fields[at] = new Field(column.Name, IsEmpty(batches, column.Name, fields[at].Type) ? column.Type : ObjectTypes.Common(fields[at].Type, column.Type)); }
        }
        return fields;
    }

    private static bool IsEmpty(IReadOnlyList<Table> batches, string name, DataType type) =>
        batches.Where(b => b.Contains(name) && b[name].Type == type).All(b => b[name].NullCount == b[name].Length);

    /// <summary>A batch with exactly these columns.</summary>
    public static Table Fit(Table batch, IReadOnlyList<Field> fields)
    {
        if (batch.Schema.Select(f => (f.Name, f.Type)).SequenceEqual(fields.Select(f => (f.Name, f.Type)))) { return batch; }
        return new Table(fields.Select(field =>
        {
            if (batch.Contains(field.Name) && batch[field.Name].Type == field.Type) { return batch[field.Name]; }
            var builder = new ColumnBuilder(field, (int)batch.RowCount);
            for (var i = 0; i < batch.RowCount; i++)
            {
                builder.AppendObject(batch.Contains(field.Name) ? ObjectTypes.Convert(Plain(batch[field.Name].GetValue(i)), field.Type) : null);
            }
            return builder.Build();
        }));
    }

    /// <summary>Nested values of a column as they come out of JSON.</summary>
    private static object? Plain(object? value) => value switch
    {
        StructValue row => row.ToDictionary(p => p.Key, p => Plain(p.Value)),
        MapValue map => map.Select(e => (object?)new Dictionary<string, object?> { ["key"] = e.Key, ["value"] = Plain(e.Value) }).ToList(),
        string or byte[] => value,
        System.Collections.IEnumerable list => list.Cast<object?>().Select(Plain).ToList(),
        _ => value,
    };
}
