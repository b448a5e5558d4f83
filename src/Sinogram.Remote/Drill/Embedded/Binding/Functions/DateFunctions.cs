using Sinogram.Data;

namespace Sinogram.Remote.Drill.Embedded.Binding;

/// <summary>Functions of dates, times and timestamps.</summary>
internal static class DateFunctions
{
    public static Dictionary<string, FunctionRule> Rules { get; } = new(StringComparer.OrdinalIgnoreCase)
    {
        ["YEAR"] = Parts("YEAR"),
        ["QUARTER"] = Parts("QUARTER"),
        ["MONTH"] = Parts("MONTH"),
        ["WEEK"] = Parts("WEEK"),
        ["DAY"] = Parts("DAY"),
        ["DAYOFMONTH"] = Parts("DAY"),
        ["DAYOFYEAR"] = Parts("DOY"),
        // Monday is 1, Sunday 7; in EXTRACT(DOW …) Sunday is 0.
        ["DAYOFWEEK"] = new(1, 1, c => Part("ISODOW", c[0], c.Offset)),
        ["HOUR"] = Parts("HOUR"),
        ["MINUTE"] = Parts("MINUTE"),
        ["SECOND"] = Parts("SECOND"),
        ["DATE_PART"] = new(2, 2, c => Part(c.Literal(0, "a unit").ToUpperInvariant(), c[1], c.Offset)),
        ["DATE_TRUNC"] = new(2, 2, c => Truncate(c.Literal(0, "a unit"), c[1], c.Offset)),
        ["DATE_ADD"] = new(2, 2, c => Shift(c, "+")),
        ["DATE_SUB"] = new(2, 2, c => Shift(c, "-")),
        ["DATE_DIFF"] = new(2, 2, Difference),
        ["AGE"] = new(1, 2, Age),
        ["TIMESTAMPDIFF"] = new(2, 2, TimestampDifference),
        ["TIMESTAMPADD"] = new(2, 2, TimestampAdd),
        ["CURRENT_DATE"] = Now("CAST(current_localtimestamp() AS DATE)", DrillType.Date),
        ["CURRENT_TIME"] = Now("CAST(current_localtimestamp() AS TIME)", DrillType.Time),
        ["LOCALTIME"] = Now("CAST(current_localtimestamp() AS TIME)", DrillType.Time),
        ["CURRENT_TIMESTAMP"] = Now("current_localtimestamp()", DrillType.Timestamp),
        ["LOCALTIMESTAMP"] = Now("current_localtimestamp()", DrillType.Timestamp),
        ["NOW"] = Now("current_localtimestamp()", DrillType.Timestamp),
        ["STATEMENT_TIMESTAMP"] = Now("current_localtimestamp()", DrillType.Timestamp),
        ["TRANSACTION_TIMESTAMP"] = Now("current_localtimestamp()", DrillType.Timestamp),
        ["LAST_DAY"] = new(1, 1, c => c.Of("last_day({0})", DrillType.Date, c.To(0, DrillType.Date))),
        ["UNIX_TIMESTAMP"] = new(0, 2, UnixTimestamp),
        ["TO_DATE"] = new(1, 2, c => Parse(c, DrillType.Date)),
        ["TO_TIME"] = new(1, 2, c => Parse(c, DrillType.Time)),
        ["TO_TIMESTAMP"] = new(1, 2, c => Parse(c, DrillType.Timestamp)),
        ["TO_CHAR"] = new(2, 2, ToText),
        ["TO_NUMBER"] = new(2, 2, c => c.Of($"(drill_double(replace(regexp_replace({{0}}, '[^0-9eE.,+-]', '', 'g'), ',', ''), {ErrorPlace.Of(c.Offset)}){(c[1].Text?.Contains('%', StringComparison.Ordinal) == true ? " / 100" : "")})", DrillType.Float8, c.Text(0))),
        ["TIMEOFDAY"] = new(0, 0, c => c.Of($"(strftime(current_localtimestamp(), '%Y-%m-%d %H:%M:%S.%g') || ' ' || {DuckDbEngine.Literal(TimeZoneInfo.Local.Id)})", DrillType.VarChar)),
    };

