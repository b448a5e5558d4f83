using System.Collections;
using System.Globalization;
using System.Reflection;
using Sinogram.Core.Display;

namespace Sinogram.Interactive.Formatting;

/// <summary>Sequences: a table of index and value, or of the items' own properties. Reads no more of a sequence than it shows, and once.</summary>
internal sealed class SequenceFormatter : IFormatter, ITabularSource
{
    /// <summary>How many rows are shown.</summary>
    public const int MostRows = 20;

    /// <summary>How many columns are shown.</summary>
    public const int MostColumns = 20;

    /// <summary>How many rows are shown inside another value.</summary>
    public const int MostRowsInside = 10;

    public MimeBundle? Format(object value, FormatContext context)
    {
        if (value is not IEnumerable items)
        {
            return null;
        }

        var most = DisplayLimits.RowsAt(context.Depth, value.GetType());
        var (shown, hasMore) = Take(items, most);
        var count = Count(value);
        var name = NameOf(value);
        if (shown.Count == 0)
        {
            return MimeBundle.Html(Markup.Block($"<i>{HtmlTable.Encode(name)}, empty</i>"), $"{name}, empty");
        }

        var members = RowMembers(shown);
        var table = members is null ? Values(shown, context) : Rows(shown, members);
        List<string> notes = [];
        if (hasMore)
        {
            notes.Add(count is { } all ? HtmlTable.Of(shown.Count, all, "items") : $"the first {shown.Count} items; there are more");
        }

        if (members?.Count > MostColumns)
        {
            notes.Add(HtmlTable.Of(MostColumns, members.Count, "columns"));
        }

        table.Note = notes.Count > 0 ? string.Join(", ", notes) : null;
        var caption = count is null ? name : string.Create(CultureInfo.InvariantCulture, $"{name} ({count:N0})");
        return MimeBundle.Html(table.ToHtml(caption), Plain(shown, members, table, caption, hasMore));
    }

    public TabularView? View(object value)
    {
        if (value is not IEnumerable items || value is string or IDictionary)
        {
            return null;
        }

        var rows = items.Cast<object?>().ToList();
        var members = rows.Count == 0 ? null : RowMembers(rows);
        return members is null
            ? new TabularView(NameOf(value), [new TabularColumn("value", ItemType(rows), AreNumbers(rows))], rows.Count, (r, _) => rows[r])
            : new TabularView(
                NameOf(value),
                [.. members.Select(m => new TabularColumn(m.Name, TypeText.Of(Members.TypeOf(m)), IsNumber(Members.TypeOf(m))))],
                rows.Count,
                (r, c) => Members.ValueOf(members[c], rows[r]!));
    }

    /// <summary>Whether values of a type are numbers.</summary>
    public static bool IsNumber(Type type)
    {
        var plain = Nullable.GetUnderlyingType(type) ?? type;
        return plain != typeof(bool) && plain != typeof(char) && (plain.IsPrimitive || plain == typeof(decimal) || plain == typeof(Half) || plain == typeof(System.Numerics.BigInteger));
    }

    /// <summary>Whether all values are numbers, or missing.</summary>
    public static bool AreNumbers(IEnumerable<object?> values)
    {
        var any = false;
        foreach (var value in values)
        {
            if (value is not null && !IsNumber(value.GetType()))
            {
                return false;
            }

            any |= value is not null;
        }

        return any;
    }

    /// <summary>How many items a collection says it has; null where it does not say.</summary>
    public static int? Count(object value) => value is ICollection collection
        ? collection.Count
        : value.GetType().GetInterfaces()
            .Where(i => i.IsGenericType && i.GetGenericTypeDefinition() is var d && (d == typeof(IReadOnlyCollection<>) || d == typeof(ICollection<>)))
            .Select(i => i.GetProperty("Count")?.GetValue(value) as int?).FirstOrDefault();

    private static HtmlTable Values(List<object?> shown, FormatContext context)
    {
        var types = shown.Select(i => i?.GetType()).Distinct().ToList();
        var mixed = types.Count > 1;
        var value = new HtmlColumn("value", mixed ? null : ItemType(shown), AreNumbers(shown));
        var table = mixed
            ? new HtmlTable(new HtmlColumn("index", null, true), value, new HtmlColumn("type"))
            : new HtmlTable(new HtmlColumn("index", null, true), value);
        for (var i = 0; i < shown.Count; i++)
        {
            var cell = NestedValue.Cell(shown[i], context);
            var index = i.ToString(CultureInfo.InvariantCulture);
            if (mixed)
            {
                table.Add(index, cell, shown[i] is { } item ? TypeText.Of(item.GetType()) : "");
            }
            else
            {
                table.Add(index, cell);
            }
        }

        return table;
    }

    private static HtmlTable Rows(List<object?> shown, IReadOnlyList<MemberInfo> members)
    {
        var columns = members.Take(MostColumns).ToList();
        var table = new HtmlTable(
        [
            new HtmlColumn("index", null, true),
            .. columns.Select(c => new HtmlColumn(c.Name, TypeText.Of(Members.TypeOf(c)), IsNumber(Members.TypeOf(c)))),
        ]);
        for (var i = 0; i < shown.Count; i++)
        {
            table.Add([i.ToString(CultureInfo.InvariantCulture), .. columns.Select(c => (HtmlCell)Members.Text(c, shown[i]!))]);
        }

        return table;
    }

    private static string Plain(List<object?> shown, IReadOnlyList<MemberInfo>? members, HtmlTable table, string caption, bool hasMore) =>
        members is null && shown.All(i => i is not string && InlineText.Scalar(i) is not null) && !hasMore
            ? "[" + string.Join(", ", shown.Select(i => InlineText.Of(i))) + "]"
            : table.ToText(caption);

    private static string NameOf(object value) => TypeText.Of(value.GetType());

    private static string ItemType(List<object?> items) => items.FirstOrDefault(i => i is not null) is { } item ? TypeText.Of(item.GetType()) : "object";

    private static (List<object?> Shown, bool HasMore) Take(IEnumerable items, int most)
    {
        var shown = new List<object?>();
        foreach (var item in items)
        {
            if (shown.Count == most)
            {
                return (shown, true);
            }

            shown.Add(item);
        }

        return (shown, false);
    }

    /// <summary>The members to show as columns, where all items are of one type that has members rather than a text of its own.</summary>
    private static IReadOnlyList<MemberInfo>? RowMembers(List<object?> items)
    {
        var type = items[0]?.GetType();
        if (type is null || items.Exists(i => i?.GetType() != type) || InlineText.Scalar(items[0]) is not null
            || items[0] is IEnumerable || (type.FullName!.StartsWith("System.", StringComparison.Ordinal) && !IsPair(type)))
        {
            return null;
        }

        var members = Members.Of(type);
        return members.Count > 0 ? members : null;
    }

    private static bool IsPair(Type type) =>
        type.IsGenericType && (type.GetGenericTypeDefinition() == typeof(KeyValuePair<,>) || type.Name.StartsWith("ValueTuple`", StringComparison.Ordinal) || type.Name.StartsWith("Tuple`", StringComparison.Ordinal));
}
