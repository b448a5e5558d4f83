using System.Collections;
using System.Reflection;
using System.Runtime.CompilerServices;
using Microsoft.DotNet.Interactive.Formatting;

namespace Sinogram.Interactive.Formatting;

/// <summary>
/// What a notebook has set of the original library's <c>Formatter</c>. A setting that is as the library begins with counts as not set: a notebook that says the same gets
/// ours. Touches the library, and so does whoever touches this.
/// </summary>
internal static class OriginalSettings
{
    private const int StandardListLimit = 20;
    private const int StandardDepth = 6;
    private const string StandardNull = "<null>";

    /// <summary>The library tells the types that are preferred by itself from those that a notebook prefers only in here.</summary>
    private static readonly FieldInfo? Preferences = typeof(Formatter).GetField("_preferredMimeTypes", BindingFlags.Static | BindingFlags.NonPublic);

    /// <summary>Holds no type: those of cells go when others have taken their place.</summary>
    private static readonly ConditionalWeakTable<Type, StrongBox<FieldInfo?>> LimitFields = [];

    /// <summary>How a missing value is written; null where that is not set.</summary>
    public static string? NullText => Formatter.NullString is var text && text != StandardNull ? text : null;

    /// <summary>How deep values inside values are shown; null where that is not set.</summary>
    public static int? Depth => Formatter.RecursionLimit is var limit and not StandardDepth ? Math.Max(0, limit) : null;

    /// <summary>How many items of a sequence of a type are shown; null where that is not set.</summary>
    public static int? ListLimit(Type type)
    {
        // For one type, the library keeps it in a field of a generic class.
        var field = LimitFields.GetValue(type, static t =>
            new(t.IsByRefLike || t.IsPointer || t.ContainsGenericParameters ? null : typeof(Formatter<>).MakeGenericType(t).GetField("_listExpansionLimit", BindingFlags.Static | BindingFlags.NonPublic))).Value;
        return field?.GetValue(null) is int own and > 0 ? own : Formatter.ListExpansionLimit is var all and not StandardListLimit and > 0 ? all : null;
    }

    /// <summary>The media types that the notebook prefers for a type; null where it prefers none.</summary>
    public static IReadOnlyCollection<string>? Preferred(Type type)
    {
        if (Preferences?.GetValue(null) is IEnumerable set && set.Cast<(Type Type, HashSet<string> MimeTypes)>().Any(p => OriginalFormatters.Fits(p.Type, type)))
        {
            return Formatter.GetPreferredMimeTypesFor(type);
        }

        return Formatter.DefaultMimeType is var all && all != HtmlFormatter.MimeType ? [all] : null;
    }
}