    private static FunctionRule Parts(string unit) => new(1, 1, c => Part(unit, c[0], c.Offset));

    private static FunctionRule Now(string sql, DrillType type) => new(0, 1, c => c.Of(sql, type));

    /// <summary>EXTRACT: whole numbers, seconds with their fraction.</summary>
    public static Bound Part(string unit, Bound value, int offset)
    {
        var moment = Moment(value, offset);
        var text = moment.Sql;
        var format = unit switch
        {
            "SECOND" => "(CAST(extract(milliseconds FROM {0}) AS DOUBLE) / 1000)",
            "EPOCH" when moment.Type.IsInterval => "CAST(epoch_ms({0}) AS BIGINT)",
            "EPOCH" => "epoch_ms(CAST({0} AS TIMESTAMP))",
            "YEAR" or "QUARTER" or "MONTH" or "WEEK" or "DAY" or "DOW" or "ISODOW" or "DOY" or "HOUR" or "MINUTE" or "CENTURY" or "DECADE" or "MILLENNIUM" => $"extract({unit.ToLowerInvariant()} FROM {{0}})",
            _ => throw new DrillException($"EXTRACT does not have the unit {unit}.", offset, "YEAR, QUARTER, MONTH, WEEK, DAY, HOUR, MINUTE, SECOND, DOW, DOY, EPOCH …"),
        };
        if (moment.Type.Kind == DrillKind.Time && unit is not ("HOUR" or "MINUTE" or "SECOND" or "EPOCH")) { throw new DrillException($"A time of day has no {unit}.", offset); }
        if (unit == "EPOCH" && moment.Type.Kind == DrillKind.Time) { format = "CAST(epoch({0}) * 1000 AS BIGINT)"; }
        return new Bound(SqlText.Watched(format, offset, text), unit == "SECOND" ? DrillType.Float8 : DrillType.BigInt);
    }

    public static Bound Truncate(string unit, Bound value, int offset)
    {
        var moment = Moment(value, offset);
        var name = unit.ToLowerInvariant();
        if (name is not ("second" or "minute" or "hour" or "day" or "week" or "month" or "quarter" or "year" or "decade" or "century" or "millennium")) { throw new DrillException($"DATE_TRUNC does not have the unit {unit}.", offset); }
        if (moment.Type.IsInterval) { return Intervals(name, moment, offset); }
        if (moment.Type.Kind == DrillKind.Time) { return new Bound(SqlText.Format($"CAST(date_trunc('{name}', DATE '1970-01-01' + {{0}}) AS TIME)", moment.Sql), DrillType.Time); }
        // Centuries and millennia begin with their first year, 2001.
        var format = name is "century" or "millennium" ? $"(date_trunc('{name}', {{0}} - INTERVAL 1 YEAR) + INTERVAL 1 YEAR)" : $"date_trunc('{name}', {{0}})";
        return new Bound(SqlText.Watched($"CAST({format} AS {moment.Type.Engine})", offset, moment.Sql), moment.Type);
    }

    /// <summary>An interval cut to a unit: what is smaller than the unit is gone.</summary>
    private static Bound Intervals(string unit, Bound value, int offset)
    {
        var months = unit switch { "millennium" => 12_000, "century" => 1200, "decade" => 120, "year" => 12, "quarter" => 3, "month" => 1, _ => 0 };
        var days = unit switch { "day" => 1, "week" => 7, _ => 0 };
        var format = months > 0 ? $"to_months(CAST((datepart('year', {{0}}) * 12 + datepart('month', {{0}})) // {months} * {months} AS INTEGER))"
            : days > 0 ? $"(to_years(CAST(datepart('year', {{0}}) AS INTEGER)) + to_months(CAST(datepart('month', {{0}}) AS INTEGER)) + to_days(CAST(datepart('day', {{0}}) // {days} * {days} AS INTEGER)))"
            : $"date_trunc('{unit}', {{0}})";
        return new Bound(SqlText.Watched(format, offset, value.Sql), value.Type);
    }

