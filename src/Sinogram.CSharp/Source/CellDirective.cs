using Sinogram.Core.Cells;

namespace Sinogram.CSharp.Source;

/// <summary>What a directive asks for.</summary>
internal enum DirectiveKind
{
    /// <summary><c>#r "path"</c> or <c>#r "nuget: name, version"</c>.</summary>
    Reference,

    /// <summary><c>#i "nuget: source"</c>.</summary>
    PackageSource,

    /// <summary><c>#load "file.csx"</c>.</summary>
    Load,
}

/// <summary>A line of a cell that addresses the kernel: <c>#r</c>, <c>#i</c> or <c>#load</c> with a text in quotes.</summary>
/// <param name="Kind">What it asks for.</param>
/// <param name="Text">The text between the quotes.</param>
/// <param name="Line">The line of the text that it stands on, from 0.</param>
internal sealed record CellDirective(DirectiveKind Kind, string Text, int Line)
{
    /// <summary>The directives of a text, outside its comments and strings.</summary>
    public static IReadOnlyList<CellDirective> Of(string code)
    {
        if (!MayHaveAny(code))
        {
            return [];
        }

        var inside = CSharpTextScanner.LinesInsideText(code);
        return [.. code.Split('\n').Select((line, i) => inside[i] ? null : Read(line, i)).OfType<CellDirective>()];
    }

    /// <summary>The text without its directives and magic lines; positions stay.</summary>
    public static string Blank(string code)
    {
        if (!MayHaveAny(code) && !code.StartsWith("#!", StringComparison.Ordinal))
        {
            return code;
        }

        var inside = CSharpTextScanner.LinesInsideText(code);
        var lines = code.Split('\n');
        for (var i = 0; i < lines.Length; i++)
        {
            if (!inside[i] && (lines[i].StartsWith("#!", StringComparison.Ordinal) || Read(lines[i], i) is not null))
            {
                lines[i] = new string(' ', lines[i].Length);
            }
        }

        return string.Join('\n', lines);
    }

    private static bool MayHaveAny(string code) =>
        code.Contains("#r", StringComparison.Ordinal) || code.Contains("#i", StringComparison.Ordinal) || code.Contains("#load", StringComparison.Ordinal)
        || code.Contains("#:", StringComparison.Ordinal);

    private static CellDirective? Read(string line, int number)
    {
        var text = line.AsSpan().Trim();
        const string FilesPackage = "#:package";
        if (text.StartsWith(FilesPackage, StringComparison.Ordinal))
        {
            // As a program in one file has it: Name@Version.
            return new CellDirective(DirectiveKind.Reference, "nuget: " + text[FilesPackage.Length..].Trim().ToString().Replace('@', ','), number);
        }

        var (kind, length) = text.StartsWith("#load", StringComparison.Ordinal) ? (DirectiveKind.Load, 5)
            : text.StartsWith("#r", StringComparison.Ordinal) ? (DirectiveKind.Reference, 2)
            : text.StartsWith("#i", StringComparison.Ordinal) ? (DirectiveKind.PackageSource, 2)
            : default;
        if (length == 0)
        {
            return null;
        }

        text = text[length..].TrimStart();
        if (text is not ['"', ..])
        {
            return null;
        }

        text = text[1..];
        var end = text.IndexOf('"');
        return new CellDirective(kind, (end < 0 ? text : text[..end]).Trim().ToString(), number);
    }
}
