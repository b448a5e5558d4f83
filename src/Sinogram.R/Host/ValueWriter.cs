using Sinogram.Data;
using Sinogram.R.Convert;
using Sinogram.R.Interop;

namespace Sinogram.R.Host;

/// <summary>Makes the R value of a shape and its columns. The caller protects what it gets.</summary>
internal sealed unsafe class ValueWriter(RRuntime runtime, IReadOnlyList<Column> columns)
{
    private readonly ColumnWriter _columns = new(runtime);

    internal nint Write(ValueShape shape)
    {
        switch (shape.Kind)
        {
            case "null":
                return runtime.Nil;
            case "vector":
                return _columns.Write(columns[shape.Columns[0]]);
            case "matrix":
                return Matrix(shape);
            case "table":
                return _columns.Frame([.. shape.Columns.Select(index => columns[index])]);
            default:
                return List(shape);
        }
    }

    private nint Matrix(ValueShape shape)
    {
        using var scope = new ProtectScope();
        var matrix = scope.Keep(_columns.Write(columns[shape.Columns[0]]));
        var size = scope.Keep(runtime.NewVector("integer", 2));
        var numbers = (int*)LibR.DATAPTR(size);
        (numbers[0], numbers[1]) = (shape.Size[0], shape.Size[1]);
        LibR.Rf_setAttrib(matrix, LibR.Rf_install("dim"), size);
        return matrix;
    }

    private nint List(ValueShape shape)
    {
        using var scope = new ProtectScope();
        var list = scope.Keep(runtime.NewVector("list", shape.Items.Length));
        for (var i = 0; i < shape.Items.Length; i++)
        {
            LibR.SET_VECTOR_ELT(list, i, Write(shape.Items[i]));
        }

        LibR.Rf_setAttrib(list, LibR.Rf_install("names"), scope.Keep(_columns.Strings(shape.Names)));
        return list;
    }
}
