using System.Collections;
using System.Globalization;
using System.Text;
using Sinogram.Data;
using Sinogram.Remote.Drill.Sql;

namespace Sinogram.Remote.Drill.Cluster;

/// <summary>
/// Values in the place of <c>$name</c> and <c>@name</c>. Drill's REST interface takes no parameters, so each is written as a literal of its type, where the lexer found
/// it: never inside a text, a name or a comment, and never as anything but one value.
/// </summary>
internal static class DrillParameterText
{
    /// <summary>The SQL to send, and for a place in it the place in the user's.</summary>
    public static (string Sql, Func<int, int> Place) Bind(string sql, IReadOnlyDictionary<string, object?> values, char quote = '`')
    {
        var text = new StringBuilder();
        var moves = new List<(int Sent, int Own, bool IsValue)>();
        var (from, end) = (0, sql.Length);
        var tokens = SqlLexer.Read(sql, quote);
        if (tokens.All(t => t.Kind == SqlTokenKind.End || t.Is(";"))) { throw new DrillException("There is no statement: the cell's body holds nothing but blanks and comments.", hint: "#!drill --help shows an example."); }
        // Drill takes no semicolon at the end.
        if (tokens.Count > 1 && tokens[^2].Is(";")) { end = tokens[^2].Offset; }
        for (var i = 0; i + 2 < tokens.Count; i++)
        {
            if (tokens[i].Is(";") && !tokens[i + 1].Is(";")) { throw SqlParser.TwoStatements(tokens[i + 1].Offset); }
        }
        for (var i = 0; i + 1 < tokens.Count; i++)
        {
            if (!tokens[i].Is("$") && !tokens[i].Is("@")) { continue; }
            var name = tokens[i + 1];
            if (name.Kind != SqlTokenKind.Word || name.Offset != tokens[i].Offset + 1) { continue; }
            var key = values.Keys.FirstOrDefault(k => string.Equals(k, name.Value, StringComparison.OrdinalIgnoreCase))
                ?? throw new DrillException($"The parameter '{name.Value}' has no value.", tokens[i].Offset, $"Give it with --param {name.Value}=value.");
            text.Append(sql, from, tokens[i].Offset - from);
            moves.Add((text.Length, tokens[i].Offset, true));
            var literal = Literal(values[key], name.Value, tokens[i].Offset);
            // IN (@list) has the parentheses already.
            var isEnclosed = i > 0 && tokens[i - 1].Is("(") && i + 2 < tokens.Count && tokens[i + 2].Is(")") && values[key] is IEnumerable and not (string or byte[]);
            text.Append(isEnclosed ? literal[1..^1] : literal);
            from = name.Offset + name.Length;
            moves.Add((text.Length, from, false));
        }
        if (end > from) { text.Append(sql, from, end - from); }
        return (text.ToString(), sent =>
        {
            var (start, own, isValue) = moves.LastOrDefault(m => m.Sent <= sent);
            // Anywhere in a value is at the parameter.
            return isValue ? own : Math.Min(sql.Length, own + (sent - start));
        });
    }

    /// <summary>A value as Drill's SQL writes it.</summary>
    public static string Literal(object? value, string name, int offset) => value switch
    {
        null => "NULL",
        string text => Text(text),
        char or Guid or Enum => Text(value.ToString()!),
        bool flag => flag ? "TRUE" : "FALSE",
        sbyte or byte or short or ushort or int or uint or long => Signed(Convert.ToInt64(value, CultureInfo.InvariantCulture).ToString(CultureInfo.InvariantCulture)),
        ulong number => number.ToString(CultureInfo.InvariantCulture),
        float number => Real(number.ToString("R", CultureInfo.InvariantCulture), float.IsFinite(number), "FLOAT"),
        double number => Real(number.ToString("R", CultureInfo.InvariantCulture), double.IsFinite(number), "DOUBLE"),
        decimal number => Signed(number.ToString(CultureInfo.InvariantCulture)),
        Decimal128 number => Signed(number.ToString()),
        DateOnly date => $"DATE '{date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)}'",
        DateTime time => $"TIMESTAMP '{time.ToString("yyyy-MM-dd HH:mm:ss.fff", CultureInfo.InvariantCulture)}'",
        TimeOnly time => $"TIME '{time.ToString("HH:mm:ss.fff", CultureInfo.InvariantCulture)}'",
        TimeSpan span => Span(span.Ticks * 100),
        Interval { Months: 0 } interval => Span(checked((interval.Days * 86_400_000_000_000) + interval.Nanoseconds)),
        Interval { Days: 0, Nanoseconds: 0 } interval => $"INTERVAL '{Sign(interval.Months < 0)}{Math.Abs(interval.Months / 12)}-{Math.Abs(interval.Months % 12)}' YEAR(9) TO MONTH",
        byte[] bytes => $"BINARY_STRING('{string.Concat(bytes.Select(b => $"\\x{b:X2}"))}')",
        IEnumerable list => List(list, name, offset),
        _ => throw new DrillException($"The parameter '{name}' is a {value.GetType().Name}, which is no value of SQL.", offset, "Numbers, texts, dates and times, bytes, and arrays or lists of one of these are."),
    };

    private static string Text(string text) => $"'{text.Replace("'", "''", StringComparison.Ordinal)}'";

    private static string Signed(string number) => number.StartsWith('-') ? $"({number})" : number;

    private static string Real(string number, bool isFinite, string type) =>
        $"CAST('{(isFinite ? number : number is "NaN" ? number : number.StartsWith('-') ? "-Infinity" : "Infinity")}' AS {type})";

    private static string Span(long nanoseconds)
    {
        var milliseconds = Math.Abs(nanoseconds / 1_000_000);
        return string.Create(CultureInfo.InvariantCulture, $"INTERVAL '{Sign(nanoseconds < 0)}{milliseconds / 86_400_000} {milliseconds / 3_600_000 % 24:00}:{milliseconds / 60_000 % 60:00}:{milliseconds / 1000 % 60:00}.{milliseconds % 1000:000}' DAY(9) TO SECOND(3)");
    }

    private static string Sign(bool isNegative) => isNegative ? "-" : "";

    /// <summary>Several values, for IN.</summary>
    private static string List(IEnumerable values, string name, int offset)
    {
        var items = values.Cast<object?>().Select(v => Literal(v, name, offset)).ToList();
        return items.Count > 0 ? $"({string.Join(", ", items)})" : throw new DrillException($"The list '{name}' is empty: IN needs a value.", offset, "Leave the condition out where there is nothing to look for; Drill's grammar has no empty list.");
    }
}
