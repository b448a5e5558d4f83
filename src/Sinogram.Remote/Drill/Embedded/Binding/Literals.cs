using System.Globalization;
using System.Numerics;
using System.Text.RegularExpressions;
using Sinogram.Data;
using Sinogram.Remote.Drill.Sql;

namespace Sinogram.Remote.Drill.Embedded.Binding;

/// <summary>Literals with the types that Drill gives them.</summary>
internal static partial class Literals
{
    public static Bound Bind(LiteralExpression literal) => literal.Kind switch
    {
        LiteralKind.Number => Number(literal.Text, literal.Offset),
        LiteralKind.Text => new Bound(SqlText.Of(DuckDbEngine.Literal(literal.Text), literal.Offset), DrillType.VarChar) { Text = literal.Text },
        LiteralKind.Boolean => new Bound(SqlText.Of(literal.Text, literal.Offset), DrillType.Bit),
        LiteralKind.Date => Moment(literal, "DATE", DrillType.Date, DateOnly.TryParseExact(literal.Text, "yyyy-M-d", CultureInfo.InvariantCulture, DateTimeStyles.None, out _), "yyyy-MM-dd"),
        LiteralKind.Time => Moment(literal, "TIME", DrillType.Time, TimePattern().IsMatch(literal.Text), "HH:mm:ss"),
        LiteralKind.Timestamp => Moment(literal, "TIMESTAMP", DrillType.Timestamp, TimestampPattern().IsMatch(literal.Text) && DateOnly.TryParseExact(literal.Text.Split(' ')[0], "yyyy-M-d", CultureInfo.InvariantCulture, DateTimeStyles.None, out _), "yyyy-MM-dd HH:mm:ss"),
        _ => new Bound(SqlText.Of("NULL", literal.Offset), DrillType.Null),
    };

