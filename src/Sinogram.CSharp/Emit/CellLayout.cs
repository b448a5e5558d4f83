using System.Globalization;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Sinogram.CSharp.Source;

namespace Sinogram.CSharp.Emit;

/// <summary>
/// Lays a cell out as a compilation unit: usings outermost; around everything the types in use; inside it, beside each other, one static class for
/// each variable and method, the body, and one namespace for each type. So a later cell takes exactly the names that it uses.
/// </summary>
internal sealed class CellLayout(CellSource source, int id, string file, int firstLine)
{
    public const string BodyClass = "__Body";
    public const string BodyMethod = "__Run";

    /// <summary>What the names of the classes of variables begin with.</summary>
    public const string VariableMark = "__V_";

    private const string Return = "return ";

    /// <summary>The namespace of this cell.</summary>
    public string Space { get; } = SpaceOf(id);

    /// <summary>Where the classes of variables and methods stand.</summary>
    public string Inner => InnerOf(id);

    /// <summary>Where the classes of a cell's variables and methods stand.</summary>
    public static string InnerOf(int id) => SpaceOf(id) + ".__";

    public string VariableHolder(string name) => $"{Inner}.{VariableMark}{name}";

    public string MemberHolder(int index) => $"{Inner}.__M_{index.ToString(CultureInfo.InvariantCulture)}";

    public string TypeSpace(string name, int arity) => TypeSpace(id, name, arity);

    /// <summary>The namespace of a type of a cell, by the name and arity of its outermost type.</summary>
    public static string TypeSpace(int id, string name, int arity) => $"{SpaceOf(id)}.__T_{name}_{arity.ToString(CultureInfo.InvariantCulture)}";

    private static string SpaceOf(int id) => "__c" + id.ToString(CultureInfo.InvariantCulture);

    /// <summary>Whether a cell's text switches the nullable context on.</summary>
    public static bool HasNullableContext(string text) => text.Contains("#nullable enable", StringComparison.Ordinal);

    /// <summary>Writes the compilation unit.</summary>
    public MappedText Write(LayoutPlan plan)
    {
        var text = new MappedText();
        foreach (var symbol in source.Defines)
        {
            text.Add($"#define {symbol}\n");
        }

        if (HasNullableContext(source.Text))
        {
            text.Add("#nullable enable\n");
        }

        foreach (var directive in plan.OuterUsings.Concat(plan.Imports.Usings))
        {
            text.Add(directive).Add("\n");
        }

        Original(text, plan, source.Usings.Where(u => !plan.IsInner(u)));
        if (source.Methods.Count + source.Members.Count + source.Types.Count + source.Namespaces.Count > 0)
        {
            // Variables alone can be seen without: see CellImage.
            text.Add($"\n[assembly: global::System.Runtime.CompilerServices.InternalsVisibleTo(\"{CellImage.Placeholder}\")]\n");
        }

        foreach (var cell in plan.Imports.Cells.Where(c => c.HasMixedAccess))
        {
            text.Add($"[assembly: global::System.Runtime.CompilerServices.IgnoresAccessChecksTo(\"{cell.Name}\")]\n");
        }

        var innerUsings = InnerUsings(plan);
        var typeUsings = TypeUsings(plan);
        text.Add($"namespace {Space}\n{{\n{typeUsings}namespace __\n{{\n{innerUsings}");
        Original(text, plan, source.Usings.Where(plan.IsInner));
        text.Add(plan.Declarations);
        Members(text, plan);
        Body(text, plan);
        text.Add("\n}\n");
        Types(text, plan, innerUsings);
        text.Add("\n}\n");
        Namespaces(text, plan, typeUsings + innerUsings);
        foreach (var space in plan.Imports.Cells.SelectMany(c => c.Hidden.Values).Distinct())
        {
            // Puts the namespace's name into the image: see HiddenTypes.
            text.Add(string.Create(CultureInfo.InvariantCulture, $"namespace {space} {{ internal static class __Mark{id} {{ }} }}\n"));
        }

        return text;
    }

    private static string TypeUsings(LayoutPlan plan) => string.Concat(
        plan.Imports.Types.Select(t => "global::" + t.Holder).Concat(plan.OwnTypeSpaces.Select(s => "global::" + s)).Distinct()
            .Select(s => $"using {s};\n"));

    private static string InnerUsings(LayoutPlan plan) => string.Concat(
        plan.Imports.Members.Select(m => "global::" + m.Holder).Concat(plan.OwnHolders.Select(h => "global::" + h)).Distinct()
            .Select(h => $"using static {h};\n")) + string.Concat(plan.Imports.InnerUsings.Select(u => u + "\n"));

    private void Original(MappedText text, LayoutPlan plan, IEnumerable<CellUsing> usings)
    {
        foreach (var directive in usings)
        {
            text.AddLineDirective(LineOf(directive.Start), file);
            text.AddOriginal(source.Text, directive.KeywordStart, directive.End, plan.Edits);
        }
    }

