using System.Globalization;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Sinogram.CSharp.Source;

/// <summary>
/// Notes of which statement runs, where afterwards it could not be told: all checks of a method's array bounds fail at one place of its machine code, and so do its
/// checks of overflow. Only functions with such checks on several lines have notes, and none stands in a loop whose checks are all on one line.
/// </summary>
internal sealed class LineNotes(CellSource source, int firstLine, int cell, TextEdits edits) : CSharpSyntaxWalker
{
    private const int LineBits = 12;
    private const string Local = "__at = ";
    private const string OfBody = "__frame.Line = ";

    /// <summary>Whether a cell's text has anything to note.</summary>
    public static bool AreNeeded(CellSource source) => source.Text.Contains('[', StringComparison.Ordinal) || source.Text.Contains("checked", StringComparison.Ordinal);

    /// <summary>Adds the notes inside of functions and of the body's statements.</summary>
    public static void AddTo(CellSource source, int firstLine, int cell, TextEdits edits)
    {
        if (AreNeeded(source))
        {
            var notes = new LineNotes(source, firstLine, cell, edits);
            notes.Visit(source.Root);
            if (notes.LinesIn(source.Body.SelectMany(CellSyntax.InSameFunction)).Take(2).Count() > 1 && !source.Body.SelectMany(CellSyntax.InSameFunction).Any(n => n is LabeledStatementSyntax))
            {
                foreach (var member in source.Body.OfType<GlobalStatementSyntax>())
                {
                    notes.Inside(member.Statement, OfBody);
                }
            }
        }
    }

    /// <summary>The statement that stands before a part of the body, to note its lines; empty where it has no check or no other part has.</summary>
    public static string Before(CellSource source, MemberDeclarationSyntax member, int firstLine) =>
        source.Body.Where(m => CellSyntax.InSameFunction(m).Any(IsChecked)).Take(2).Count() > 1 && CellSyntax.InSameFunction(member).Any(IsChecked)
            ? OfBody + Encode(source, member.Span, firstLine) + ";"
            : "";

    /// <summary>The lines that a note tells.</summary>
    public static (int First, int Last) Decode(int note) => (note >> LineBits, (note >> LineBits) + (note & ((1 << LineBits) - 1)));

    public override void VisitBlock(BlockSyntax node)
    {
        if (IsFunctionBody(node) && LinesIn(CellSyntax.InSameFunction(node)).Take(2).Count() > 1
            && !CellSyntax.InSameFunction(node).Any(n => n is YieldStatementSyntax or LabeledStatementSyntax))
        {
            edits.InsertAfter(node.OpenBraceToken.Span.End, " int __at = 0; try {");
            edits.Insert(
                node.CloseBraceToken.SpanStart,
                string.Create(CultureInfo.InvariantCulture, $"}} catch (global::System.Exception __error) when (global::Sinogram.CSharp.Runtime.NotedLines.Add(__error, __at, {cell})) {{ throw; }} "));
            Inside(node, Local);
        }

        base.VisitBlock(node);
    }

    private static bool IsFunctionBody(BlockSyntax node) => node.Parent switch
    {
        MethodDeclarationSyntax method => !InterruptChecks.IsExempt(method.AttributeLists),
        LocalFunctionStatementSyntax function => !InterruptChecks.IsExempt(function.AttributeLists),
        AnonymousFunctionExpressionSyntax or ConstructorDeclarationSyntax or OperatorDeclarationSyntax or ConversionOperatorDeclarationSyntax or AccessorDeclarationSyntax => true,
        _ => false,
    };

    private static bool IsChecked(SyntaxNode node) => node switch
    {
        ElementAccessExpressionSyntax or ElementBindingExpressionSyntax or CheckedExpressionSyntax => true,
        BinaryExpressionSyntax or PrefixUnaryExpressionSyntax or PostfixUnaryExpressionSyntax or CastExpressionSyntax or AssignmentExpressionSyntax =>
            node.Ancestors().TakeWhile(n => !CellSyntax.IsFunction(n)).Any(n => n is CheckedStatementSyntax),
        _ => false,
    };

    private IEnumerable<int> LinesIn(IEnumerable<SyntaxNode> nodes) => nodes.Where(IsChecked).Select(n => Line(n.SpanStart)).Distinct();

    /// <summary>Notes the parts of a statement of several lines, where nothing but its parts has a check.</summary>
    private void Inside(StatementSyntax statement, string note)
    {
        if (LinesIn(CellSyntax.InSameFunction(statement)).Take(2).Count() < 2 || CellSyntax.IsFunction(statement))
        {
            return;
        }

        var parts = statement.ChildNodes().SelectMany(c => c switch
        {
            StatementSyntax inner => [inner],
            ElseClauseSyntax or CatchClauseSyntax or FinallyClauseSyntax => c.ChildNodes().OfType<StatementSyntax>(),
            SwitchSectionSyntax section => section.Statements,
            _ => [],
        }).ToList();
        var inParts = parts.Sum(p => CellSyntax.InSameFunction(p).Count(IsChecked));
        if (parts.Count == 0 || inParts != CellSyntax.InSameFunction(statement).Count(IsChecked))
        {
            return;
        }

        foreach (var part in parts)
        {
            if (part is not BlockSyntax && !CellSyntax.IsFunction(part) && CellSyntax.InSameFunction(part).Any(IsChecked))
            {
                var text = note + Encode(source, part.Span, firstLine) + "; ";
                var isAlone = part.Parent is not (BlockSyntax or SwitchSectionSyntax);
                edits.Insert(part.SpanStart, isAlone ? "{ " + text : text);
                if (isAlone)
                {
                    edits.InsertAfter(part.Span.End, " }");
                }
            }

            Inside(part, note);
        }
    }

    private static string Encode(CellSource source, Microsoft.CodeAnalysis.Text.TextSpan span, int firstLine)
    {
        var lines = source.LinePositions.GetLinePositionSpan(span);
        return ((firstLine + lines.Start.Line + 1 << LineBits) | Math.Min(lines.End.Line - lines.Start.Line, (1 << LineBits) - 1)).ToString(CultureInfo.InvariantCulture);
    }

    private int Line(int position) => source.LinePositions.GetLineFromPosition(position).LineNumber;
}
