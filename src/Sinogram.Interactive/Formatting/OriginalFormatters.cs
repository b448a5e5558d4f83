using System.Reflection;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Html;
using Microsoft.DotNet.Interactive.Formatting;
using Sinogram.Core.Display;

namespace Sinogram.Interactive.Formatting;

/// <summary>
/// Asks the original formatting library what a notebook has registered there. Code that touches it is in this class alone, so that the library is loaded
/// only when a cell uses its names.
/// </summary>
internal static class OriginalFormatters
{
    private static readonly Func<bool, IEnumerable<ITypeFormatter>> Registered =
        typeof(Formatter).GetMethod("RegisteredFormatters", BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic)!
            .CreateDelegate<Func<bool, IEnumerable<ITypeFormatter>>>();

    static OriginalFormatters() => DisplayLimits.ListLimit = () => Formatter.ListExpansionLimit;

    /// <summary>The bundle for markup, and for a type with a registered formatter; null for others.</summary>
    public static MimeBundle? Format(object value)
    {
        var registered = Registered(false).Where(f => Fits(f.Type, value.GetType())).Select(f => f.MimeType).Distinct().ToList();
        if (registered.Count == 0 && HasSource(value.GetType()))
        {
            registered.Add(HtmlFormatter.MimeType);
        }

        if (registered.Count > 0)
        {
            return registered.Aggregate(MimeBundle.Empty, (bundle, mime) => bundle.With(mime, Text(value, mime)));
        }

        return value is IHtmlContent html ? Html(html) : null;
    }

    /// <summary>A value in one media type, by the library's own rules.</summary>
    public static string Text(object value, string mime) => value.ToDisplayString(mime);

    private static MimeBundle Html(IHtmlContent content)
    {
        using var writer = new StringWriter(System.Globalization.CultureInfo.InvariantCulture);
        content.WriteTo(writer, HtmlEncoder.Default);
        return MimeBundle.Html(writer.ToString(), writer.ToString());
    }

    private static bool Fits(Type formatter, Type value)
    {
        if (formatter == typeof(object))
        {
            return true;
        }

        if (!formatter.IsGenericTypeDefinition)
        {
            return formatter.IsAssignableFrom(value);
        }

        for (var type = value; type is not null; type = type.BaseType)
        {
            if (type.IsGenericType && type.GetGenericTypeDefinition() == formatter)
            {
                return true;
            }
        }

        return value.GetInterfaces().Any(i => i.IsGenericType && i.GetGenericTypeDefinition() == formatter);
    }

    /// <summary>A type says where its formatters are; the library's own types have better ones here.</summary>
    private static bool HasSource(Type type) => type.Assembly != typeof(Formatter).Assembly && type.GetCustomAttributes(inherit: true).Any(a => a.GetType().Name == nameof(TypeFormatterSourceAttribute));
}
