using Markdig;

namespace Sinogram.Tool.Report;

/// <summary>What the parts of one report share.</summary>
/// <param name="Figures">Its figures.</param>
/// <param name="Formulas">Its formulas.</param>
internal sealed record ReportParts(ReportFigures Figures, ReportFormulas Formulas)
{
    private static readonly MarkdownPipeline Pipeline = new MarkdownPipelineBuilder().UseAdvancedExtensions().Build();

    /// <summary>Markdown as HTML, with its formulas.</summary>
    public string Markdown(string text) => Formulas.Noted(Markdig.Markdown.ToHtml(text, Pipeline));
}
