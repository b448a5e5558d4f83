using Sinogram.Data.Builders;

namespace Sinogram.Data;

/// <summary>Builds a column of any type from objects, value by value.</summary>
public class ColumnBuilder
{
    public ColumnBuilder(Field field, int capacity = 0)
    {
        Field = field;
        Array = ArrayBuilder.Create(field.Type, capacity);
    }

    public Field Field { get; }
    public long Length => Array.Length;

    internal ArrayBuilder Array { get; }

    /// <summary>Adds a value of the type's CLR type or one that converts without loss; null is a missing value.</summary>
    /// <exception cref="TableException">The value does not fit, or is null where the field allows none.</exception>
    public void AppendObject(object? value)
    {
        try
        {
            if (value is null) { AppendNull(); }
            else { ObjectWriter.Append(Array, value); }
        }
        catch (TableException e)
        {
            throw new TableException($"Column '{Field.Name}', row {Length}: {e.Message}", e);
        }
    }

    public void AppendNull()
    {
        if (!Field.Nullable) { throw new TableException($"Column '{Field.Name}' allows no null."); }
        Array.AppendNull();
    }

    /// <summary>The finished column; the builder starts anew.</summary>
    public Column Build() => new(Field, Array.Build());
}

/// <summary>Builds a column from values of one CLR type.</summary>
public sealed class ColumnBuilder<T> : ColumnBuilder
{
    private readonly ValueWriter<T> _write;

    public ColumnBuilder(string name, int capacity = 0) : this(new Field(name, ClrTypes.ToDataType(typeof(T)), ValueWriters.HoldsNull<T>()), capacity) { }

    public ColumnBuilder(Field field, int capacity = 0) : base(field, capacity) => _write = ValueWriters.For<T>(field.Type);

    public void Append(T value)
    {
        if (value is null) { AppendNull(); }
        else { _write(Array, value); }
    }

    public void Append(params ReadOnlySpan<T> values)
    {
        if (ValueWriters.TryAppendBlock(Array, values)) { return; }
        foreach (var value in values) { Append(value); }
    }

    public new Column<T> Build() => base.Build().As<T>();
}