    private void Members(MappedText text, LayoutPlan plan)
    {
        for (var i = 0; i < source.Methods.Count; i++)
        {
            Holder(text, plan, i, source.Methods[i]);
        }

        var index = source.Methods.Count;
        foreach (var member in source.Members)
        {
            if (Constants.Of(member) is { } constants)
            {
                foreach (var constant in constants.Variables)
                {
                    text.Add($"\ninternal static class {Short(MemberHolder(index++))} {{");
                    text.AddLineDirective(LineOf(constant.SpanStart), file);
                    text.Add("internal const ");
                    text.AddOriginal(source.Text, constants.Type.SpanStart, constants.Type.Span.End, plan.Edits);
                    text.Add(" ");
                    text.AddOriginal(source.Text, constant.SpanStart, constant.Span.End, plan.Edits);
                    text.Add("; }");
                }
            }
            else
            {
                Holder(text, plan, index++, member);
            }
        }
    }

    private void Holder(MappedText text, LayoutPlan plan, int index, MemberDeclarationSyntax member)
    {
        var partial = member.Modifiers.Any(SyntaxKind.PartialKeyword) ? "partial " : "";
        text.Add($"\ninternal static {partial}class {Short(MemberHolder(index))} {{");
        Piece(text, plan, member);
        text.Add("\n}");
    }

    private void Body(MappedText text, LayoutPlan plan)
    {
        var head = plan.IsAsync
            ? $"internal static async {(plan.IsUnsafe ? "unsafe " : "")}global::System.Threading.Tasks.Task<object?>"
            : $"internal static {(plan.IsUnsafe ? "unsafe " : "")}object?";
        text.Add($"\ninternal static class {BodyClass} {{ {head} {BodyMethod}(global::Sinogram.CSharp.Runtime.CellFrame __frame) {{");
        var waited = false;
        var notes = plan.Checks && LineNotes.AreNeeded(source);
        foreach (var member in source.Body)
        {
            if (waited && plan.Checks)
            {
                text.Add("\n#line hidden\n" + InterruptChecks.Check);
            }

            if (notes && LineNotes.Before(source, member, firstLine) is { Length: > 0 } note)
            {
                text.Add("\n#line hidden\n" + note);
            }

            waited = plan.IsAsync && CellSyntax.Awaits(member);
            var isValue = source.Trailing is not null && member is GlobalStatementSyntax { Statement: var s } && s == source.Trailing.Statement;
            if (isValue)
            {
                text.AddLineDirective(LineOf(member.SpanStart), file);
                var (before, after) = plan.Trailing;
                var isKept = before.StartsWith(Return, StringComparison.Ordinal) && plan.After.ContainsKey(member);
                var isReturned = !isKept && !plan.IsAsync && before.StartsWith(Return, StringComparison.Ordinal);
                text.Add(isKept || isReturned ? "object? __value = " + before[Return.Length..] : before);
                text.AddOriginal(source.Text, member.SpanStart, source.Trailing!.End, plan.Edits);
                text.Add(after + (isReturned ? "; return __frame.Value(__value);" : ";"));
                if (isKept)
                {
                    // What the expression declares is published before its value is handed out.
                    text.Add("\n#line hidden\n" + plan.After[member] + " return __value;");
                    continue;
                }
            }
            else
            {
                Piece(text, plan, member);
            }

            if (plan.After.TryGetValue(member, out var follows))
            {
                text.Add("\n#line hidden\n" + follows);
            }
        }

        text.Add($"\n#line hidden\nreturn {BodyEdits.NoValue};\n}} }}\n#line default\n");
    }

    private void Types(MappedText text, LayoutPlan plan, string innerUsings)
    {
        foreach (var group in source.Types.GroupBy(CellSyntax.TypeKey).Where(g => !plan.SkippedTypes.Contains(g.Key)))
        {
            var space = TypeSpace(group.Key.Name, group.Key.Arity);
            text.Add($"namespace {space[(Space.Length + 1)..]}\n{{\n{innerUsings}");
            foreach (var type in group)
            {
                Piece(text, plan, type);
            }

            text.Add("\n}\n");
        }
    }

    private void Namespaces(MappedText text, LayoutPlan plan, string usings)
    {
        foreach (var space in plan.SkipsSpaces ? [] : source.Namespaces)
        {
            text.AddLineDirective(LineOf(space.SpanStart), file);
            switch (space)
            {
                case NamespaceDeclarationSyntax block:
                    text.AddOriginal(source.Text, block.SpanStart, block.OpenBraceToken.Span.End, plan.Edits);
                    text.Add("\n#line hidden\n" + usings);
                    text.AddLineDirective(LineOf(block.OpenBraceToken.Span.End), file);
                    text.AddOriginal(source.Text, block.OpenBraceToken.Span.End, block.Span.End, plan.Edits);
                    break;
                case FileScopedNamespaceDeclarationSyntax scoped:
                    text.AddOriginal(source.Text, scoped.SpanStart, scoped.SemicolonToken.SpanStart, plan.Edits);
                    text.Add("\n{\n#line hidden\n" + usings);
                    text.AddLineDirective(LineOf(scoped.SemicolonToken.Span.End), file);
                    text.AddOriginal(source.Text, scoped.SemicolonToken.Span.End, scoped.Span.End, plan.Edits);
                    text.Add("\n}\n");
                    break;
            }
        }
    }

    private void Piece(MappedText text, LayoutPlan plan, MemberDeclarationSyntax member)
    {
        text.AddLineDirective(LineOf(member.SpanStart), file);
        text.AddOriginal(source.Text, member.SpanStart, member.Span.End, plan.Edits);
    }

    private int LineOf(int position) => firstLine + source.LinePositions.GetLineFromPosition(position).LineNumber;

    private static string Short(string holder) => holder[(holder.LastIndexOf('.') + 1)..];
}
