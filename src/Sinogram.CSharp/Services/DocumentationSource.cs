using System.Collections.Concurrent;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Sinogram.CSharp.Names;
using Sinogram.CSharp.Source;

namespace Sinogram.CSharp.Services;

/// <summary>
/// The documentation of symbols: of assemblies from the file beside them, of cells from the comments in their text. What is inherited is looked up where it comes from.
/// </summary>
internal sealed class DocumentationSource(NameTable table)
{
    private const int MostInherited = 4;

    private readonly ConcurrentDictionary<string, DocumentationFile?> _files = new(StringComparer.Ordinal);

    /// <summary>What is written about a symbol; null where nothing is.</summary>
    public Documentation? Of(ISymbol symbol, Compilation compilation)
    {
        for (var steps = 0; steps < MostInherited; steps++)
        {
            var text = TextOf(symbol, compilation);
            if (text?.Contains("<inheritdoc", StringComparison.Ordinal) != true)
            {
                return Documentation.Of(text);
            }

            if (Inherited(symbol) is not { } from)
            {
                return null;
            }

            symbol = from;
        }

        return null;
    }

    private string? TextOf(ISymbol symbol, Compilation compilation)
    {
        symbol = (symbol as IMethodSymbol)?.ReducedFrom ?? symbol.OriginalDefinition;
        if (symbol.DeclaringSyntaxReferences is [var declared, ..])
        {
            return CommentText.Before(declared.GetSyntax());
        }

        return symbol.ContainingAssembly is { } assembly
            ? FileOf(assembly, compilation) is { } file ? symbol.GetDocumentationCommentId() is { } id ? file.Of(id) : null : OfCell(symbol)
            : null;
    }

    private DocumentationFile? FileOf(IAssemblySymbol assembly, Compilation compilation) =>
        (compilation.GetMetadataReference(assembly) as PortableExecutableReference)?.FilePath is { } path && Path.IsPathRooted(path)
            ? _files.GetOrAdd(Path.ChangeExtension(path, ".xml"), static xml => File.Exists(xml) ? DocumentationFile.Open(xml) : null)
            : null;

    /// <summary>The comment on a type, method or member of a type of an earlier cell.</summary>
    private string? OfCell(ISymbol symbol)
    {
        var outermost = symbol;
        while (outermost.ContainingType is { } outer && !outer.Name.StartsWith("__", StringComparison.Ordinal))
        {
            outermost = outer;
        }

        var entry = table.Types(outermost.Name).Concat<NameEntry>(table.Methods(outermost.Name)).FirstOrDefault(e => e.Cell.Name == outermost.ContainingAssembly?.Name);
        var text = (entry as TypeEntry)?.Text;
        if (entry is null && symbol.ContainingAssembly?.Name is { } cell)
        {
            text = table.SpacesOf(cell);
        }
        else if (SymbolEqualityComparer.Default.Equals(outermost, symbol) || text is null)
        {
            return entry?.Comment;
        }

        return text is not null && CSharpSyntaxTree.ParseText(text, CellSource.ParseOptions).GetRoot().DescendantNodes().OfType<MemberDeclarationSyntax>()
            .FirstOrDefault(m => NameOf(m) == symbol.Name) is { } member
            ? CommentText.Before(member)
            : null;
    }

    private static string? NameOf(MemberDeclarationSyntax member) => member switch
    {
        MethodDeclarationSyntax method => method.Identifier.ValueText,
        PropertyDeclarationSyntax property => property.Identifier.ValueText,
        FieldDeclarationSyntax field => field.Declaration.Variables[0].Identifier.ValueText,
        EnumMemberDeclarationSyntax value => value.Identifier.ValueText,
        BaseTypeDeclarationSyntax type => type.Identifier.ValueText,
        _ => null,
    };

    private static ISymbol? Inherited(ISymbol symbol) => symbol switch
    {
        IMethodSymbol { OverriddenMethod: { } overridden } => overridden,
        IPropertySymbol { OverriddenProperty: { } overridden } => overridden,
        { ContainingType: { } type } and (IMethodSymbol or IPropertySymbol or IEventSymbol) => type.AllInterfaces.SelectMany(i => i.GetMembers(symbol.Name))
            .FirstOrDefault(m => SymbolEqualityComparer.Default.Equals(type.FindImplementationForInterfaceMember(m), symbol)),
        INamedTypeSymbol { BaseType: { SpecialType: not SpecialType.System_Object } parent } => parent,
        _ => null,
    };
}
