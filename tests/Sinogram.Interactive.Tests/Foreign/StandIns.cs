#pragma warning disable CA1050, CA1725, CA1819, CA2227 // Shapes of public types of other packages, as far as they are read.
using System.Collections;

namespace Microsoft.Data.Analysis
{
    public abstract class DataFrameColumn(string name, Type type)
    {
        public string Name => name;

        public Type DataType => type;

        public abstract long Length { get; }

        public object? this[long rowIndex] => GetValue(rowIndex);

        protected abstract object? GetValue(long rowIndex);
    }

    public sealed class PrimitiveDataFrameColumn<T>(string name, params T?[] values) : DataFrameColumn(name, typeof(T)), IEnumerable<T?>
        where T : unmanaged
    {
        public override long Length => values.Length;

        public new T? this[long rowIndex] => values[rowIndex];

        public IEnumerator<T?> GetEnumerator() => values.AsEnumerable().GetEnumerator();

        IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

        protected override object? GetValue(long rowIndex) => values[rowIndex];
    }

    public sealed class DataFrame(params DataFrameColumn[] columns)
    {
        public IReadOnlyList<DataFrameColumn> Columns => columns;
    }
}

namespace ILGPU.Runtime
{
    public enum AcceleratorType
    {
        CPU,
        Cuda,
    }

    public class Accelerator
    {
        public string Name => "NVIDIA H100";

        public AcceleratorType AcceleratorType => AcceleratorType.Cuda;

        public long MemorySize => 80L << 30;

        public int NumMultiprocessors => 132;

        public Accelerator Itself => this;
    }

    public class MemoryBuffer
    {
        public long Length => 1_000_000;

        public long LengthInBytes => 4_000_000;
    }
}

namespace XPlot.Plotly
{
    public sealed class PlotlyChart
    {
        private const string Page = """
            <div id="x"></div><script type="text/javascript">
            var renderPlotly = function() { var xplotRequire = require.config({});
            var data = [{"type":"scatter","x":[1,2],"y":[3,4],"name":"dose"}];
            var layout = {"title":"From XPlot","width":500};
            Plotly.newPlot('x', data, layout); };</script>
            """;

        public string GetInlineHtml() => Page;
    }
}

namespace MathNet.Numerics.LinearAlgebra
{
    public class Matrix<T>(T[,] values)
    {
        public int RowCount => values.GetLength(0);

        public int ColumnCount => values.GetLength(1);

        public T At(int row, int column) => values[row, column];
    }
}

namespace SkiaSharp
{
    public sealed class SKData
    {
        public byte[] ToArray() => Convert.FromBase64String("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==");
    }

    public sealed class SKImage
    {
        public SKData Encode() => new();
    }
}