    /// <summary>A moment; a text is read as a date, or as a timestamp where it is long enough for one.</summary>
    private static Bound Moment(Bound value, int offset) => value.Type.Kind switch
    {
        DrillKind.Date or DrillKind.Time or DrillKind.Timestamp or DrillKind.IntervalDay or DrillKind.IntervalYear or DrillKind.Interval => value,
        DrillKind.VarChar => new Bound(Conversions.Convert(value, DrillType.Timestamp, offset), DrillType.Timestamp),
        DrillKind.Null => new Bound(SqlText.Of("CAST(NULL AS TIMESTAMP)"), DrillType.Timestamp),
        _ => throw new DrillException($"A date, time or timestamp is wanted, not {value.Type}.", offset),
    };

    private static Bound Shift(FunctionCall call, string sign)
    {
        var start = call[0].Type.IsText ? new Bound(call.To(0, DrillType.Date), DrillType.Date) : Moment(call[0], call.Offset);
        if (call[1].Type.IsInteger)
        {
            var text = $"({{0}} {sign} to_days(CAST({{1}} AS INTEGER)))";
            return start.Type.Kind == DrillKind.Date ? call.Of($"CAST({text} AS DATE)", DrillType.Date, start.Sql, call[1].Sql) : call.Of(text, DrillType.Timestamp, start.Sql, call[1].Sql);
        }
        if (!call[1].Type.IsInterval) { throw call.Wrong(1, "a number of days or an interval"); }
        var type = start.Type.Kind == DrillKind.Time ? DrillType.Time : DrillType.Timestamp;
        return call.Of($"CAST(({{0}} {sign} {{1}}) AS {type.Engine})", type, start.Sql, call[1].Sql);
    }

    private static Bound Difference(FunctionCall call)
    {
        if (call[1].Type.IsInteger || call[1].Type.IsInterval) { return Shift(call, "-"); }
        var (a, b) = (Moment(call[0], call.Offset), Moment(call[1], call.Offset));
        return Arithmetic.Difference(a, b, call.Offset) ?? throw new DrillException($"The difference of {a.Type} and {b.Type} is not defined.", call.Offset);
    }

    private static Bound Age(FunctionCall call)
    {
        var first = call.Count == 1 ? SqlText.Of("CAST(CAST(current_localtimestamp() AS DATE) AS TIMESTAMP)") : Conversions.Convert(Moment(call[0], call.Offset), DrillType.Timestamp, call.Offset);
        return call.Of("drill_age({0}, {1})", DrillType.Interval, first, Conversions.Convert(Moment(call[call.Count - 1], call.Offset), DrillType.Timestamp, call.Offset));
    }

    private static Bound TimestampDifference(FunctionCall call)
    {
        var (unit, factor) = Unit(call);
        var from = Timestamp(call[0], call.Offset);
        var to = Timestamp(call[1], call.Offset);
        return unit is "month" or "quarter" or "year"
            // Whole months: the day of the month must have been reached, also where the last month is shorter.
            ? call.Of($"CAST(drill_months({{0}}, {{1}}) // {(unit == "year" ? 12 : unit == "quarter" ? 3 : 1)} AS BIGINT)", DrillType.BigInt, from, to)
            : call.Of($"(date_sub('{unit}', {{0}}, {{1}}){factor})", DrillType.BigInt, from, to);
    }

    /// <summary>A moment as a timestamp; a time of day is that of the first day of 1970.</summary>
    private static SqlText Timestamp(Bound value, int offset) => Moment(value, offset) is { Type.Kind: DrillKind.Time } time
        ? SqlText.Format("(DATE '1970-01-01' + {0})", time.Sql)
        : Conversions.Convert(Moment(value, offset), DrillType.Timestamp, offset);

