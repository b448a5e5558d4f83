using Sinogram.Core.Display;
using Sinogram.Interactive.Foreign;

namespace Sinogram.Interactive.Formatting;

/// <summary>
/// How any value is shown, from the most particular to the most general. All but plain scalars have text/html and text/plain; html is without style sheets,
/// scripts and ids, and no dollar sign in it becomes mathematics.
/// </summary>
public static class GeneralFormatters
{
    /// <summary>The formatters in the order in which they are asked; the last answers for any object.</summary>
    public static IReadOnlyList<IFormatter> All { get; } =
    [
        new ScalarFormatter(),
        new TypeFormatter<Exception>((e, _) => ExceptionFormatter.Format(e)),
        new TypeFormatter<byte[]>((b, _) => BytesFormatter.Format(b)),
        new TypeFormatter<System.Text.Json.Nodes.JsonNode>((n, _) => JsonFormatter.Format(n.ToJsonString(JsonFormatter.Indented))),
        new TypeFormatter<System.Text.Json.JsonElement>((e, _) => JsonFormatter.Format(e)),
        new TypeFormatter<System.Text.Json.JsonDocument>((d, _) => JsonFormatter.Format(d.RootElement)),
        new TypeFormatter<Plotting.Figure>((f, _) => Plotting.FigurePage.Bundle(f.ToJson())),
        new ForeignFormatter(),
        new DataTableFormatter(),
        new DictionaryFormatter(),
        new MatrixFormatter(),
        new SequenceFormatter(),
        new ObjectFormatter(),
    ];
}
