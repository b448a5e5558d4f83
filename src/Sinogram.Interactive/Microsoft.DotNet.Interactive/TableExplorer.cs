using Microsoft.AspNetCore.Html;
using Microsoft.DotNet.Interactive.Formatting.TabularData;
using Sinogram.Core.Display;

namespace Microsoft.DotNet.Interactive;

/// <summary>Tabular data as a table: the explorer that is there from the start.</summary>
/// <param name="data">The data.</param>
public sealed class TableExplorer(TabularDataResource data) : DataExplorer<TabularDataResource>(data)
{
    /// <inheritdoc/>
    protected override IHtmlContent ToHtml() => new HtmlString(Sinogram.Interactive.Foreign.TabularResources.Show(Data)![Mime.Html]);
}
