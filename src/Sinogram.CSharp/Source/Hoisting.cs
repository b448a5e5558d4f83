using System.Globalization;
using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Sinogram.CSharp.Source;

/// <summary>Turns declarations of top-level variables into assignments to fields.</summary>
internal sealed class Hoisting(CellSource source, TextEdits edits)
{
    private int _temporaries;

    /// <summary>Edits the declarations of variables that become fields.</summary>
    /// <param name="variables">Those that do.</param>
    /// <param name="published">The call that publishes a variable once its declaration has run, by variable; absent where its slot stays.</param>
    /// <returns>What follows a part of the body.</returns>
    public Dictionary<MemberDeclarationSyntax, string> Apply(
        IReadOnlyList<TopLevelVariable> variables, IReadOnlyDictionary<TopLevelVariable, string> published)
    {
        var after = new Dictionary<MemberDeclarationSyntax, string>();
        foreach (var group in variables.Where(v => v.Declaration is not null).GroupBy(v => v.Declaration!))
        {
            Declaration(group.Key, [.. group], published);
        }

        foreach (var variable in variables.Where(v => v.Declaration is null))
        {
            if (variable.Form == DeclarationForm.Designation)
            {
                Designation((SingleVariableDesignationSyntax)variable.Node);
            }

            if (published.TryGetValue(variable, out var call))
            {
                after[variable.Member] = after.GetValueOrDefault(variable.Member) + " " + call;
            }
        }

        foreach (var group in variables.Where(v => v.Form == DeclarationForm.Pattern).GroupBy(v => v.Node.FirstAncestorOrSelf<IsPatternExpressionSyntax>()))
        {
            if (group.Key is { } test)
            {
                Pattern(test, [.. group.Select(v => (SingleVariableDesignationSyntax)v.Node)]);
            }
        }

        return after;
    }

    /// <summary><c>int a = 1, b;</c> becomes <c>a = 1; b = default;</c>.</summary>
    private void Declaration(VariableDeclarationSyntax declaration, List<TopLevelVariable> variables, IReadOnlyDictionary<TopLevelVariable, string> published)
    {
        var first = declaration.Variables[0];
        if (declaration.Parent is LocalDeclarationStatementSyntax { UsingKeyword.RawKind: not 0 } scoped)
        {
            edits.Delete(source.Text, scoped.SpanStart, declaration.Type.SpanStart);
        }

        edits.Delete(source.Text, declaration.Type.SpanStart, first.SpanStart);

        for (var i = 0; i < declaration.Variables.Count; i++)
        {
            var declarator = declaration.Variables[i];
            var tail = new StringBuilder();
            switch (declarator.Initializer)
            {
                case null:
                    tail.Append(" = default!");
                    break;
                case { Value: InitializerExpressionSyntax array }:
                    edits.Insert(array.SpanStart, "new " + declaration.Type.WithoutTrivia() + " ");
                    break;
            }

            var variable = variables.FirstOrDefault(v => v.Node == declarator);
            if (variable is { Form: DeclarationForm.Using })
            {
                var awaits = declaration.Parent is LocalDeclarationStatementSyntax { AwaitKeyword.RawKind: not 0 } ? "await " : "";
                tail.Append(CultureInfo.InvariantCulture, $"; {awaits}using var __using{_temporaries++} = {declarator.Identifier.Text}");
            }

            if (variable is not null && published.TryGetValue(variable, out var call))
            {
                tail.Append("; ").Append(call.TrimEnd(';'));
            }

            if (tail.Length > 0)
            {
                edits.InsertAfter(declarator.Span.End, tail.ToString());
            }

            if (i < declaration.Variables.SeparatorCount)
            {
                var comma = declaration.Variables.GetSeparator(i);
                edits.Replace(comma.SpanStart, comma.Span.End, ";");
            }
        }
    }

    /// <summary><c>var (a, b)</c>, <c>var a</c>, <c>out int n</c>: the type goes.</summary>
    private void Designation(SingleVariableDesignationSyntax designation)
    {
        var declaration = designation.FirstAncestorOrSelf<DeclarationExpressionSyntax>()!;
        var first = declaration.Designation.DescendantNodesAndSelf().OfType<SingleVariableDesignationSyntax>().First();
        if (first == designation)
        {
            edits.Delete(source.Text, declaration.Type.SpanStart, declaration.Type.Span.End);
        }
    }

    /// <summary>
    /// <c>x is string s</c> becomes <c>(x is string __s &amp;&amp; Assign(out s, __s))</c>, and <c>x is not P</c> its negation, so that the field has its value
    /// as soon as the pattern has matched.
    /// </summary>
    private void Pattern(IsPatternExpressionSyntax test, List<SingleVariableDesignationSyntax> designations)
    {
        var pattern = test.Pattern;
        while (pattern is ParenthesizedPatternSyntax inner)
        {
            pattern = inner.Pattern;
        }

        var negated = false;
        if (pattern is UnaryPatternSyntax not)
        {
            negated = true;
            edits.Delete(source.Text, not.OperatorToken.SpanStart, not.OperatorToken.Span.End);
        }

        edits.Insert(test.SpanStart, negated ? "(!(" : "(");
        var tail = new StringBuilder();
        foreach (var designation in designations)
        {
            var name = designation.Identifier.Text;
            var temporary = "__is" + (_temporaries++).ToString(CultureInfo.InvariantCulture);
            edits.Replace(designation.Identifier.SpanStart, designation.Identifier.Span.End, temporary);
            tail.Append(" && global::Sinogram.CSharp.Runtime.CellFrame.Assign(out ").Append(name).Append(", ").Append(temporary).Append(')');
        }

        edits.InsertAfter(test.Span.End, tail + (negated ? "))" : ")"));
    }
}
