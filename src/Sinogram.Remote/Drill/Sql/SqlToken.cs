namespace Sinogram.Remote.Drill.Sql;

internal enum SqlTokenKind
{
    /// <summary>A bare word: keyword or identifier.</summary>
    Word,
    /// <summary>An identifier in backticks.</summary>
    Quoted,
    /// <summary>Text in single quotes.</summary>
    Text,
    Number,
    /// <summary>An operator or punctuation.</summary>
    Symbol,
    End,
}

/// <param name="Kind">What it is.</param>
/// <param name="Value">A word or symbol as written, an identifier or text without its quotes.</param>
/// <param name="Offset">Where it begins in the SQL.</param>
/// <param name="Length">How long it is there.</param>
internal readonly record struct SqlToken(SqlTokenKind Kind, string Value, int Offset, int Length)
{
    public bool Is(string word) => Kind is SqlTokenKind.Word or SqlTokenKind.Symbol && string.Equals(Value, word, StringComparison.OrdinalIgnoreCase);

    /// <summary>As errors name it.</summary>
    public string Shown => Kind switch
    {
        SqlTokenKind.End => "the end of the SQL",
        SqlTokenKind.Quoted => $"`{Value}`",
        SqlTokenKind.Text => "the text '…'",
        _ => $"'{Value}'",
    };
}
