using Sinogram.Data.Arrays;
using Sinogram.Data.Builders;

namespace Sinogram.Data;

public partial class Column
{
    /// <summary>The values at the given rows, copied, in that order; a row may be taken more than once.</summary>
    public Column Take(ReadOnlySpan<int> rows) => new(Field, Gather.Take(Data, rows));

    /// <summary>A dictionary column with its values written out; any other column as it is.</summary>
    public Column Decode()
    {
        if (Type is not DictionaryType type) { return this; }
        var builder = new ColumnBuilder(Field with { Type = type.Value });
        for (var i = 0; i < Data.Length; i++) { ObjectWriter.Append(builder.Array, GetValue(i)); }
        return builder.Build();
    }
}
