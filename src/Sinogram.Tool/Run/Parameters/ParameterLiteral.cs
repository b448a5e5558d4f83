using System.Globalization;
using System.Text.Json;
using Microsoft.CodeAnalysis.CSharp;

namespace Sinogram.Tool.Run.Parameters;

/// <summary>Turns a value given from outside into a C# literal of the parameter's declared type, or says why it cannot.</summary>
internal static class ParameterLiteral
{
    /// <summary>The literal for a text from the command line or a file.</summary>
    /// <exception cref="UserErrorException">The text is no value of the type.</exception>
    public static string For(ParameterDeclaration parameter, string text)
    {
        var type = parameter.Type ?? throw new UserErrorException(
            $"The notebook gives parameter '{parameter.Name}' no type that can be told. Declare it with one, as in: int {parameter.Name} = 1;");
        if (type.EndsWith('?'))
        {
            if (text == "null")
            {
                return "null";
            }

            type = type[..^1];
        }

        return Literal(type, text) ?? throw new UserErrorException(
            $"Parameter '{parameter.Name}' is of type {parameter.Type}; '{text}' is not. Its default is {parameter.Default}.");
    }

    private static string? Literal(string type, string text)
    {
        if (type.EndsWith("[]", StringComparison.Ordinal))
        {
            return ArrayLiteral(type[..^2], text);
        }

        var invariant = CultureInfo.InvariantCulture;
        switch (type)
        {
            case "string" or "String":
                return SymbolDisplay.FormatLiteral(text, quote: true);
            case "bool" or "Boolean":
                return bool.TryParse(text, out var flag) ? (flag ? "true" : "false") : null;
            case "char":
                return text.Length == 1 ? SymbolDisplay.FormatLiteral(text[0], quote: true) : null;
            case "int":
                return int.TryParse(text, NumberStyles.AllowLeadingSign, invariant, out var i) ? i.ToString(invariant) : null;
            case "long":
                return long.TryParse(text, NumberStyles.AllowLeadingSign, invariant, out var l) ? l.ToString(invariant) + "L" : null;
            case "uint":
                return uint.TryParse(text, NumberStyles.None, invariant, out var u) ? u.ToString(invariant) + "U" : null;
            case "ulong":
                return ulong.TryParse(text, NumberStyles.None, invariant, out var ul) ? ul.ToString(invariant) + "UL" : null;
            case "decimal":
                return decimal.TryParse(text, NumberStyles.Float, invariant, out var m) ? m.ToString(invariant) + "m" : null;
            case "float":
                return float.TryParse(text, NumberStyles.Float, invariant, out var f) ? Floating(f, "float", "f") : null;
            case "double":
                return double.TryParse(text, NumberStyles.Float, invariant, out var d) ? Floating(d, "double", "d") : null;
            case "DateOnly":
                return DateOnly.TryParseExact(text, "yyyy-MM-dd", invariant, DateTimeStyles.None, out var date)
                    ? $"new DateOnly({date.Year}, {date.Month}, {date.Day})"
                    : null;
            case "DateTime":
                return DateTime.TryParse(text, invariant, DateTimeStyles.RoundtripKind, out var time)
                    ? $"DateTime.Parse(\"{time.ToString("O", invariant)}\", null, System.Globalization.DateTimeStyles.RoundtripKind)"
                    : null;
            case "TimeSpan":
                return TimeSpan.TryParse(text, invariant, out var span) ? $"new TimeSpan({span.Ticks}L)" : null;
            default:
                return null;
        }
    }

    private static string Floating(double value, string type, string suffix) =>
        double.IsNaN(value) ? type + ".NaN"
        : double.IsPositiveInfinity(value) ? type + ".PositiveInfinity"
        : double.IsNegativeInfinity(value) ? type + ".NegativeInfinity"
        : value.ToString("R", CultureInfo.InvariantCulture) + suffix;

    private static string? ArrayLiteral(string element, string text)
    {
        try
        {
            using var json = JsonDocument.Parse(text);
            if (json.RootElement.ValueKind != JsonValueKind.Array)
            {
                return null;
            }

            var items = json.RootElement.EnumerateArray()
                .Select(e => Literal(element, e.ValueKind == JsonValueKind.String ? e.GetString()! : e.GetRawText()))
                .ToList();
            return items.Contains(null) ? null : $"new {element}[] {{ {string.Join(", ", items)} }}";
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
