using System.Globalization;
using System.Net;
using System.Text;
using Sinogram.Core.Display;
using Sinogram.Gpu.Devices;
using Sinogram.Gpu.Features;
using Sinogram.Gpu.Training;

namespace Sinogram.Magics.Gpu;

/// <summary>Shows trained models with their curve, features with their names, programs with their kernels.</summary>
public sealed class GpuFormatter : IFormatter
{
    /// <inheritdoc/>
    public MimeBundle? Format(object value, FormatContext context) => value switch
    {
        TrainedModel model when context.Depth == 0 => ModelView.Bundle(
            model.History, model.History.Count == 0 ? 0 : model.History[^1].Epochs, $"{model}\n{ModelView.Text(model)}", ModelView.Table(model)),
        FirstOrderFeatures features when context.Depth == 0 => Show(features),
        GpuProgram program => MimeBundle.Text(string.Join('\n', program.Kernels)),
        _ => null,
    };

    private static MimeBundle Show(FirstOrderFeatures features)
    {
        var html = new StringBuilder("<table>");
        var text = new StringBuilder();
        foreach (var definition in FirstOrderFeatures.Definitions)
        {
            var value = definition.Value(features).ToString("G9", CultureInfo.InvariantCulture);
            html.Append("<tr><td style=\"text-align:left\">").Append(WebUtility.HtmlEncode(definition.Name)).Append("</td><td>").Append(value)
                .Append("</td><td style=\"text-align:left;opacity:0.65\">").Append(definition.Tag).Append("</td></tr>");
            text.Append(definition.Tag.PadRight(16)).AppendLine(value);
        }
        return MimeBundle.Html(html.Append("</table>").ToString(), text.ToString().TrimEnd());
    }
}