    /// <summary>Whole numbers are INT or BIGINT, with a point decimals, with an exponent doubles.</summary>
    public static Bound Number(string text, int offset)
    {
        if (text.AsSpan().ContainsAny('e', 'E') && double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var real) && double.IsInfinity(real)) { throw new DrillException($"{text} is beyond DOUBLE.", offset); }
        if (text.AsSpan().ContainsAny('e', 'E')) { return new Bound(SqlText.Of($"CAST('{text}' AS DOUBLE)", offset), DrillType.Float8) { Number = text }; }
        var digits = text.TrimStart('-');
        var point = digits.IndexOf('.', StringComparison.Ordinal);
        if (point < 0)
        {
            var value = BigInteger.Parse(text, CultureInfo.InvariantCulture);
            // The engine takes the least INT for the negative of a BIGINT.
            if (value >= int.MinValue && value <= int.MaxValue) { return new Bound(SqlText.Of(value == int.MinValue ? $"CAST('{text}' AS INTEGER)" : Signed(text), offset), DrillType.Int) { Number = text }; }
            if (value >= long.MinValue && value <= long.MaxValue) { return new Bound(SqlText.Of($"CAST('{text}' AS BIGINT)", offset), DrillType.BigInt) { Number = text }; }
        }
        var scale = point < 0 ? 0 : digits.Length - point - 1;
        var precision = Math.Max(1, digits.Replace(".", "", StringComparison.Ordinal).TrimStart('0').Length);
        if (Math.Max(precision, scale) > 38) { throw new DrillException("A number has at most 38 digits.", offset); }
        var type = DrillType.Decimal(precision, scale);
        return new Bound(SqlText.Of($"CAST('{text}' AS {type.Engine})", offset), type) { Number = text };
    }

    public static Bound Interval(IntervalExpression interval)
    {
        var text = interval.Text.Trim();
        var negative = text.StartsWith('-');
        text = text.TrimStart('-', '+').Trim();
        var value = interval.From is "YEAR" or "QUARTER" or "MONTH" ? YearMonth(text, interval) : DayTime(text, interval);
        if (value is not var (months, days, milliseconds)) { throw new DrillException($"'{interval.Text}' is no interval of {interval.From}{(interval.To is null ? "" : " TO " + interval.To)}.", interval.Offset); }
        return Interval(negative ? -months : months, negative ? -days : days, negative ? -milliseconds : milliseconds, interval.From is "YEAR" or "QUARTER" or "MONTH" ? DrillType.IntervalYear : DrillType.IntervalDay, interval.Offset);
    }

    /// <summary>An ISO 8601 duration, as CAST of a text takes it; null for what is none.</summary>
    public static Bound? IsoInterval(string text, DrillType type, int offset)
    {
        var match = IsoPattern().Match(text.Trim());
        if (!match.Success || match.Length < 2) { return null; }
        long Part(string name) => match.Groups[name].Success ? long.Parse(match.Groups[name].Value, CultureInfo.InvariantCulture) : 0;
        var seconds = match.Groups["s"].Success ? decimal.Parse(match.Groups["s"].Value, CultureInfo.InvariantCulture) : 0;
        var milliseconds = (((Part("h") * 60) + Part("min")) * 60_000) + (long)(seconds * 1000);
        return Interval((Part("y") * 12) + Part("mon"), (Part("w") * 7) + Part("d"), milliseconds, type, offset);
    }

    private static Bound Interval(long months, long days, long milliseconds, DrillType type, int offset)
    {
        var text = string.Create(CultureInfo.InvariantCulture, $"(to_months({months}) + to_days({days}) + to_milliseconds({milliseconds}))");
        return new Bound(SqlText.Of(text, offset), type) { WholeDays = type == DrillType.IntervalDay && milliseconds == 0 };
    }

    private static (long Months, long Days, long Milliseconds)? YearMonth(string text, IntervalExpression interval)
    {
        var parts = text.Split('-');
        if (!parts.All(p => int.TryParse(p, NumberStyles.None, CultureInfo.InvariantCulture, out _)) || parts.Length != (interval.To is null ? 1 : 2)) { return null; }
        var first = int.Parse(parts[0], CultureInfo.InvariantCulture);
        var months = interval.From switch { "YEAR" => 12L * first, "QUARTER" => 3L * first, _ => first };
        return (months + (parts.Length > 1 ? int.Parse(parts[1], CultureInfo.InvariantCulture) : 0), 0, 0);
    }

    private static (long Months, long Days, long Milliseconds)? DayTime(string text, IntervalExpression interval)
    {
        string[] units = ["DAY", "HOUR", "MINUTE", "SECOND"];
        if (interval.From == "WEEK") { return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var weeks) ? (0, 7L * weeks, 0) : null; }
        var first = System.Array.IndexOf(units, interval.From);
        var last = interval.To is null ? first : System.Array.IndexOf(units, interval.To);
        var parts = text.Split([' ', ':'], StringSplitOptions.RemoveEmptyEntries);
        if (first < 0 || last < first || parts.Length != last - first + 1) { return null; }
        var (days, milliseconds) = (0L, 0L);
        for (var i = 0; i < parts.Length; i++)
        {
            var isSecond = units[first + i] == "SECOND";
            if (!decimal.TryParse(parts[i], isSecond ? NumberStyles.AllowDecimalPoint : NumberStyles.None, CultureInfo.InvariantCulture, out var value) || value > 10_000_000_000) { return null; }
            if (units[first + i] == "DAY") { days = (long)value; }
            else { milliseconds += (long)(value * (units[first + i] switch { "HOUR" => 3_600_000, "MINUTE" => 60_000, _ => 1000 })); }
        }
        return (0, days, milliseconds);
    }

    private static Bound Moment(LiteralExpression literal, string word, DrillType type, bool valid, string form)
    {
        if (!valid) { throw new DrillException($"Illegal {word} literal '{literal.Text}': not in format '{form}'.", literal.Offset); }
        return new Bound(SqlText.Of($"{word} {DuckDbEngine.Literal(literal.Text)}", literal.Offset), type);
    }

    private static string Signed(string text) => text.StartsWith('-') ? $"({text})" : text;

    [GeneratedRegex(@"^([01]?\d|2[0-3]):[0-5]\d:[0-5]\d(\.\d{1,9})?$", RegexOptions.CultureInvariant)]
    private static partial Regex TimePattern();

    [GeneratedRegex(@"^\d{4}-\d{1,2}-\d{1,2} ([01]?\d|2[0-3]):[0-5]\d:[0-5]\d(\.\d{1,9})?$", RegexOptions.CultureInvariant)]
    private static partial Regex TimestampPattern();

    [GeneratedRegex(@"^P((?<y>\d{1,5})Y)?((?<mon>\d{1,6})M)?((?<w>\d{1,6})W)?((?<d>\d{1,7})D)?(T((?<h>\d{1,7})H)?((?<min>\d{1,8})M)?((?<s>\d{1,9}(\.\d{1,9})?)S)?)?$", RegexOptions.CultureInvariant)]
    private static partial Regex IsoPattern();
}
