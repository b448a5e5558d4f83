using System.Globalization;
using Sinogram.Core.Display;

namespace Sinogram.Interactive.Formatting;

/// <summary>Any object: a table of its properties and fields, with their types; those that are objects open.</summary>
internal sealed class ObjectFormatter : IFormatter
{
    private const int MostMembers = 40;

    public MimeBundle? Format(object value, FormatContext context)
    {
        var type = value.GetType();
        if (IsAsyncSequence(type))
        {
            return MimeBundle.Text($"{TypeText.Of(type)} (not run: await foreach reads it)");
        }

        var members = Members.Of(type);
        if (members.Count == 0 || IsTuple(type) || value is Task)
        {
            return MimeBundle.Text(value is Task task ? $"{TypeText.Of(type)} ({task.Status})" : InlineText.Of(value));
        }

        var table = new HtmlTable(new HtmlColumn("name"), new HtmlColumn("value"), new HtmlColumn("type"));
        foreach (var member in members.Take(MostMembers))
        {
            table.Add(member.Name, Members.Cell(member, value, context), TypeText.Of(Members.TypeOf(member)));
        }

        if (members.Count > MostMembers)
        {
            table.Note = string.Create(CultureInfo.InvariantCulture, $"{MostMembers} of {members.Count} members");
        }

        var name = TypeText.Of(type);
        return MimeBundle.Html(table.ToHtml(name), InlineText.HasOwnText(type) ? InlineText.Of(value) : table.ToText(name));
    }

    private static bool IsAsyncSequence(Type type) => type.Name.StartsWith('<') && Array.Exists(type.GetInterfaces(), i => i.IsGenericType && i.GetGenericTypeDefinition() == typeof(IAsyncEnumerable<>));

    private static bool IsTuple(Type type) => type.FullName?.StartsWith("System.ValueTuple", StringComparison.Ordinal) == true;
}
