using Sinogram.Data;

namespace Sinogram.Remote.Drill.Cluster.Results;

/// <summary>Values of any kind: lists, maps, intervals, bytes, and columns whose values are not what the metadata says. The type follows from the values at the end of the batch.</summary>
internal sealed class ObjectColumn(string name, ResultType type) : ResultColumn(name)
{
    private readonly List<object?> _values = [];

    /// <summary>Goes on with the values of a column that met one of another kind.</summary>
    public static ObjectColumn Of(ResultColumn column, ResultType type)
    {
        var result = new ObjectColumn(column.Name, type);
        for (var i = 0; i < column.Count; i++) { result.Append(column.Value(i)); }
        return result;
    }

    public override bool TryAppend(ReadOnlySpan<byte> text, bool quoted)
    {
        // Numbers need to know whether they are exact: they go the general way.
        if (!quoted) { return false; }
        Append(System.Text.Encoding.UTF8.GetString(text));
        return true;
    }

    public void Append(object? value)
    {
        if (value is null)
        {
            AppendNull();
            return;
        }
        _values.Add(value);
        Added();
    }

    public override void Truncate(int count)
    {
        base.Truncate(count);
        _values.RemoveRange(count, _values.Count - count);
    }

    public override object? Value(int index) => _values[index];

    public override Column Build()
    {
        var column = ObjectTypes.Build(Name, _values, type);
        _values.Clear();
        Clear();
        return column;
    }

    protected override void Placeholder() => _values.Add(null);
}
