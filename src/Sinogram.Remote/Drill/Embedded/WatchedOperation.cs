using System.Globalization;
using Sinogram.Remote.Drill.Embedded.Binding;

namespace Sinogram.Remote.Drill.Embedded;

/// <summary>An operation whose errors the engine tells without a place.</summary>
/// <param name="Format">The operation, with {0}, {1} … for what it computes with.</param>
/// <param name="Source">Its place in the user's SQL.</param>
/// <param name="Texts">What it computes with.</param>
internal record WatchedOperation(string Format, int Source, SqlText[] Texts)
{
    /// <summary>What its failure means, where its values do not tell that.</summary>
    public virtual (string Message, string? Hint)? Told => null;

    private const char Separator = '\u001f';
    private const string Null = "\u001e";

    /// <summary>One of the four operations or a sign, not a function.</summary>
    public bool IsArithmetic => Format.StartsWith("({0} ", StringComparison.Ordinal) || Format == "(-{0})" || Format == "abs({0})";

    /// <summary>The operation so that its failure, and no other one, is told by its number with the values that it met.</summary>
    /// <param name="number">Its number.</param>
    public virtual SqlText Watch(int number)
    {
        var name = string.Create(CultureInfo.InvariantCulture, $"watched{number}");
        var operands = Texts.Select((_, i) => SqlText.Of(string.Create(CultureInfo.InvariantCulture, $"{name}.x{i}"))).ToArray();
        var operation = SqlText.Format(Format, operands).ToString();
        var values = string.Concat(operands.Select(o => $" || chr(31) || typeof({o}) || chr(31) || coalesce(CAST({o} AS VARCHAR), chr(30))"));
        // The values are computed once, outside; an error among them is told by its own watch.
        return new SqlText()
            .Add("list_transform([{")
            .Join(", ", Texts.Select((t, i) => SqlText.Format(string.Create(CultureInfo.InvariantCulture, $"'x{i}': {{0}}"), t)))
            .Add(string.Create(
                CultureInfo.InvariantCulture,
                $"}}], lambda {name}: CASE WHEN TRY(({operation}) IS NULL) IS NULL THEN error('{number}'{values} || {ErrorPlace.Of(Source)}) ELSE {operation} END)[1]"));
    }

    /// <summary>What an error of a watched operation says.</summary>
    /// <param name="message">The engine's message, without its place.</param>
    /// <param name="watched">The operations by their numbers.</param>
    /// <returns>The operation, and SQL that repeats its failure; null for an error of something else.</returns>
    public static (WatchedOperation Operation, string Sql)? Read(string message, IReadOnlyList<WatchedOperation> watched)
    {
        var parts = message.Split(Separator);
        if (parts.Length < 2 || !int.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out var number) || number >= watched.Count) { return null; }
        var operation = watched[number];
        if (operation.Told is not null) { return (operation, ""); }
        if (parts.Length != 1 + (2 * operation.Texts.Length)) { return null; }
        var values = operation.Texts.Select((_, i) => SqlText.Of($"CAST({(parts[2 + (2 * i)] == Null ? "NULL" : Sinogram.Data.DuckDbEngine.Literal(parts[2 + (2 * i)]))} AS {parts[1 + (2 * i)]})")).ToArray();
        return (operation, $"SELECT {SqlText.Format(operation.Format, values)} AS v");
    }
}

/// <summary>A query in place of a value, which has one row or none.</summary>
/// <param name="Query">The query.</param>
/// <param name="Source">Its place in the user's SQL.</param>
internal sealed record WatchedQuery(SqlText Query, int Source) : WatchedOperation("({0})", Source, [Query])
{
    public const string SeveralRows = "Sub-query returned more than one row in place of a value.";
    public const string OneRow = "Let it return one row: max(…), LIMIT 1, or use IN.";

    public override (string Message, string? Hint)? Told => (SeveralRows, OneRow);

    public override SqlText Watch(int number) => SqlText.Format(
        string.Create(CultureInfo.InvariantCulture, $"(SELECT CASE WHEN count(*) > 1 THEN error('{number}' || chr(31) || {ErrorPlace.Of(Source)}) ELSE first(v) END FROM ({{0}}) AS watched{number}(v))"), Query);
}

/// <summary>The operations of a query by their numbers: the same expression, which may stand in SELECT and in GROUP BY, has one.</summary>
internal sealed class WatchedOperations
{
    private readonly List<WatchedOperation> _all = [];
    private readonly Dictionary<string, int> _numbers = new(StringComparer.Ordinal);

    public IReadOnlyList<WatchedOperation> All => _all;

    /// <summary>An operation that watches itself.</summary>
    public SqlText Of(WatchedOperation operation)
    {
        var text = SqlText.Format(operation.Format, operation.Texts).ToString();
        if (!_numbers.TryGetValue(text, out var number))
        {
            number = _numbers[text] = _all.Count;
            _all.Add(operation);
        }
        return _all[number].Watch(number);
    }
}