    private static (string Unit, string Factor) Unit(FunctionCall call) => call.Syntax.Unit switch
    {
        "FRAC_SECOND" or "MICROSECOND" => ("microsecond", ""),
        "NANOSECOND" => ("microsecond", " * 1000"),
        "MILLISECOND" => ("millisecond", ""),
        "SECOND" or "MINUTE" or "HOUR" or "DAY" or "WEEK" or "MONTH" or "QUARTER" or "YEAR" => (call.Syntax.Unit.ToLowerInvariant(), ""),
        _ => throw new DrillException($"{call.Name} does not have the unit {call.Syntax.Unit}.", call.Offset),
    };

    private static Bound TimestampAdd(FunctionCall call)
    {
        var (unit, _) = Unit(call);
        var start = Moment(call[1], call.Offset);
        var isWhole = unit is "day" or "week" or "month" or "quarter" or "year";
        // A time of day stays one, and whole days do not change it; a date stays one where whole days are added.
        if (start.Type.Kind == DrillKind.Time && isWhole) { return start; }
        var type = start.Type.Kind == DrillKind.Time ? DrillType.Time : start.Type.Kind == DrillKind.Date && isWhole ? DrillType.Date : DrillType.Timestamp;
        return call.Of($"CAST({{0}} + CAST({{1}} AS INTEGER) * INTERVAL 1 {unit} AS {type.Engine})", type, start.Sql, call.To(0, DrillType.BigInt));
    }

    private static Bound UnixTimestamp(FunctionCall call) => call.Count switch
    {
        0 => call.Of("CAST(epoch(current_localtimestamp()) AS BIGINT)", DrillType.BigInt),
        1 => call.Of("CAST(epoch({0}) AS BIGINT)", DrillType.BigInt, call.To(0, DrillType.Timestamp)),
        _ => call.Of("CAST(epoch({0}) AS BIGINT)", DrillType.BigInt, Parse(call, DrillType.Timestamp).Sql),
    };

    /// <summary>TO_DATE, TO_TIME, TO_TIMESTAMP: a text by a pattern, or a number since 1970.</summary>
    private static Bound Parse(FunctionCall call, DrillType type)
    {
        if (call.Count == 2)
        {
            var format = DatePatterns.ToParse(call.Literal(1, "a pattern"), call.Syntax.Arguments[1].Offset);
            var what = type.Kind switch { DrillKind.Date => "date", DrillKind.Time => "time", _ => "timestamp" };
            return call.Of($"CAST(drill_parsed({{0}}, {DuckDbEngine.Literal(format)}, {DuckDbEngine.Literal(call.Literal(1, "a pattern"))}, '{what}', {ErrorPlace.Of(call.Offset)}) AS {type.Engine})", type, call.Text(0));
        }
        if (!call[0].Type.IsNumber) { return new Bound(call.To(0, type), type); }
        // A date counts milliseconds, a timestamp seconds.
        var milliseconds = call.To(0, DrillType.BigInt);
        return call.Of(type.Kind == DrillKind.Timestamp ? "epoch_ms({0} * 1000)" : $"CAST(epoch_ms({{0}}) AS {type.Engine})", type, milliseconds);
    }

    private static Bound ToText(FunctionCall call)
    {
        var pattern = call.Literal(1, "a pattern");
        var at = call.Syntax.Arguments[1].Offset;
        if (call[0].Type.IsNumber) { return new Bound(NumberPatterns.Format(call[0], pattern, at), DrillType.VarChar); }
        var moment = Moment(call[0], call.Offset);
        return new Bound(DatePatterns.Format(moment.Type.Kind == DrillKind.Time ? SqlText.Format("(DATE '1970-01-01' + {0})", moment.Sql) : moment.Sql, pattern, at), DrillType.VarChar);
    }
}
