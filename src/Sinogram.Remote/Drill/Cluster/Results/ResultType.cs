using System.Globalization;
using System.Text.RegularExpressions;
using Sinogram.Data;

namespace Sinogram.Remote.Drill.Cluster.Results;

/// <summary>A type as the metadata of an answer names it: <c>BIGINT</c>, <c>VARCHAR(20)</c>, <c>VARDECIMAL(10, 2)</c>. An array has the name of its elements.</summary>
internal readonly partial record struct ResultType(string Name, int Precision = 0, int Scale = 0)
{
    public static ResultType Parse(string text)
    {
        var match = Pattern().Match(text);
        if (!match.Success) { return new ResultType(text.ToUpperInvariant()); }
        int Number(string group) => match.Groups[group].Success && int.TryParse(match.Groups[group].Value, NumberStyles.None, CultureInfo.InvariantCulture, out var n) ? n : 0;
        return new ResultType(match.Groups["name"].Value.ToUpperInvariant(), Number("p"), Number("s"));
    }

    /// <summary>The type of a column of single values.</summary>
    public DataType Data => Name switch
    {
        "TINYINT" or "SMALLINT" or "INT" or "UINT1" or "UINT2" => DataType.Of(typeof(int)),
        "BIGINT" or "UINT4" or "UINT8" => DataType.Of(typeof(long)),
        "FLOAT4" => DataType.Of(typeof(float)),
        "FLOAT8" => DataType.Of(typeof(double)),
        "BIT" => DataType.Of(typeof(bool)),
        "VARDECIMAL" or "DECIMAL" or "DECIMAL9" or "DECIMAL18" or "DECIMAL28SPARSE" or "DECIMAL38SPARSE" => new DecimalType(Precision is < 1 or > 38 ? 38 : Math.Max(Precision, Math.Clamp(Scale, 0, 38)), Math.Clamp(Scale, 0, 38)),
        "DATE" => DataType.Of(typeof(DateOnly)),
        "TIME" => new TimeType(TimeUnit.Millisecond),
        "TIMESTAMP" => new TimestampType(TimeUnit.Millisecond, null),
        "INTERVAL" or "INTERVALDAY" or "INTERVALYEAR" => DataType.Of(typeof(Interval)),
        "VARBINARY" => DataType.Of(typeof(byte[])),
        _ => DataType.Of(typeof(string)),
    };

    [GeneratedRegex(@"^\s*(?<name>[A-Za-z0-9_]+)\s*(\(\s*(?<p>\d+)\s*(,\s*(?<s>\d+)\s*)?\))?\s*$", RegexOptions.CultureInvariant)]
    private static partial Regex Pattern();
}
