using System.Buffers.Text;
using System.Text;
using Sinogram.Remote.Drill.Cluster.Results;

namespace Sinogram.Remote.Drill.Export;

/// <summary>What the values of a column are in JSON, and what becomes of them.</summary>
internal enum AnswerKind { Nested, Whole, Real, Flag, Text, Date, Time, Timestamp, Interval }

/// <param name="Written">The name as it is written, with what stands before and behind it.</param>
/// <param name="Kind">What its values are.</param>
/// <param name="Type">As the answer names it.</param>
internal sealed record AnswerColumn(byte[] Written, AnswerKind Kind, ResultType Type)
{
    private const long MillisecondsOfDay = 86_400_000;

    public static AnswerKind KindOf(ResultType type) => type.Name switch
    {
        "TINYINT" or "SMALLINT" or "INT" or "UINT1" or "UINT2" or "BIGINT" or "UINT4" or "UINT8" => AnswerKind.Whole,
        "FLOAT4" or "FLOAT8" or "VARDECIMAL" or "DECIMAL" or "DECIMAL9" or "DECIMAL18" or "DECIMAL28SPARSE" or "DECIMAL38SPARSE" => AnswerKind.Real,
        "BIT" => AnswerKind.Flag,
        "VARCHAR" or "VARBINARY" => AnswerKind.Text,
        "DATE" => AnswerKind.Date,
        "TIME" => AnswerKind.Time,
        "TIMESTAMP" => AnswerKind.Timestamp,
        "INTERVAL" or "INTERVALDAY" or "INTERVALYEAR" => AnswerKind.Interval,
        _ => AnswerKind.Nested,
    };

    /// <summary>Writes a value that stands in quotes, without escapes; false when it is none of this column's.</summary>
    public bool TryText(JsonLineText text, ReadOnlySpan<byte> quoted)
    {
        switch (Kind)
        {
            case AnswerKind.Text:
                text.Append(quoted);
                return true;
            case AnswerKind.Real when quoted.SequenceEqual("\"NaN\""u8) || quoted.SequenceEqual("\"Infinity\""u8) || quoted.SequenceEqual("\"-Infinity\""u8):
                text.Append(quoted);
                return true;
            case AnswerKind.Interval when DrillInterval.TryParse(Encoding.ASCII.GetString(quoted[1..^1]), out var interval):
                text.Value(interval);
                return true;
            default: return false;
        }
    }

    /// <summary>Writes a value that stands without quotes; false when it is none of this column's.</summary>
    public bool TryPlain(JsonLineText text, ReadOnlySpan<byte> value)
    {
        var fits = value[0] == 'n' ? value.SequenceEqual("null"u8) : Kind switch
        {
            AnswerKind.Whole => IsWhole(value),
            AnswerKind.Real => NestedJson.IsNumber(value),
            AnswerKind.Flag => value.SequenceEqual("true"u8) || value.SequenceEqual("false"u8),
            AnswerKind.Date or AnswerKind.Time or AnswerKind.Timestamp => false,
            _ => false,
        };
        if (fits)
        {
            text.Append(value);
            return true;
        }
        return Kind is AnswerKind.Date or AnswerKind.Time or AnswerKind.Timestamp && IsWhole(value) && Utf8Parser.TryParse(value, out long number, out var used) && used == value.Length && TryMoment(text, Kind, number);
    }

    /// <summary>Writes a list or a map from the beginning of a text as it stands; gives its length, or 0 where it is to be read as other text, or is not whole.</summary>
    public int Nested(JsonLineText text, ReadOnlySpan<byte> json)
    {
        // Moments and intervals within lists become ISO 8601, the pairs of a DICT an object.
        if (Kind is AnswerKind.Date or AnswerKind.Time or AnswerKind.Timestamp or AnswerKind.Interval || Type.Name == "DICT") { return 0; }
        var length = NestedJson.Length(json);
        text.Append(json[..length]);
        return length;
    }

    /// <summary>Writes milliseconds as the moment that they mean; false where they mean none.</summary>
    public static bool TryMoment(JsonLineText text, AnswerKind kind, long milliseconds)
    {
        // The years 1 to 9999.
        if (kind is AnswerKind.Date or AnswerKind.Timestamp && milliseconds is < -62_135_596_800_000 or > 253_402_300_799_999) { return false; }
        switch (kind)
        {
            case AnswerKind.Date:
                text.Date((int)Math.Floor(milliseconds / (double)MillisecondsOfDay));
                return true;
            case AnswerKind.Timestamp:
                text.Timestamp(milliseconds);
                return true;
            case AnswerKind.Time when milliseconds is >= 0 and < MillisecondsOfDay:
                text.Time((int)milliseconds);
                return true;
            default: return false;
        }
    }

    private static bool IsWhole(ReadOnlySpan<byte> value)
    {
        var digits = value[0] == '-' ? value[1..] : value;
        return digits.Length is > 0 and < 20 && !digits.ContainsAnyExceptInRange((byte)'0', (byte)'9') && (digits[0] != '0' || digits.Length == 1);
    }
}
