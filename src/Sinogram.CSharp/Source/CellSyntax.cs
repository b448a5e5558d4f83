using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Sinogram.CSharp.Source;

/// <summary>What the engine asks of syntax: scopes, names, signatures.</summary>
internal static class CellSyntax
{
    /// <summary>Identifiers as written, without their <c>@</c>.</summary>
    public static HashSet<string> Identifiers(SyntaxNode node) =>
        [.. node.DescendantTokens().Where(t => t.IsKind(SyntaxKind.IdentifierToken)).Select(t => t.ValueText)];

    /// <summary>Whether a node opens a function of its own.</summary>
    public static bool IsFunction(SyntaxNode node) => node is AnonymousFunctionExpressionSyntax or LocalFunctionStatementSyntax;

    /// <summary>A node's descendants that run in the same function.</summary>
    public static IEnumerable<SyntaxNode> InSameFunction(SyntaxNode node) => node.DescendantNodesAndSelf(n => !IsFunction(n) || n == node);

    /// <summary>Whether a part of the body waits for a task.</summary>
    public static bool Awaits(SyntaxNode node) => InSameFunction(node).Any(n => n switch
    {
        AwaitExpressionSyntax => true,
        CommonForEachStatementSyntax { AwaitKeyword.RawKind: not 0 } => true,
        LocalDeclarationStatementSyntax { AwaitKeyword.RawKind: not 0 } => true,
        UsingStatementSyntax { AwaitKeyword.RawKind: not 0 } => true,
        _ => false,
    });

    /// <summary>Whether some of a node's code may run more than once: it has a loop, a label or a function.</summary>
    public static bool MayRepeat(SyntaxNode node) => node.DescendantNodesAndSelf().Any(n =>
        n is WhileStatementSyntax or DoStatementSyntax or ForStatementSyntax or CommonForEachStatementSyntax or LabeledStatementSyntax or QueryExpressionSyntax || IsFunction(n));

    /// <summary>The statement under its labels.</summary>
    public static StatementSyntax Unlabelled(StatementSyntax statement)
    {
        while (statement is LabeledStatementSyntax labeled)
        {
            statement = labeled.Statement;
        }

        return statement;
    }

    /// <summary>Whether a variable made inside an expression belongs to the scope of the top-level statement around it.</summary>
    public static bool LeaksToTopLevel(SyntaxNode designation, StatementSyntax topLevel)
    {
        for (var node = designation.Parent; node is not null; node = node.Parent)
        {
            switch (node)
            {
                case AnonymousFunctionExpressionSyntax or QueryExpressionSyntax or SwitchExpressionArmSyntax or CatchFilterClauseSyntax:
                    return false;
                case StatementSyntax statement:
                    return statement == topLevel && statement
                        is ExpressionStatementSyntax or LocalDeclarationStatementSyntax or IfStatementSyntax or ReturnStatementSyntax or ThrowStatementSyntax;
            }
        }

        return designation.FirstAncestorOrSelf<FieldDeclarationSyntax>() is not null;
    }

    /// <summary>A method's parameters as text that is equal for equal signatures.</summary>
    public static string Signature(ParameterListSyntax parameters, int arity) =>
        arity + "(" + string.Join(",", parameters.Parameters.Select(p =>
            string.Concat(p.Modifiers.Where(m => m.RawKind is (int)SyntaxKind.RefKeyword or (int)SyntaxKind.OutKeyword or (int)SyntaxKind.InKeyword)
                .Select(m => m.Text + " ")) + Normal(p.Type))) + ")";

    /// <summary>How many parameters a signature has.</summary>
    public static int ParameterCount(string signature)
    {
        var open = signature.IndexOf('(', StringComparison.Ordinal);
        if (open < 0 || signature[(open + 1)..] == ")")
        {
            return 0;
        }

        var (depth, count) = (0, 1);
        foreach (var c in signature.AsSpan(open + 1))
        {
            depth += c is '<' or '(' or '[' ? 1 : c is '>' or ')' or ']' ? -1 : 0;
            count += c == ',' && depth == 0 ? 1 : 0;
        }

        return count;
    }

    /// <summary>Whether the first parameter makes it an extension method.</summary>
    public static bool IsExtension(ParameterListSyntax parameters) =>
        parameters.Parameters.Count > 0 && parameters.Parameters[0].Modifiers.Any(SyntaxKind.ThisKeyword);

    /// <summary>Whether a method at the top level extends its first parameter.</summary>
    public static bool IsExtensionMethod(SyntaxNode method) => method switch
    {
        GlobalStatementSyntax { Statement: LocalFunctionStatementSyntax f } => IsExtension(f.ParameterList),
        MethodDeclarationSyntax m => IsExtension(m.ParameterList),
        _ => false,
    };

    /// <summary>The name and signature of a method at the top level.</summary>
    public static (string Name, string Signature) MethodKey(MemberDeclarationSyntax method) => method switch
    {
        GlobalStatementSyntax { Statement: LocalFunctionStatementSyntax f } => (f.Identifier.ValueText, Signature(f.ParameterList, f.TypeParameterList?.Parameters.Count ?? 0)),
        MethodDeclarationSyntax m => (m.Identifier.ValueText, Signature(m.ParameterList, m.TypeParameterList?.Parameters.Count ?? 0)),
        _ => throw new ArgumentException("not a method: " + method.Kind(), nameof(method)),
    };

    /// <summary>The name and number of type parameters of a type declaration.</summary>
    public static (string Name, int Arity) TypeKey(MemberDeclarationSyntax type) => type switch
    {
        TypeDeclarationSyntax t => (t.Identifier.ValueText, t.TypeParameterList?.Parameters.Count ?? 0),
        BaseTypeDeclarationSyntax t => (t.Identifier.ValueText, 0),
        DelegateDeclarationSyntax d => (d.Identifier.ValueText, d.TypeParameterList?.Parameters.Count ?? 0),
        _ => throw new ArgumentException("not a type: " + type.Kind(), nameof(type)),
    };

    private static string Normal(TypeSyntax? type)
    {
        var text = type?.WithoutTrivia().NormalizeWhitespace().ToString() ?? "";
        return text switch
        {
            "Int32" or "System.Int32" => "int",
            "Int64" or "System.Int64" => "long",
            "String" or "System.String" => "string",
            "Double" or "System.Double" => "double",
            "Single" or "System.Single" => "float",
            "Boolean" or "System.Boolean" => "bool",
            "Object" or "System.Object" or "object?" or "dynamic" => "object",
            "string?" => "string",
            _ => text,
        };
    }
}
