using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Sinogram.CSharp.Source;

/// <summary>Edits that every form of the generated text needs: modifiers of the top level, and returns without a value.</summary>
internal static class BodyEdits
{
    public const string NoValue = "global::Sinogram.CSharp.Runtime.CellFrame.NoValue";

    public static void AddTo(CellSource source, TextEdits edits)
    {
        foreach (var member in source.Body)
        {
            var modifiers = member switch
            {
                FieldDeclarationSyntax field => field.Modifiers,
                GlobalStatementSyntax { Statement: LocalDeclarationStatementSyntax local } => local.Modifiers,
                _ => default,
            };
            DeleteModifiers(source, edits, modifiers);
            foreach (var modifier in modifiers.Where(m => m.IsKind(SyntaxKind.UnsafeKeyword)))
            {
                // The whole body is unsafe then.
                edits.Delete(source.Text, modifier.SpanStart, modifier.Span.End);
            }

            foreach (var plain in CellSyntax.InSameFunction(member).OfType<ReturnStatementSyntax>().Where(r => r.Expression is null))
            {
                edits.InsertAfter(plain.ReturnKeyword.Span.End, " " + NoValue);
            }
        }

        foreach (var method in source.Methods)
        {
            switch (method)
            {
                case GlobalStatementSyntax { Statement: LocalFunctionStatementSyntax local }:
                    Static(source, edits, local.Modifiers, local.ReturnType.SpanStart);
                    break;
                case MethodDeclarationSyntax declared:
                    Static(source, edits, declared.Modifiers, declared.ReturnType.SpanStart);
                    break;
            }
        }

        foreach (var member in source.Members)
        {
            switch (member)
            {
                case BasePropertyDeclarationSyntax property:
                    Static(source, edits, property.Modifiers, property is EventDeclarationSyntax e ? e.EventKeyword.SpanStart : property.Type.SpanStart);
                    break;
                case EventFieldDeclarationSyntax declared:
                    // As a plain field it can be raised by later cells too.
                    Static(source, edits, declared.Modifiers, declared.EventKeyword.SpanStart);
                    edits.Delete(source.Text, declared.EventKeyword.SpanStart, declared.EventKeyword.Span.End);
                    break;
            }
        }
    }

    private static void Static(CellSource source, TextEdits edits, SyntaxTokenList modifiers, int before)
    {
        DeleteModifiers(source, edits, modifiers);
        var first = modifiers.Where(IsKept).Select(m => m.SpanStart).DefaultIfEmpty(before).First();
        edits.Insert(first, "internal static ");
    }

    private static void DeleteModifiers(CellSource source, TextEdits edits, SyntaxTokenList modifiers)
    {
        foreach (var modifier in modifiers.Where(m => !IsKept(m)))
        {
            edits.Delete(source.Text, modifier.SpanStart, modifier.Span.End);
        }
    }

    /// <summary>Modifiers that mean something in a cell; access and <c>static</c> do not.</summary>
    private static bool IsKept(SyntaxToken modifier) => !modifier.IsKind(SyntaxKind.PublicKeyword) && !modifier.IsKind(SyntaxKind.PrivateKeyword)
        && !modifier.IsKind(SyntaxKind.InternalKeyword) && !modifier.IsKind(SyntaxKind.ProtectedKeyword) && !modifier.IsKind(SyntaxKind.StaticKeyword)
        && !modifier.IsKind(SyntaxKind.ReadOnlyKeyword) && !modifier.IsKind(SyntaxKind.VolatileKeyword) && !modifier.IsKind(SyntaxKind.RequiredKeyword);
}
