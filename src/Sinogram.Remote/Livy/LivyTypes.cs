using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Sinogram.Data;

namespace Sinogram.Remote.Livy;

/// <summary>The column types of Livy's headers and of Spark's schema. Null stands for nested values, which are kept as JSON text.</summary>
internal static partial class LivyTypes
{
    /// <summary>A decimal whose scale is not announced; recognized as this very instance.</summary>
    public static DecimalType AnyDecimal { get; } = new(38, 0);

    /// <summary>A header of <c>%table</c>: the type of the first value that was not null.</summary>
    public static DataType? OfHeader(string type) => type switch
    {
        "NULL_TYPE" => DataType.Null,
        "BOOLEAN_TYPE" => DataType.Bool,
        "INT_TYPE" or "BIGINT_TYPE" => DataType.Int64,
        "DOUBLE_TYPE" => DataType.Float64,
        "DATE_TYPE" => DataType.Date,
        "TIMESTAMP_TYPE" => DataType.Timestamp,
        "DECIMAL_TYPE" => AnyDecimal,
        "STRING_TYPE" => DataType.String,
        _ => null,
    };

    /// <summary>A field's type in Spark's schema: a word, or an object for nested types.</summary>
    public static DataType? OfSpark(JsonElement type)
    {
        var name = type.ValueKind == JsonValueKind.String ? type.GetString()! : "";
        if (DecimalName().Match(name) is { Success: true } match)
        {
            var (precision, scale) = (Number(match.Groups[1]), Number(match.Groups[2]));
            return precision is >= 1 and <= 38 && scale <= precision ? DataType.Decimal(precision, scale) : DataType.String;
        }

        return name switch
        {
            "void" or "null" => DataType.Null,
            "boolean" => DataType.Bool,
            "byte" => DataType.Int8,
            "short" => DataType.Int16,
            "integer" => DataType.Int32,
            "long" => DataType.Int64,
            "float" => DataType.Float32,
            "double" => DataType.Float64,
            "date" => DataType.Date,
            "timestamp" => DataType.TimestampUtc,
            "timestamp_ntz" => DataType.Timestamp,
            "binary" => DataType.Binary,
            "string" => DataType.String,
            _ when name.StartsWith("varchar", StringComparison.Ordinal) || name.StartsWith("char", StringComparison.Ordinal) => DataType.String,
            _ => null,
        };
    }

    private static int Number(Group group) => int.Parse(group.ValueSpan, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"^decimal\((\d{1,2}),\s*(\d{1,2})\)$")]
    private static partial Regex DecimalName();
}
