using System.Runtime.CompilerServices;
using Sinogram.Core.Display;

namespace Sinogram.Interactive.Foreign;

/// <summary>
/// Shows values of packages that a notebook brings itself, which the kernel does not know: recognised by the name of their type or of one that it derives
/// from, and read by reflection.
/// </summary>
internal sealed class ForeignFormatter : IFormatter, ITabularSource
{
    private static readonly Dictionary<string, Func<object, FormatContext, MimeBundle?>> ByName = new(StringComparer.Ordinal)
    {
        ["Microsoft.Data.Analysis.DataFrame"] = (v, _) => DataFrames.Show(v),
        ["Microsoft.Data.Analysis.DataFrameColumn"] = (v, _) => DataFrames.ShowColumn(v),
        ["Microsoft.DotNet.Interactive.Formatting.TabularData.TabularDataResource"] = (v, _) => TabularResources.Show(v),
        ["XPlot.Plotly.PlotlyChart"] = (v, _) => PlotlyCharts.Show(v),
        ["ILGPU.Context"] = (v, c) => ComputeDevices.ShowContext(v, c),
        ["ILGPU.Runtime.Device"] = (v, _) => ComputeDevices.ShowDevice(v),
        ["ILGPU.Runtime.Accelerator"] = (v, _) => ComputeDevices.ShowDevice(v),
        ["ILGPU.Runtime.MemoryBuffer"] = (v, _) => ComputeDevices.ShowBuffer(v),
        ["MathNet.Numerics.LinearAlgebra.Matrix`1"] = (v, _) => Matrices.Show(v),
        ["SixLabors.ImageSharp.Image"] = (v, _) => Pictures.OfImageSharp(v),
        ["SkiaSharp.SKImage"] = (v, _) => Pictures.OfSkiaImage(v),
        ["SkiaSharp.SKBitmap"] = (v, _) => Pictures.OfSkiaBitmap(v),
        ["OpenCvSharp.Mat"] = (v, _) => Pictures.OfOpenCv(v),
        ["ScottPlot.Plot"] = (v, _) => Pictures.OfScottPlot(v),
    };

    private static readonly Dictionary<string, Func<object, TabularView?>> Views = new(StringComparer.Ordinal)
    {
        ["Microsoft.Data.Analysis.DataFrame"] = DataFrames.View,
        ["Microsoft.DotNet.Interactive.Formatting.TabularData.TabularDataResource"] = TabularResources.View,
    };

    /// <summary>Holds no type: those of cells go when others have taken their place.</summary>
    private readonly ConditionalWeakTable<Type, Func<object, FormatContext, MimeBundle?>> _known = [];

    public MimeBundle? Format(object value, FormatContext context) =>
        _known.GetValue(value.GetType(), static t => Find(t, ByName) ?? (static (_, _) => null)).Invoke(value, context);

    public TabularView? View(object value) => Find(value.GetType(), Views)?.Invoke(value);

    private static T? Find<T>(Type type, Dictionary<string, T> names)
        where T : class
    {
        for (Type? t = type; t is not null && t != typeof(object); t = t.BaseType)
        {
            var name = t.IsGenericType ? t.GetGenericTypeDefinition().FullName : t.FullName;
            if (name is not null && names.TryGetValue(name, out var found))
            {
                return found;
            }
        }

        return null;
    }
}
