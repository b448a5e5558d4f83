using System.Globalization;
using Sinogram.Core.Magics;
using Sinogram.Remote.Drill;

namespace Sinogram.Magics.Drill;

/// <summary>Parameters as the magic's line gives them: <c>name=value</c>, the type by how the value is written.</summary>
public static class DrillParameters
{
    /// <summary>The values for a statement: of <c>--param</c>, and for <c>@name</c> the notebook's variable of that name.</summary>
    public static IReadOnlyDictionary<string, object?> For(MagicInvocation invocation, string sql)
    {
        ArgumentNullException.ThrowIfNull(invocation);
        var values = new Dictionary<string, object?>(StringComparer.OrdinalIgnoreCase);
        foreach (var text in invocation.Options("param"))
        {
            var (name, value) = Parse(text);
            if (value is string and ['@', .. { Length: > 0 } variable] && !text.EndsWith('\'') && variable.All(c => char.IsLetterOrDigit(c) || c == '_'))
            {
                value = invocation.Context.Variables.TryGet(variable, out var held)
                    ? WallClock(held)
                    : throw new MagicException($"There is no variable '{variable}' for --param {name}.", $"Set it in a cell before; the text itself is written in quotes: --param \"{name}='@{variable}'\"");
            }
            if (!values.TryAdd(name, value)) { throw new MagicException($"--param gives '{name}' twice.", "Leave one of them out."); }
        }
        foreach (var name in DrillSyntax.ParametersOf(sql).Where(n => !values.ContainsKey(n)))
        {
            if (invocation.Context.Variables.TryGet(name, out var value)) { values[name] = WallClock(value); }
        }
        return values;
    }

    /// <summary>Drill's timestamps have no zone: of moments that have one it is UTC.</summary>
    private static object? WallClock(object? value) => value switch
    {
        DateTimeOffset time => DateTime.SpecifyKind(time.UtcDateTime, DateTimeKind.Unspecified),
        DateTime { Kind: not DateTimeKind.Unspecified } time => DateTime.SpecifyKind(time.ToUniversalTime(), DateTimeKind.Unspecified),
        _ => value,
    };

    /// <summary>Whole numbers, numbers, true and false, ISO dates; <c>'…'</c> or anything else is text.</summary>
    public static (string Name, object? Value) Parse(string text)
    {
        var equals = text.IndexOf('=', StringComparison.Ordinal);
        if (equals <= 0) { throw new MagicException($"--param takes name=value, not '{text}'."); }
        return (text[..equals].TrimStart('$', '@'), Value(text[(equals + 1)..]));
    }

    private static object? Value(string text)
    {
        if (text.Length >= 2 && text[0] == '\'' && text[^1] == '\'') { return text[1..^1].Replace("''", "'", StringComparison.Ordinal); }
        if (text is "null" or "NULL") { return null; }
        if (bool.TryParse(text, out var flag)) { return flag; }
        // What would not come back the same (leading zeros, more digits) is an identifier, not a number.
        if (long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var whole) && whole.ToString(CultureInfo.InvariantCulture) == text) { return whole; }
        if (DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date)) { return date; }
        return text.Count(c => c == '.') <= 1 && text.Any(char.IsAsciiDigit) && !text.StartsWith('0') | text.StartsWith("0.", StringComparison.Ordinal)
            && double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number : text;
    }
}
