using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace Sinogram.CSharp.Source;

/// <summary>The parsed text of a cell, sorted into what becomes the body, methods, types and namespaces.</summary>
internal sealed class CellSource
{
    /// <summary>Errors of the parser that top-level code of a cell may have: modifiers and the order of its parts are free here.</summary>
    private static readonly string[] FirstVersions = ["1_0", "1_1", "2_0", "2_1", "2_2", "3_0", "3_1"];

    private static readonly HashSet<string> AllowedErrors = ["CS0106", "CS8803", "CS8937"];

    /// <summary>The first version of .NET without "Core" in its name.</summary>
    private const int FirstNet = 5;

    private CellSource(string text, CompilationUnitSyntax root, IReadOnlyList<CellUsing> lateUsings)
    {
        Text = text;
        Root = root;
        foreach (var member in root.Members)
        {
            Sort(member);
        }

        Usings = [.. root.Usings.Select(u => new CellUsing(u, u.SpanStart, u.Span.End)), .. lateUsings];
        SourceText = root.GetText();
        LinePositions = SourceText.Lines;
    }

    /// <summary>The symbols for <c>#if</c> that a project of the kernel's framework has.</summary>
    private static string[] Symbols =>
    [
        "TRACE", "NET", "NETCOREAPP", $"NET{Environment.Version.Major}_0",
        .. Enumerable.Range(FirstNet, Environment.Version.Major - FirstNet + 1).Select(n => $"NET{n}_0_OR_GREATER"),
        .. FirstVersions.Select(v => $"NETCOREAPP{v}_OR_GREATER"),
    ];

    /// <summary>How cells are parsed.</summary>
    public static CSharpParseOptions ParseOptions { get; } = new CSharpParseOptions(LanguageVersion.CSharp14, DocumentationMode.None).WithPreprocessorSymbols(Symbols);

    /// <summary>How many blanks stand before the cell's own text.</summary>
    public int Shift { get; private init; }

    /// <summary>The text that was parsed; it may be the cell's with a semicolon added.</summary>
    public string Text { get; }

    public CompilationUnitSyntax Root { get; }

    public SourceText SourceText { get; }

    public TextLineCollection LinePositions { get; }

    /// <summary>The using directives, wherever they stand.</summary>
    public IReadOnlyList<CellUsing> Usings { get; }

    /// <summary>The body's statements, in order; a field or an initialised property stands among them.</summary>
    public List<MemberDeclarationSyntax> Body { get; } = [];

    /// <summary>Methods at the top level.</summary>
    public List<MemberDeclarationSyntax> Methods { get; } = [];

    /// <summary>Properties, events and extension blocks at the top level.</summary>
    public List<MemberDeclarationSyntax> Members { get; } = [];

    /// <summary>Types at the top level.</summary>
    public List<MemberDeclarationSyntax> Types { get; } = [];

    /// <summary>Namespaces.</summary>
    public List<BaseNamespaceDeclarationSyntax> Namespaces { get; } = [];

    /// <summary>The last expression, where it has no semicolon: the cell's value.</summary>
    public TrailingExpression? Trailing { get; private set; }

    /// <summary>The warnings that the cell writes itself by <c>#warning</c>.</summary>
    public IEnumerable<Diagnostic> WrittenWarnings => Root.ContainsDirectives ? Root.GetDiagnostics().Where(d => d.Id == "CS1030") : [];

    /// <summary>The symbols that the cell defines for its own <c>#if</c>.</summary>
    public IEnumerable<string> Defines => Root.ContainsDirectives
        ? Root.DescendantNodes(descendIntoTrivia: true).OfType<DefineDirectiveTriviaSyntax>().Where(d => d.IsActive).Select(d => d.Name.ValueText)
        : [];

    /// <summary>What the parser does not accept.</summary>
    public IReadOnlyList<Diagnostic> Errors { get; private set; } = [];

    /// <summary>Parses a cell.</summary>
    public static CellSource Parse(string code)
    {
        var text = CellDirective.Blank(code);
        var source = Parse(text, text, []);
        if (source.Errors.Count > 0 && LateUsings.Find(text, source.Root) is { Count: > 0 } late)
        {
            source = Parse(text, LateUsings.Blank(text, late), late);
        }

        return source.Errors.Count > 0 || MistakenEnding.IsLikely(source.Root) ? WithEnding(text) ?? source : source;
    }

