using System.Globalization;
using System.Text;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Sinogram.CSharp.References;

namespace Sinogram.CSharp.Source;

/// <summary>
/// Named stand-ins for anonymous types, so that a variable of one can be kept for later cells: one generic record for each
/// sequence of member names, shared by all cells, equal and printed as the anonymous type would be.
/// </summary>
internal sealed class AnonymousObjects(Func<string, string, CellAssembly> compile)
{
    /// <summary>The namespace of the stand-ins.</summary>
    public const string Space = "__anonymous";

    private readonly Dictionary<string, (string Type, CellAssembly Cell)> _shapes = new(StringComparer.Ordinal);

    /// <summary>Replaces the creations in a cell; answers the assemblies of their stand-ins.</summary>
    /// <param name="source">The cell.</param>
    /// <param name="edits">Gets the replacements.</param>
    /// <param name="inTrees">Creations within expression trees, by where they begin, with their types: they set members, which those who translate trees understand.</param>
    public IReadOnlyList<CellAssembly> Replace(CellSource source, TextEdits edits, IReadOnlyDictionary<int, string> inTrees)
    {
        var used = new List<CellAssembly>();
        if (!source.Text.Contains("new", StringComparison.Ordinal))
        {
            return used;
        }

        foreach (var creation in source.Root.DescendantNodes().OfType<AnonymousObjectCreationExpressionSyntax>())
        {
            var names = creation.Initializers.Select(NameOf).ToList();
            if (names.Contains(null))
            {
                continue;
            }

            var (type, cell) = Shape([.. names.Select(n => n!)]);
            used.Add(cell);
            if (inTrees.TryGetValue(creation.NewKeyword.SpanStart, out var typeText))
            {
                edits.Replace(creation.NewKeyword.SpanStart, creation.NewKeyword.Span.End, $"(new {typeText}()");
                edits.Replace(creation.CloseBraceToken.SpanStart, creation.CloseBraceToken.Span.End, "})");
                foreach (var (initializer, member) in creation.Initializers.Zip(names).Where(i => i.First.NameEquals is null))
                {
                    edits.Insert(initializer.SpanStart, member + " = ");
                }

                continue;
            }

            // In parentheses, because inside a text's braces a colon would begin a format.
            edits.Replace(creation.NewKeyword.SpanStart, creation.NewKeyword.Span.End, $"(global::{type}.Create");
            edits.Replace(creation.OpenBraceToken.SpanStart, creation.OpenBraceToken.Span.End, "(");
            edits.Replace(creation.CloseBraceToken.SpanStart, creation.CloseBraceToken.Span.End, "))");
            foreach (var initializer in creation.Initializers)
            {
                if (initializer.NameEquals is { } name)
                {
                    edits.Delete(source.Text, name.SpanStart, name.Span.End);
                }
            }

            if (names.Count > 0 && creation.Initializers.SeparatorCount == names.Count)
            {
                var comma = creation.Initializers.GetSeparator(creation.Initializers.Count - 1);
                edits.Delete(source.Text, comma.SpanStart, comma.Span.End);
            }
        }

        return used;
    }

    private static string? NameOf(AnonymousObjectMemberDeclaratorSyntax member) =>
        member.NameEquals?.Name.Identifier.Text ?? NameOf(member.Expression);

    private static string? NameOf(ExpressionSyntax expression) => expression switch
    {
        IdentifierNameSyntax name => name.Identifier.Text,
        MemberAccessExpressionSyntax access => access.Name.Identifier.Text,
        MemberBindingExpressionSyntax binding => binding.Name.Identifier.Text,
        ConditionalAccessExpressionSyntax conditional => NameOf(conditional.WhenNotNull),
        PostfixUnaryExpressionSyntax { RawKind: (int)SyntaxKind.SuppressNullableWarningExpression } suppressed => NameOf(suppressed.Operand),
        _ => null,
    };

    private (string Type, CellAssembly Cell) Shape(List<string> names)
    {
        var key = string.Join(",", names);
        if (_shapes.TryGetValue(key, out var shape))
        {
            return shape;
        }

        var name = "Anonymous" + (_shapes.Count + 1).ToString(CultureInfo.InvariantCulture);
        shape = (Space + "." + name, compile(name, Code(name, names)));
        _shapes[key] = shape;
        return shape;
    }

    private static string Code(string name, List<string> names)
    {
        if (names.Count == 0)
        {
            return $$"""
                namespace {{Space}}
                {
                    [global::System.Runtime.CompilerServices.CompilerGenerated]
                    public sealed record {{name}}
                    {
                        public override string ToString() => "{ }";

                        public static {{name}} Create() => new {{name}}();
                    }
                }
                """;
        }

        var types = string.Join(", ", names.Select((_, i) => "T" + i));
        var members = string.Join(", ", names.Select((n, i) => $"T{i} {n}"));
        var arguments = string.Join(", ", names.Select((_, i) => $"T{i} v{i}"));
        var values = string.Join(", ", names.Select((_, i) => $"v{i}"));
        var defaults = string.Join(", ", names.Select((_, i) => $"default(T{i})!"));
        var text = new StringBuilder();
        for (var i = 0; i < names.Count; i++)
        {
            text.Append(i == 0 ? "\"{ " : " + \", ").Append(names[i].TrimStart('@')).Append(" = \" + this.").Append(names[i]);
        }

        text.Append(" + \" }\"");
        return $$"""
            namespace {{Space}}
            {
                [global::System.Runtime.CompilerServices.CompilerGenerated]
                public sealed record {{name}}<{{types}}>({{members}})
                {
                    public {{name}}() : this({{defaults}})
                    {
                    }

                    public override string ToString() => {{text}};
                }

                public static class {{name}}
                {
                    public static {{name}}<{{types}}> Create<{{types}}>({{arguments}}) => new {{name}}<{{types}}>({{values}});
                }
            }
            """;
    }
}
