using System.Text;
using System.Text.RegularExpressions;
using System.Xml;
using System.Xml.Linq;

namespace Sinogram.CSharp.Services;

/// <summary>What a documentation comment says, as plain text.</summary>
/// <param name="Summary">The summary, or null.</param>
/// <param name="Parameters">Parameters by name.</param>
/// <param name="Returns">What is returned, or null.</param>
/// <param name="Remarks">Further remarks, or null.</param>
internal sealed partial record Documentation(string? Summary, IReadOnlyList<(string Name, string Text)> Parameters, string? Returns, string? Remarks)
{
    /// <summary>Reads the inside of a documentation comment; null where it says nothing. Text that is no XML is taken as it is.</summary>
    public static Documentation? Of(string? xml)
    {
        if (string.IsNullOrWhiteSpace(xml))
        {
            return null;
        }

        XElement root;
        try
        {
            root = XElement.Parse("<m>" + xml + "</m>", LoadOptions.PreserveWhitespace);
        }
        catch (XmlException)
        {
            return new Documentation(Plain(xml), [], null, null);
        }

        // A comment without any element is a summary.
        var summary = root.HasElements ? Text(root.Element("summary")) : Plain(root.Value);
        var parameters = root.Elements("param").Concat(root.Elements("typeparam"))
            .Select(p => ((string?)p.Attribute("name") ?? "", Text(p) ?? "")).Where(p => p.Item2.Length > 0).ToList();
        var found = new Documentation(summary, parameters, Text(root.Element("returns")) ?? Text(root.Element("value")), Text(root.Element("remarks")));
        return found is { Summary: null, Returns: null, Parameters.Count: 0 } ? null : found;
    }

    /// <summary>The summary's first sentences, short enough for a list.</summary>
    public string? Short => Summary is { Length: > 200 } text ? text[..200] + " …" : Summary;

    private static string? Text(XElement? element)
    {
        if (element is null)
        {
            return null;
        }

        var text = new StringBuilder();
        Add(element, text);
        return Plain(text.ToString()) is { Length: > 0 } plain ? plain : null;
    }

    /// <summary>References are named by their last part, paragraphs stand apart.</summary>
    private static void Add(XElement element, StringBuilder text)
    {
        foreach (var node in element.Nodes())
        {
            switch (node)
            {
                case XText plain:
                    text.Append(plain.Value);
                    break;
                case XElement { Name.LocalName: "see" or "seealso" or "paramref" or "typeparamref" } reference when reference.IsEmpty:
                    text.Append(Last((string?)reference.Attribute("cref") ?? (string?)reference.Attribute("langword") ?? (string?)reference.Attribute("name") ?? (string?)reference.Attribute("href") ?? ""));
                    break;
                case XElement inner:
                    text.Append(inner.Name.LocalName is "para" or "item" or "br" ? " " : "");
                    Add(inner, text);
                    text.Append(inner.Name.LocalName is "para" or "item" ? " " : "");
                    break;
            }
        }
    }

    private static string Last(string reference) =>
        reference.StartsWith("http", StringComparison.Ordinal) ? reference : reference.Split('(')[0].Split('.')[^1].Split('`')[0].Split(':')[^1];

    private static string Plain(string text) => Space().Replace(text, " ").Trim();

    [GeneratedRegex(@"\s+")]
    private static partial Regex Space();
}
