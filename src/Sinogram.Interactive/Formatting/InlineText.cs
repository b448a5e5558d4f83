using System.Collections;
using System.Globalization;
using System.Reflection;
using System.Text;

namespace Sinogram.Interactive.Formatting;

/// <summary>A value in one short line: invariant, and with every digit that a number has.</summary>
internal static class InlineText
{
    private const int MostItems = 10;
    private const int MostCharacters = 200;

    /// <summary>The text of a value inside another.</summary>
    public static string Of(object? value, int depth = 0)
    {
        var text = Scalar(value) ?? value switch
        {
            byte[] bytes => $"byte[{bytes.Length.ToString(CultureInfo.InvariantCulture)}]",
            IDictionary dictionary => $"{TypeText.Of(dictionary.GetType())} ({dictionary.Count.ToString(CultureInfo.InvariantCulture)})",
            IEnumerable items when depth < 2 => Items(items, depth),
            _ => Object(value!),
        };
        return text.Length <= MostCharacters ? text : text[..MostCharacters] + "…";
    }

    /// <summary>The text of a value that is one by itself, or null.</summary>
    public static string? Scalar(object? value) => value switch
    {
        null => DisplayLimits.NullText,
        string s => s,
        char c => c.ToString(),
        bool b => b ? "True" : "False",
        double d => d.ToString("R", CultureInfo.InvariantCulture),
        float f => f.ToString("R", CultureInfo.InvariantCulture),
        Half h => h.ToString("R", CultureInfo.InvariantCulture),
        DateTime t => t.ToString(t.TimeOfDay == TimeSpan.Zero ? "yyyy-MM-dd" : "yyyy-MM-dd HH:mm:ss.FFFFFFFK", CultureInfo.InvariantCulture),
        DateTimeOffset t => t.ToString("yyyy-MM-dd HH:mm:ss.FFFFFFFzzz", CultureInfo.InvariantCulture),
        DateOnly d => d.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        TimeOnly t => t.ToString("HH:mm:ss.FFFFFFF", CultureInfo.InvariantCulture),
        TimeSpan t => t.ToString("c", CultureInfo.InvariantCulture),
        Enum e => e.ToString(),
        Type t => TypeText.Of(t),
        Guid or Uri or Version or System.Numerics.BigInteger or System.Numerics.Complex or Int128 or UInt128 =>
            Convert.ToString(value, CultureInfo.InvariantCulture),
        IConvertible c when value.GetType().IsPrimitive || value is decimal => c.ToString(CultureInfo.InvariantCulture),
        Delegate d => d.Method.Name.StartsWith('<') ? $"{TypeText.Of(d.GetType())} (a lambda)" : $"{TypeText.Of(d.GetType())} {d.Method.Name}",
        nint or nuint => $"0x{value:x}",
        _ => null,
    };

    /// <summary>A type has a text of its own for its values.</summary>
    public static bool HasOwnText(Type type) =>
        type.GetMethod(nameof(ToString), Type.EmptyTypes)?.DeclaringType is { } declared && declared != typeof(object) && declared != typeof(ValueType);

    private static string Items(IEnumerable items, int depth)
    {
        var text = new StringBuilder("[");
        var count = 0;
        foreach (var item in items)
        {
            if (count == MostItems)
            {
                text.Append(", …");
                break;
            }

            text.Append(count++ == 0 ? "" : ", ").Append(Of(item, depth + 1));
        }

        return text.Append(']').ToString();
    }

    private static string Object(object value)
    {
        try
        {
            return HasOwnText(value.GetType())
                ? Convert.ToString(value, CultureInfo.InvariantCulture) ?? ""
                : TypeText.Of(value.GetType());
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            var cause = (e as TargetInvocationException)?.InnerException ?? e;
            return $"<{TypeText.Of(value.GetType())}, whose ToString() throws {cause.GetType().Name}: {cause.Message}>";
        }
    }
}
