using System.Text.Json;
using Sinogram.Core.Display;
using Sinogram.Jupyter.Wire;

namespace Sinogram.Jupyter.Client;

/// <summary>MIME bundles in other kernels' messages.</summary>
internal static class BundleReading
{
    /// <summary>What the pictures of a bundle show in words, in its metadata; the kernel's bridge writes it, and nothing beyond it is sent on.</summary>
    internal const string WordsKey = "sinogram.words";

    /// <summary><c>data</c> and <c>metadata</c> of a message's content, or of one of its objects.</summary>
    internal static MimeBundle Bundle(this JsonElement content)
    {
        var bundle = MimeBundle.Empty;
        foreach (var part in content.Object("data")?.EnumerateObject().AsEnumerable() ?? [])
        {
            bundle = bundle.With(part.Name, part.Name.EndsWith("json", StringComparison.Ordinal) ? part.Value.GetRawText() : TextOf(part.Value));
        }

        foreach (var part in content.Object("metadata")?.EnumerateObject().AsEnumerable() ?? [])
        {
            bundle = part.Name == WordsKey ? bundle.WithWords(content.GetProperty("metadata").Texts(WordsKey)) : bundle.WithMetadata(part.Name, part.Value.GetRawText());
        }

        return bundle;
    }

    /// <summary>The id by which a display can be updated; null where it has none.</summary>
    internal static string? DisplayId(this JsonElement content) => content.Object("transient")?.Text("display_id");

    /// <summary>Texts of an array.</summary>
    internal static IReadOnlyList<string> Texts(this JsonElement content, string name) =>
        content.TryGetProperty(name, out var array) && array.ValueKind == JsonValueKind.Array ? [.. array.EnumerateArray().Select(TextOf)] : [];

    /// <summary>Text, or lines of text as notebook files have them.</summary>
    private static string TextOf(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => value.GetString()!,
        JsonValueKind.Array => string.Concat(value.EnumerateArray().Select(TextOf)),
        _ => value.GetRawText(),
    };
}
