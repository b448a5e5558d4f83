using System.Collections;
using Sinogram.Core.Display;

namespace Microsoft.DotNet.Interactive;

/// <summary>Displaying by a call on the value.</summary>
public static class DisplayExtensions
{
    /// <summary>Shows a value; the result replaces it later, from any cell.</summary>
    public static DisplayedValue Display<T>(this T value, params string[] mimeTypes) => DisplayedValue.Show(value, mimeTypes);

    /// <summary>Shows text as content of a media type.</summary>
    public static DisplayedValue DisplayAs(this string value, string mimeType) =>
        DisplayedValue.Show(MimeBundle.Text(value).With(mimeType, value), []);

    /// <summary>Shows a sequence as a table.</summary>
    public static DisplayedValue DisplayTable(this IEnumerable source) => DisplayedValue.Show(source, []);
}
