using System.Collections;
using System.Globalization;
using System.Reflection;
using Sinogram.Core.Display;

namespace Sinogram.Interactive.Formatting;

/// <summary>Sequences: a table of index and value, or of the items' own properties. Reads no more of a sequence than it shows, and once.</summary>
internal sealed class SequenceFormatter : IFormatter
{
    /// <summary>How many rows are shown.</summary>
    public const int MostRows = 20;

    private const int MostColumns = 20;

    public MimeBundle? Format(object value, FormatContext context)
    {
        if (value is not IEnumerable items)
        {
            return null;
        }

        var (shown, hasMore) = Take(items);
        var count = Count(value);
        var name = TypeText.Of(value.GetType());
        if (name.Contains('<', StringComparison.Ordinal) && name.StartsWith('<'))
        {
            name = "sequence";
        }

        if (shown.Count == 0)
        {
            return MimeBundle.Html($"<i>{HtmlTable.Encode(name)} (empty)</i>", $"{name} (empty)");
        }

        var columns = Columns(shown);
        var table = columns is null ? new HtmlTable("index", "value") : new HtmlTable(["index", .. columns.Select(c => c.Name)]);
        table.Right.Add(0);
        for (var i = 0; i < shown.Count; i++)
        {
            var index = i.ToString(CultureInfo.InvariantCulture);
            table.Add(columns is null ? [index, InlineText.Of(shown[i])] : [index, .. columns.Select(c => Members.Text(c, shown[i]!))]);
        }

        if (hasMore)
        {
            table.Note = count is { } all
                ? string.Create(CultureInfo.InvariantCulture, $"{MostRows} of {all:N0}")
                : string.Create(CultureInfo.InvariantCulture, $"the first {MostRows}; there are more");
        }

        var caption = count is null ? name : string.Create(CultureInfo.InvariantCulture, $"{name} ({count:N0})");
        return MimeBundle.Html(table.ToHtml(caption), Plain(shown, columns, table, caption, hasMore));
    }

    private static string Plain(List<object?> shown, IReadOnlyList<MemberInfo>? columns, HtmlTable table, string caption, bool hasMore) =>
        columns is null && shown.All(i => i is not string && InlineText.Scalar(i) is not null) && !hasMore
            ? "[" + string.Join(", ", shown.Select(i => InlineText.Of(i))) + "]"
            : table.ToText(caption);

    private static (List<object?> Shown, bool HasMore) Take(IEnumerable items)
    {
        var shown = new List<object?>();
        foreach (var item in items)
        {
            if (shown.Count == MostRows)
            {
                return (shown, true);
            }

            shown.Add(item);
        }

        return (shown, false);
    }

    private static int? Count(object value) => value is ICollection collection
        ? collection.Count
        : value.GetType().GetInterfaces().FirstOrDefault(i => i.IsGenericType && i.GetGenericTypeDefinition() == typeof(IReadOnlyCollection<>))
            ?.GetProperty("Count")?.GetValue(value) as int?;

    /// <summary>The members to show as columns, where all items are of one type that has no text of its own, or is a record.</summary>
    private static IReadOnlyList<MemberInfo>? Columns(List<object?> shown)
    {
        var type = shown[0]?.GetType();
        if (type is null || shown.Exists(i => i?.GetType() != type) || InlineText.Scalar(shown[0]) is not null
            || shown[0] is IEnumerable || type.FullName!.StartsWith("System.", StringComparison.Ordinal))
        {
            return null;
        }

        var members = Members.Of(type);
        return members.Count is > 0 and <= MostColumns ? members : null;
    }
}
