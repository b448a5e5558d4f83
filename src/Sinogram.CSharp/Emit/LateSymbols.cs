using System.Collections.Immutable;
using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Sinogram.CSharp.Source;

namespace Sinogram.CSharp.Emit;

/// <summary>
/// The symbols of a cell that are made when an error asks for them, by compiling the cell once more: writing them takes a quarter of a small cell's
/// compilation, and most cells never fail. Only for cells whose code nobody but the kernel can find in a stack trace.
/// </summary>
internal sealed class LateSymbols(string text, ImmutableArray<MetadataReference> references, CSharpCompilationOptions options)
{
    private readonly Lazy<byte[]?> _image = new(() => Make(text, references, options));

    /// <summary>The symbols; null where they cannot be made.</summary>
    public byte[]? Image => _image.Value;

    /// <summary>
    /// Whether a cell's own code may see its stack trace, or leaves functions behind that other cells' code may see there: then the symbols must be loaded with it.
    /// </summary>
    public static bool AreTooLate(CellSource source) =>
        source.Methods.Count + source.Members.Count + source.Types.Count + source.Namespaces.Count > 0
        || source.Body.Any(m => m.DescendantNodes().Any(IsSeen));

    /// <summary>Whether code with these names may ask, when it is called later, where others are: from then on the symbols of every cell must be loaded with it.</summary>
    public static bool AreAskedFor(IReadOnlySet<string> identifiers) => identifiers.Contains("StackTrace") || identifiers.Contains("StackFrame") || identifiers.Contains("FirstChanceException");

    /// <summary>The file and line of a place in a method, as the runtime tells them for symbols that are loaded; null where it has none.</summary>
    public (string File, int Line)? LineAt(int method, int offset)
    {
        if (Image is not { } image)
        {
            return null;
        }

        using var provider = MetadataReaderProvider.FromPortablePdbStream(new MemoryStream(image, writable: false));
        var reader = provider.GetMetadataReader();
        var points = reader.GetMethodDebugInformation(((MethodDefinitionHandle)MetadataTokens.EntityHandle(method)).ToDebugInformationHandle()).GetSequencePoints();
        (string, int)? found = null;
        foreach (var point in points.TakeWhile(p => p.Offset <= offset).Where(p => !p.IsHidden))
        {
            found = (reader.GetString(reader.GetDocument(point.Document).Name), point.StartLine);
        }

        return found;
    }

    private static bool IsSeen(SyntaxNode node) => node
        is AnonymousFunctionExpressionSyntax or LocalFunctionStatementSyntax or QueryExpressionSyntax or CatchClauseSyntax or AwaitExpressionSyntax
        or CommonForEachStatementSyntax { AwaitKeyword.RawKind: not 0 } or UsingStatementSyntax { AwaitKeyword.RawKind: not 0 } or LocalDeclarationStatementSyntax { AwaitKeyword.RawKind: not 0 }
        or IdentifierNameSyntax { Identifier.ValueText: "StackTrace" or "StackFrame" };

    private static byte[]? Make(string text, ImmutableArray<MetadataReference> references, CSharpCompilationOptions options)
    {
        var tree = CSharpSyntaxTree.ParseText(text, CellSource.ParseOptions, path: CellCompiler.GeneratedFile, Encoding.UTF8);
        using var symbols = new MemoryStream();
        return CSharpCompilation.Create(CellImage.Placeholder, [tree], references, options).Emit(Stream.Null, symbols, options: CellCompiler.Emission).Success ? symbols.ToArray() : null;
    }
}
