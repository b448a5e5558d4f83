using Sinogram.Data;
using Sinogram.R.Convert;
using Sinogram.R.Interop;

namespace Sinogram.R.Host;

/// <summary>Reads what <c>export</c> of the runtime script has prepared into a shape and the columns it is made of.</summary>
internal sealed unsafe class ValueReader(RRuntime runtime)
{
    private readonly ColumnReader _columns = new(runtime);

    /// <summary>The columns read so far; valid while the prepared value is protected.</summary>
    internal List<Column> Columns { get; } = [];

    internal ValueShape Read(string name, nint prepared)
    {
        var kind = RRuntime.StringAt(LibR.VECTOR_ELT(prepared, 0), 0);
        switch (kind)
        {
            case "null":
                return new ValueShape(kind);
            case "refused":
                throw new RConversionException(RRuntime.StringAt(LibR.VECTOR_ELT(prepared, 1), 0));
            case "vector":
                return new ValueShape(kind) { Columns = [Add(name, LibR.VECTOR_ELT(prepared, 1))] };
            case "matrix":
                var size = (int*)LibR.DATAPTR(LibR.VECTOR_ELT(prepared, 2));
                return new ValueShape(kind) { Columns = [Add(name, LibR.VECTOR_ELT(prepared, 1))], Size = [size[0], size[1]] };
            case "named":
                return new ValueShape(kind) { Columns = [Add(name, LibR.VECTOR_ELT(prepared, 2))], Names = RRuntime.Strings(LibR.VECTOR_ELT(prepared, 1)) };
        }

        var keys = RRuntime.Strings(LibR.VECTOR_ELT(prepared, 1));
        var parts = LibR.VECTOR_ELT(prepared, 2);
        return kind == "table"
            ? new ValueShape(kind) { Columns = [.. keys.Select((key, i) => Add(key, LibR.VECTOR_ELT(parts, i)))] }
            : new ValueShape(kind) { Names = keys, Items = [.. keys.Select((key, i) => Read(key.Length > 0 ? key : name, LibR.VECTOR_ELT(parts, i)))] };
    }

    private int Add(string name, nint prepared)
    {
        Columns.Add(_columns.Read(name, prepared));
        return Columns.Count - 1;
    }
}
