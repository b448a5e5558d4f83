using System.Text;
using Sinogram.Remote.Drill.Sql;

namespace Sinogram.Remote.Drill.Completion;

/// <summary>What is known of a name in a query: a table's columns, a column's type, an option's value, a schema, a function.</summary>
internal static class DrillInspection
{
    private const int MostColumns = 60;

    /// <summary>Some lines of text, or null where nothing is known.</summary>
    public static string? At(INameSource names, string sql, int position)
    {
        var tokens = DrillCompletion.Tokens(sql);
        var at = tokens.FindIndex(t => t.Offset <= position && position <= t.Offset + t.Length && t.Kind is SqlTokenKind.Word or SqlTokenKind.Quoted);
        if (at < 0) { return null; }
        return Option(names, tokens, at) ?? Table(names, tokens, at) ?? Column(names, sql, tokens, at) ?? Schema(names, tokens, at) ?? Function(names, tokens, at);
    }

    private static string? Option(INameSource names, List<SqlToken> tokens, int at)
    {
        var first = at;
        while (first > 1 && tokens[first - 1].Is(".")) { first -= 2; }
        if (first == 0 || !(tokens[first - 1].Is("SET") || tokens[first - 1].Is("RESET"))) { return null; }
        var name = string.Join('.', DrillCompletion.Name(tokens, first).Name.Select(n => n.Value));
        var option = names.Options.FirstOrDefault(o => string.Equals(o.Name, name, StringComparison.OrdinalIgnoreCase));
        return option.Name is null ? null : $"{option.Name} = {option.Detail}";
    }

    private static string? Table(INameSource names, List<SqlToken> tokens, int at)
    {
        for (var i = 0; i < at; i++)
        {
            if (!tokens[i].Is("FROM") && !tokens[i].Is("JOIN") && !tokens[i].Is("DESCRIBE")) { continue; }
            var (name, next) = DrillCompletion.Name(tokens, i + 1);
            if (at <= i || at >= next) { continue; }
            var columns = names.Columns(name).ToList();
            if (columns.Count == 0) { return null; }
            var text = new StringBuilder().Append(string.Join('.', name.Select(n => DrillCompletion.Quoted(n.Value)))).Append(columns.Count == 1 ? ": 1 column" : $": {columns.Count} columns");
            foreach (var (column, type) in columns.Take(MostColumns)) { text.Append('\n').Append(DrillCompletion.Quoted(column)).Append("  ").Append(type); }
            if (columns.Count > MostColumns) { text.Append("\n…"); }
            return text.ToString();
        }
        return null;
    }

    private static string? Column(INameSource names, string sql, List<SqlToken> tokens, int at)
    {
        if (at + 1 < tokens.Count && tokens[at + 1].Is("(")) { return null; }
        var path = at > 0 && tokens[at - 1].Is(".") ? DrillCompletion.Path(tokens[..at]) : [];
        var column = DrillCompletion.FieldsOf(names, sql, path).FirstOrDefault(c => string.Equals(c.Name, tokens[at].Value, StringComparison.OrdinalIgnoreCase));
        return column.Name is null ? null : $"{string.Join('.', path.Append(column.Name))}  {column.Type}";
    }

    private static string? Schema(INameSource names, List<SqlToken> tokens, int at)
    {
        var path = at > 0 && tokens[at - 1].Is(".") ? DrillCompletion.Path(tokens[..at]) : [];
        var schema = string.Join('.', path.Append(tokens[at].Value));
        var inner = names.Schemas.Where(s => string.Equals(s, schema, StringComparison.OrdinalIgnoreCase) || s.StartsWith(schema + ".", StringComparison.OrdinalIgnoreCase)).ToList();
        return inner.Count > 0 ? $"schema {schema}: {string.Join(", ", inner)}" : null;
    }

    private static string? Function(INameSource names, List<SqlToken> tokens, int at) =>
        at + 1 < tokens.Count && tokens[at + 1].Is("(") && names.Functions.FirstOrDefault(f => string.Equals(f, tokens[at].Value, StringComparison.OrdinalIgnoreCase)) is { } function ? $"{function}(…): a function of Drill's" : null;
}
