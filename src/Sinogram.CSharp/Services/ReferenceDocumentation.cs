using System.Text.RegularExpressions;
using System.Xml;
using Microsoft.CodeAnalysis;

namespace Sinogram.CSharp.Services;

/// <summary>Summaries from the documentation files that lie beside reference images; read when asked for, one member at a time.</summary>
internal sealed partial class ReferenceDocumentation
{
    /// <summary>The summary of a symbol, or null where no file has one.</summary>
    public string? SummaryOf(ISymbol symbol)
    {
        var id = symbol.OriginalDefinition.GetDocumentationCommentId();
        if (id is null || symbol.ContainingAssembly is not { } assembly || FileOf(assembly) is not { } file)
        {
            return null;
        }

        try
        {
            using var reader = XmlReader.Create(file, new XmlReaderSettings { DtdProcessing = DtdProcessing.Prohibit });
            while (reader.ReadToFollowing("member"))
            {
                if (reader.GetAttribute("name") == id)
                {
                    return reader.ReadToDescendant("summary") ? Plain(reader.ReadInnerXml()) : null;
                }
            }
        }
        catch (Exception e) when (e is XmlException or IOException or UnauthorizedAccessException)
        {
            // Documentation is an extra: without it the signature is shown alone.
        }

        return null;
    }

    private static string? FileOf(IAssemblySymbol assembly)
    {
        var reference = assembly.GetMetadata() is null ? null : References.FrameworkReferences.All
            .OfType<PortableExecutableReference>().FirstOrDefault(r => Path.GetFileNameWithoutExtension(r.FilePath) == assembly.Name);
        var file = Path.ChangeExtension(reference?.FilePath, ".xml");
        return file is not null && File.Exists(file) ? file : null;
    }

    /// <summary>Text without tags: a reference is named by its last part.</summary>
    private static string Plain(string xml)
    {
        var text = Reference().Replace(xml, m => m.Groups[1].Value.Split('(')[0].Split('.')[^1].Split('`')[0]);
        text = System.Net.WebUtility.HtmlDecode(Tag().Replace(text, ""));
        return Space().Replace(text, " ").Trim();
    }

    [GeneratedRegex("""<(?:see|seealso|paramref|typeparamref)\s+(?:cref|langword|name|href)="([^"]*)"\s*/>""")]
    private static partial Regex Reference();

    [GeneratedRegex("<[^>]+>")]
    private static partial Regex Tag();

    [GeneratedRegex(@"\s+")]
    private static partial Regex Space();
}
