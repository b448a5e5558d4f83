using System.Globalization;
using System.Text.RegularExpressions;
using Sinogram.Data;

namespace Sinogram.Remote.Drill.Embedded.Binding;

/// <summary>Patterns of numbers as Java's DecimalFormat has them: <c>#,##0.00</c>, with text before and behind.</summary>
internal static partial class NumberPatterns
{
    public static SqlText Format(Bound number, string pattern, int offset)
    {
        var first = pattern.AsSpan().IndexOfAny("#0,.");
        if (first < 0) { throw new DrillException("The pattern has no place for digits (# or 0).", offset); }
        var last = pattern.AsSpan().LastIndexOfAny("#0,.");
        var (prefix, digits, suffix) = (pattern[..first], pattern[first..(last + 1)], pattern[(last + 1)..]);
        if (Exponent().Match(pattern) is { Success: true } scientific) { return Scientific(number, scientific); }
        if (digits.Contains('E', StringComparison.Ordinal)) { throw Binder.Refused("this form of exponents in the pattern of a number", offset, "One digit stands before the point: 0.###E0."); }
        if (suffix.AsSpan().ContainsAny("E;") || prefix.Contains('\'', StringComparison.Ordinal) || suffix.Contains('\'', StringComparison.Ordinal))
        {
            throw Binder.Refused("exponents, quotes and negative forms in the pattern of a number", offset, "Use #, 0, a comma, a point, % and ‰, with plain text around.");
        }
        // A sign for hundredths or thousandths, before or behind, shows the number as so many of them.
        var factor = prefix.Contains('%', StringComparison.Ordinal) || suffix.Contains('%', StringComparison.Ordinal) ? 100 : prefix.Contains('\u2030', StringComparison.Ordinal) || suffix.Contains('\u2030', StringComparison.Ordinal) ? 1000 : 1;
        var point = digits.IndexOf('.', StringComparison.Ordinal);
        var (whole, fraction) = point < 0 ? (digits, "") : (digits[..point], digits[(point + 1)..]);
        var grouped = whole.Contains(',', StringComparison.Ordinal);
        if (grouped && whole.Length - whole.LastIndexOf(',') - 1 != 3) { throw Binder.Refused("groups of other than three digits", offset); }
        var (most, least, leastWhole) = (fraction.Length, fraction.Count(c => c == '0'), whole.Count(c => c == '0'));
        var value = number.Type.IsFloat ? SqlText.Format("CAST(CAST({0} AS VARCHAR) AS DECIMAL(38,15))", number.Sql) : number.Sql;
        if (factor > 1) { value = SqlText.Format(string.Create(CultureInfo.InvariantCulture, $"(CAST({{0}} AS DECIMAL(34,15)) * {factor})"), value); }
        var call = SqlText.Format(string.Create(CultureInfo.InvariantCulture, $"drill_number_text({{0}}, {most}, {least}, {leastWhole}, {(grouped ? "true" : "false")})"), value);
        if (prefix.Length > 0) { call = SqlText.Format("drill_signed({0}, {1})", SqlText.Of(DuckDbEngine.Literal(prefix)), call); }
        return suffix.Length == 0 ? call : SqlText.Format("({0} || {1})", call, SqlText.Of(DuckDbEngine.Literal(suffix)));
    }

    /// <summary>A mantissa with one digit before its point, and an exponent.</summary>
    private static SqlText Scientific(Bound number, Match pattern)
    {
        var fraction = pattern.Groups["fraction"].Value;
        return SqlText.Format(
            string.Create(CultureInfo.InvariantCulture, $"drill_exponent(format('{{{{:.{fraction.Length}e}}}}', CAST({{0}} AS DOUBLE)), {fraction.Count(c => c == '0')}, {pattern.Groups["exponent"].Length})").Replace("{{", "{", StringComparison.Ordinal).Replace("}}", "}", StringComparison.Ordinal),
            number.Sql);
    }

    [GeneratedRegex(@"^[0#](?:\.(?<fraction>0*#*))?E(?<exponent>0+)$", RegexOptions.CultureInvariant)]
    private static partial Regex Exponent();
}
