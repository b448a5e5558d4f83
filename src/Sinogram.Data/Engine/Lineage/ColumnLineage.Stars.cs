using System.Text.Json;
using System.Text.RegularExpressions;

namespace Sinogram.Data.Engine.Lineage;

/// <content>Expressions that stand for several columns: <c>*</c>, <c>t.*</c>, <c>COLUMNS(…)</c>, <c>unnest</c> of a struct.</content>
internal sealed partial class ColumnLineage
{
    private static readonly TimeSpan LongestMatch = TimeSpan.FromSeconds(1);

    /// <summary>The columns that an expression of a select list makes.</summary>
    private IEnumerable<Output> Expanded(JsonElement expression, Scope scope, Tables tables)
    {
        if (expression.Class() == "STAR")
        {
            return Starred(expression, scope, tables);
        }

        if (expression.Text("type") == "OPERATOR_UNPACK" && expression.Parts("children").FirstOrDefault() is { ValueKind: JsonValueKind.Object } unpacked)
        {
            return Expanded(unpacked, scope, tables);
        }

        if (FindStar(expression) is { } star)
        {
            // The expression once for each of the columns.
            var alias = expression.Name("alias");
            return Starred(star, scope, tables).Select(c => c.Rest is not { } rest
                ? new Output(alias ?? (expression.Class() is "CAST" ? c.Name : null), OfColumn(expression, c.Mark, scope, tables))
                : Output.Unknown(n => alias is not null ? c.Most : Mark.Any(Words(n).Select(rest)), c.Most)).ToList();
        }

        var mark = MarkOf(expression, scope, tables);
        return expression.Text("function_name") == "unnest" && mark.Fields is { } fields && expression.Parts("children").FirstOrDefault() is { ValueKind: JsonValueKind.Object } argument
            && MarkOf(argument, scope, tables).Element is null
            ? fields.Select(f => new Output(f.Name, f.Mark))
            : [new Output(NameOf(expression), mark)];
    }

    private Mark OfColumn(JsonElement expression, Mark column, Scope scope, Tables tables)
    {
        _column = column;
        var mark = MarkOf(expression, scope, tables);
        _column = null;
        return mark;
    }

    private List<Output> Starred(JsonElement star, Scope scope, Tables tables)
    {
        var all = star.Name("relation_name") is not { } relation ? scope.Star
            : scope.Relation(relation) ?? (scope.Find([relation]) is { Fields: { } fields } ? [.. fields.Select(f => new Output(f.Name, f.Mark))] : [Unknown()]);
        if (star.Part("expr") is { } chosen)
        {
            all = Chosen(all, chosen);
        }

        (string? Relation, string Column)[] excluded = [.. star.ColumnNames("exclude_list"), .. star.ColumnNames("qualified_exclude_list")];
        var replaced = star.Parts("replace_list").Where(e => e.Text("key") is not null && e.Part("value") is not null)
            .ToDictionary(e => e.Text("key")!, e => MarkOf(e.Part("value")!.Value, scope, tables), StringComparer.OrdinalIgnoreCase);
        var renamed = star.Parts("rename_list").Where(e => e.Text("value") is not null)
            .ToDictionary(e => e.Text("key") ?? e.Part("key")?.Text("column") ?? "", e => e.Text("value")!, StringComparer.OrdinalIgnoreCase);
        return [.. all.Where(c => c.Name is null || !Array.Exists(excluded, e => c.IsCalled(e.Column) && (e.Relation is null || string.Equals(e.Relation, c.Relation, StringComparison.OrdinalIgnoreCase))))
            .Select(c => c.Rest is { } rest ? Output.Unknown(n => OfRest(n, rest), Mark.Any([c.Most, .. replaced.Values])) : c with
            {
                Mark = c.Name is not null && replaced.TryGetValue(c.Name, out var other) ? other : c.Mark,
                Name = c.Name is not null && renamed.TryGetValue(c.Name, out var name) ? name : c.Name,
            })];

        Mark OfRest(string name, Func<string, Mark> rest) =>
            replaced.TryGetValue(name, out var other) ? other
            : renamed.FirstOrDefault(r => string.Equals(r.Value, name, StringComparison.OrdinalIgnoreCase)).Key is { } former ? rest(former)
            : rest(name);
    }

    /// <summary>The columns whose names a pattern or a list chooses; for any other choice, by the names that the result has.</summary>
    private static List<Output> Chosen(List<Output> all, JsonElement chosen)
    {
        if (chosen.Constant() is { } pattern)
        {
            try
            {
                return [.. all.Where(c => c.Name is null || Regex.IsMatch(c.Name, pattern, RegexOptions.CultureInvariant, LongestMatch))];
            }
            catch (Exception e) when (e is RegexParseException or RegexMatchTimeoutException)
            {
                // A pattern that is not one here.
            }
        }

        if (chosen.Text("function_name") == "list_value" && chosen.Parts("children").Select(c => c.Constant()).ToList() is { Count: > 0 } names && names.TrueForAll(n => n is not null)
            && names.TrueForAll(n => all.Exists(c => c.IsCalled(n!))))
        {
            return [.. names.Select(n => all.First(c => c.IsCalled(n!)))];
        }

        var most = Mark.Any(all.Select(c => c.AtMost));
        return [Output.Unknown(
            n => all.Where(c => c.IsCalled(n)).Select(c => c.Mark).Concat(all.Where(c => c.Rest is not null).Select(c => c.Rest!(n))).ToList() is { Count: > 0 } marks ? marks.Aggregate(Mark.Either) : most, most)];
    }

    /// <summary>The star within an expression that makes a column of each; those of functions that take all columns at once make none.</summary>
    private static JsonElement? FindStar(JsonElement element)
    {
        if (element.ValueKind == JsonValueKind.Array)
        {
            return element.EnumerateArray().Select(FindStar).FirstOrDefault(s => s is not null);
        }

        if (element.ValueKind != JsonValueKind.Object || element.Class() is "SUBQUERY" or "LAMBDA" || element.Text("type") == "OPERATOR_UNPACK")
        {
            return null;
        }

        return element.Class() == "STAR" ? element.Has("columns") ? element : null : element.EnumerateObject().Select(p => FindStar(p.Value)).FirstOrDefault(s => s is not null);
    }

    private static string? NameOf(JsonElement expression) =>
        expression.Name("alias") ?? (expression.Class() == "COLUMN_REF" ? expression.Parts("column_names").Last().GetString()
            : expression.Class() == "CAST" && expression.Part("child") is { } child ? NameOf(child) : null);

    private static IEnumerable<string> Words(string name) => name.Split([' ', '(', ')', ',', '"', '.', '[', ']', '\'', ':', '|', '+'], StringSplitOptions.RemoveEmptyEntries);
}
