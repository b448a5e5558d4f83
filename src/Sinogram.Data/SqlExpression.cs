using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;

namespace Sinogram.Data;

/// <summary>
/// A piece of SQL over a table's columns. In an interpolated text, <c>$"Age > {limit}"</c>, what stands in braces becomes a parameter of its own type, never text.
/// </summary>
[InterpolatedStringHandler]
public sealed class SqlExpression
{
    private readonly StringBuilder _text;
    private readonly Dictionary<string, object?> _parameters = [];

    public SqlExpression(int literalLength, int formattedCount) => _text = new StringBuilder(literalLength + (formattedCount * 4));

    private SqlExpression(string text) => _text = new StringBuilder(text);

    /// <summary>The SQL, with <c>$v0</c>, <c>$v1</c> … for the parameters.</summary>
    public string Text => _text.ToString();

    public IReadOnlyDictionary<string, object?> Parameters => _parameters;

    public static implicit operator SqlExpression(string text) => new(text);

    public static SqlExpression FromString(string text) => new(text);

    public void AppendLiteral(string text) => _text.Append(text);

    public void AppendFormatted<T>(T value)
    {
        var name = string.Create(CultureInfo.InvariantCulture, $"v{_parameters.Count}");
        _parameters[name] = value;
        _text.Append('$').Append(name);
    }
}
