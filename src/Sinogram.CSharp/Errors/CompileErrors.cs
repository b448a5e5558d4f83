using System.Globalization;
using Microsoft.CodeAnalysis.Text;
using Sinogram.Core.Cells;
using Sinogram.Core.Execution;
using Sinogram.CSharp.Emit;
using Sinogram.CSharp.Names;
using Sinogram.CSharp.References;

namespace Sinogram.CSharp.Errors;

/// <summary>Compile errors as one error of the cell: each with its place, the line, and a caret under what is meant.</summary>
internal static class CompileErrors
{
    private const int MostShown = 10;

    public static CellError Of(IReadOnlyList<CompileMessage> messages, CellPart part, NameTable table, Func<int, CellAssembly?> cellOf)
    {
        var text = SourceText.From(part.Code);
        // That an iterator cannot return a value either is nothing more to know.
        messages = messages.Any(m => m.Id == "CS1624") ? [.. messages.Where(m => m.Id != "CS1622")] : messages;
        var ordered = messages.OrderBy(m => m.Start).DistinctBy(m => (m.Id, m.Start)).ToList();
        // Where something else is missing already, so is the semicolon behind it.
        ordered.RemoveAll(m => m.Id == "CS1002" && ordered.Exists(o => o.Id is "CS1026" or "CS1733" && o.Start == m.Start));
        var lines = new List<string>();
        foreach (var message in ordered.Take(MostShown))
        {
            lines.AddRange(Lines(message, part, text, table, cellOf));
        }

        if (ordered.Count > MostShown)
        {
            lines.Add(string.Create(CultureInfo.InvariantCulture, $"… and {ordered.Count - MostShown} more"));
        }

        return new CellError("CompilationError", lines[0], lines);
    }

    private static IEnumerable<string> Lines(CompileMessage message, CellPart part, SourceText text, NameTable table, Func<int, CellAssembly?> cellOf)
    {
        var start = Math.Clamp(message.Start, 0, text.Length);
        var position = text.Lines.GetLinePosition(start);
        var line = text.Lines[position.Line];
        yield return string.Create(
            CultureInfo.InvariantCulture,
            $"{part.Place}, line {part.FirstLine + position.Line + 1}, column {position.Character + 1}: {message.Id}: {TypeNames.ForPeople(message.Text, cellOf)}");
        var code = line.ToString();
        if (code.Trim().Length > 0)
        {
            var length = Math.Clamp(message.Length, 1, Math.Max(1, line.End - start));
            yield return "    " + code.Replace('\t', ' ');
            yield return "    " + new string(' ', Math.Min(position.Character, code.Length)) + new string('^', length);
        }

        if ((Hint(message, text, start, table) ?? (message.Id is "CS1061" or "CS0117" ? null : Redefinitions.In(TypeNames.ForPeople(message.Text, cellOf), table))) is { } hint)
        {
            yield return "    " + hint;
        }
    }

    private static string? Hint(CompileMessage message, SourceText text, int start, NameTable table)
    {
        var end = start;
        while (end < text.Length && (char.IsLetterOrDigit(text[end]) || text[end] == '_'))
        {
            end++;
        }

        var name = text.ToString(TextSpan.FromBounds(start, end));
        return message.Id switch
        {
            "CS0841" or "CS0165" when (message.Id == "CS0841" || DeclaresItself(text, start, name)) && table.TryVariable(name, out _) =>
                $"This cell declares a new '{name}', so the old one is hidden here: write '{name} = …' without a type to change the one that is there.",
            "CS0841" or "CS0165" when DeclaresItself(text, start, name) => $"'{name}' is used in its own declaration, and no earlier cell has a '{name}'.",
            "CS0841" => $"Move the declaration of '{name}' before its first use.",
            "CS1003" when message.Text.EndsWith("',' expected", StringComparison.Ordinal) && EndsLine(text, start) => "Is a ';' missing at the end of this line?",
            "CS0103" when DeclaresNothing(text, start, name) && table.LocalHint(name) is null && Similar(name, table) is null => $"Declare it first: var {name} = …",
            "CS0103" when IsShellLine(text, start) => "#!sh, alone on the cell's first line, runs the rest as shell commands.",
            "CS7010" or "CS7011" => "Its text is in quotes: #r \"nuget: NAME, VERSION\" for a package, #r \"path.dll\" for a library.",
            "CS9378" or "CS9314" => "A magic begins in the first column: take away what is before #!.",
            "CS9174" => "Give it a type, as in: int[] a = [1, 2, 3];",
            "CS0026" or "CS1511" => "A cell belongs to no object: name the variable that you mean.",
            "CS9298" => "In a cell: #r \"nuget: Name, version\" for a package, #load \"file.cs\" for a file.",
            "CS0103" when ForeignWords.Of(name) is { } own && table.LocalHint(name) is null => own,
            "CS8917" => "Call it with (…), or give it a type, as in: Func<double, double> f = x => x * x;",
            "CS8795" or "CS9248" when !Generators.FrameworkGenerators.AreThere =>
                "Its code is made by a source generator of the .NET SDK, which is not installed here: install it, or write what the attribute stands for (new Regex(…), DllImport).",
            "CS0534" when !Generators.FrameworkGenerators.AreThere && Generators.FrameworkGenerators.AreNeeded(text.ToString()) =>
                "Its code is made by a source generator of the .NET SDK, which is not installed here: install it, or leave the context out.",
            "CS0103" or "CS0246" or "CS0234" or "CS0118" => table.LocalHint(name) ?? Similar(name, table) ?? message.Hint,
            "CS1624" or "CS1622" => "A cell has a value and yields none: put the loop into a method, as in: IEnumerable<int> Numbers() { yield return 1; }",
            _ => message.Hint,
        };
    }

    /// <summary>Whether a name stands behind the = of its own declaration.</summary>
    private static bool DeclaresItself(SourceText text, int start, string name)
    {
        var line = text.Lines.GetLineFromPosition(start);
        return System.Text.RegularExpressions.Regex.IsMatch(text.ToString(TextSpan.FromBounds(line.Start, start)), @"\b" + System.Text.RegularExpressions.Regex.Escape(name) + @"\s*=[^=]");
    }

    /// <summary>Whether nothing but blanks and a comment follows in the line, and code in a later one.</summary>
    private static bool EndsLine(SourceText text, int start)
    {
        var line = text.Lines.GetLineFromPosition(start);
        var rest = text.ToString(TextSpan.FromBounds(start, line.End)).Trim();
        return (rest.Length == 0 || rest.StartsWith("//", StringComparison.Ordinal)) && text.ToString(TextSpan.FromBounds(line.End, text.Length)).Trim().Length > 0;
    }

    /// <summary>Whether a name begins a statement that sets it.</summary>
    private static bool DeclaresNothing(SourceText text, int start, string name)
    {
        var line = text.Lines.GetLineFromPosition(start);
        return text.ToString(TextSpan.FromBounds(line.Start, start)).Trim().Length == 0
            && System.Text.RegularExpressions.Regex.IsMatch(text.ToString(TextSpan.FromBounds(start + name.Length, line.End)), @"^\s*=[^=>]");
    }

    /// <summary>Whether a name stands behind a ! that begins its line, as shell commands do in other notebooks.</summary>
    private static bool IsShellLine(SourceText text, int start)
    {
        var line = text.Lines.GetLineFromPosition(start);
        return text.ToString(TextSpan.FromBounds(line.Start, start)).Trim() == "!";
    }

    private static string? Similar(string name, NameTable table) =>
        Similarity.Nearest(name, table.All().Select(e => e.Name)) is { } found ? $"Did you mean '{found}'?" : null;
}