    private static CellSource? WithEnding(string text)
    {
        var start = MistakenEnding.Find(text, ParseRoot(text));
        var shift = start == 0 ? 1 : 0;
        if (start < 0 || (start > 0 && !char.IsWhiteSpace(text[start - 1])))
        {
            return null;
        }

        text = new string(' ', shift) + text;
        var source = new CellSource(text + "\n ;", ParseRoot(MistakenEnding.InParentheses(text, start + shift)), []) { Shift = shift };
        if (ErrorsOf(source.Root).Count > 0 || source.Root.Members.LastOrDefault() is not GlobalStatementSyntax { Statement: ExpressionStatementSyntax last })
        {
            return null;
        }

        source.Trailing = TrailingExpression.Of(last);
        return source;
    }

    private static CellSource Parse(string text, string parsed, IReadOnlyList<CellUsing> late)
    {
        const string Ending = "\n;";
        var end = parsed.Length + Ending.Length - 1;
        var source = new CellSource(text + Ending, ParseRoot(parsed + Ending), late);
        if (ErrorsOf(source.Root).Count == 0 && source.Root.Members.LastOrDefault() is GlobalStatementSyntax { Statement: var last })
        {
            if (last.GetLastToken().SpanStart == end && TrailingExpression.Of(last) is { } trailing)
            {
                source.Trailing = trailing;
                return source;
            }

            if (last is EmptyStatementSyntax && last.SpanStart == end)
            {
                source.Body.RemoveAt(source.Body.Count - 1);
                return source;
            }
        }

        // The semicolon ended something that has to end itself, or stands in nobody's way: the text as it is decides.
        source = new CellSource(text, ParseRoot(parsed), late);
        source.Errors = ErrorsOf(source.Root);
        return source;
    }

    /// <summary>Parses code that is being written: a name is put where the cursor stands behind a dot, so that the code around it keeps its form.</summary>
    public static CellSource ParseDraft(string code, int position)
    {
        var text = CellDirective.Blank(code);
        var needsName = position > 0 && text[position - 1] == '.' && (position == text.Length || !(char.IsLetter(text[position]) || text[position] == '_'));
        if (needsName)
        {
            var ends = position == text.Length || text[position] is '\n' or '\r';
            text = text.Insert(position, ends ? "x;" : "x");
        }
        else if (position > 0 && text[position - 1] == '.' && WordEnd(text, position) is var end && end < text.Length && text[end] is '\n' or '\r' && text.AsSpan(end).TrimStart() is [var next, ..] && char.IsLetter(next))
        {
            // What begins the next line would else be taken for the name of a variable of this type.
            text = text.Insert(end, ";");
        }

        text += "\n;";
        return new CellSource(text, ParseRoot(text), []);
    }

    private static int WordEnd(string text, int position)
    {
        while (position < text.Length && (char.IsLetterOrDigit(text[position]) || text[position] == '_'))
        {
            position++;
        }

        return position;
    }

    private static CompilationUnitSyntax ParseRoot(string text) =>
        (CompilationUnitSyntax)CSharpSyntaxTree.ParseText(text, ParseOptions).GetRoot();

    private static List<Diagnostic> ErrorsOf(CompilationUnitSyntax root) =>
        [.. root.GetDiagnostics().Where(d => d.Severity == DiagnosticSeverity.Error && !AllowedErrors.Contains(d.Id))];

    private void Sort(MemberDeclarationSyntax member)
    {
        switch (member)
        {
            case GlobalStatementSyntax { Statement: LocalFunctionStatementSyntax }:
            case MethodDeclarationSyntax:
                Methods.Add(member);
                break;
            case GlobalStatementSyntax { Statement: LocalDeclarationStatementSyntax { Declaration: var constants, IsConst: true } } when constants is not null:
                Members.Add(member);
                break;
            case FieldDeclarationSyntax field when field.Modifiers.Any(SyntaxKind.ConstKeyword):
                Members.Add(member);
                break;
            case GlobalStatementSyntax or FieldDeclarationSyntax:
                Body.Add(member);
                break;
            case BaseNamespaceDeclarationSyntax space:
                Namespaces.Add(space);
                break;
            case ExtensionBlockDeclarationSyntax:
                Members.Add(member);
                break;
            case BaseTypeDeclarationSyntax or DelegateDeclarationSyntax:
                Types.Add(member);
                break;
            default:
                Members.Add(member);
                break;
        }
    }
}
