using Microsoft.DotNet.Interactive;
using Sinogram.Core.Display;

namespace Sinogram.Interactive.Formatting;

/// <summary>Mathematics: text/latex, which front ends typeset.</summary>
internal sealed class MathFormatter : IFormatter
{
    public MimeBundle? Format(object value, FormatContext context) => value switch
    {
        LaTeXString latex => MimeBundle.Text(latex.Content).With(Mime.Latex, latex.Content),
        MathString math => MimeBundle.Text(math.Content).With(Mime.Latex, "$$" + math.Content + "$$"),
        _ => null,
    };
}
