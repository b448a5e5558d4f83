namespace Sinogram.Data;

/// <summary>A view of one row of a table.</summary>
public readonly struct Row : IEquatable<Row>
{
    internal Row(Table table, long index) => (Table, Index) = (table, index);

    public Table Table { get; }
    public long Index { get; }

    public object? this[string column] => Table[column].GetValue(Index);
    public object? this[int column] => Table[column].GetValue(Index);

    /// <summary>The value as <typeparamref name="T"/>; use a nullable type where nulls occur.</summary>
    public T Get<T>(string column) => Table[column].As<T>()[Index];

    public bool IsNull(string column) => Table[column].IsNull(Index);

    public bool Equals(Row other) => ReferenceEquals(Table, other.Table) && Index == other.Index;
    public override bool Equals(object? obj) => obj is Row other && Equals(other);
    public override int GetHashCode() => HashCode.Combine(Table, Index);
    public static bool operator ==(Row left, Row right) => left.Equals(right);
    public static bool operator !=(Row left, Row right) => !left.Equals(right);
}
