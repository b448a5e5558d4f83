using Sinogram.Data.Arrays;

namespace Sinogram.Data;

public partial class Column
{
    /// <summary>The values at the given rows, copied, in that order; a row may be taken more than once.</summary>
    public Column Take(ReadOnlySpan<int> rows) => new(Field, Gather.Take(Data, rows));
}
