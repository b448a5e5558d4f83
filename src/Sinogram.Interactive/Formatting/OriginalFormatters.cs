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

    [ThreadStatic]
    private static bool _isAskingOurs;

    /// <summary>The bundle for markup, for a type with a registered formatter, and for one of which the notebook prefers some media types; null for others.</summary>
    public static MimeBundle? Format(object value, Core.Display.FormatContext context)
    {
        if (_isAskingOurs)
        {
            return null;
        }

        var registered = Registered(false).Where(f => Fits(f.Type, value.GetType())).Select(f => f.MimeType).Distinct().ToList();
        if (registered.Count == 0 && HasSource(value.GetType()))
        {
            registered.Add(HtmlFormatter.MimeType);
        }

        if (context.Depth == 0 && OriginalSettings.Preferred(value.GetType()) is { } preferred)
        {
            return Preferred(value, context, preferred, registered);
        }

        if (registered.Count > 0)
        {
            return registered.Aggregate(MimeBundle.Empty, (bundle, mime) => bundle.With(mime, Text(value, mime)));
        }

        return value is IHtmlContent html ? Html(html) : null;
    }

    /// <summary>A value in one media type, by the library's own rules.</summary>
    public static string Text(object value, string mime) => value.ToDisplayString(mime);

    /// <summary>The media types that are preferred: by the notebook's formatter where it has one, else by ours, else by the library's.</summary>
    private static MimeBundle Preferred(object value, Core.Display.FormatContext context, IReadOnlyCollection<string> preferred, List<string> registered)
    {
        MimeBundle ours;
        _isAskingOurs = true;
        try
        {
            ours = context.Formatters.Format(value, context.Depth);
        }
        finally
        {
            _isAskingOurs = false;
        }

        return preferred.Aggregate(MimeBundle.Empty, (bundle, mime) => bundle.With(mime, (registered.Contains(mime) ? null : ours[mime]) ?? Text(value, mime)));
    }

    private static MimeBundle Html(IHtmlContent content)
    {
        using var writer = new StringWriter(System.Globalization.CultureInfo.InvariantCulture);
        content.WriteTo(writer, HtmlEncoder.Default);
        return MimeBundle.Html(writer.ToString(), writer.ToString());
    }

    /// <summary>Whether what is registered for a type is for another.</summary>
    public static bool Fits(Type formatter, Type value)
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
