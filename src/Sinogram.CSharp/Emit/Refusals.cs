using Microsoft.CodeAnalysis.Text;
using Sinogram.CSharp.Source;

namespace Sinogram.CSharp.Emit;

/// <summary>What the compiler would take in the generated text and that is wrong in the cell's.</summary>
internal static class Refusals
{
    /// <summary>The errors; none for nearly every cell.</summary>
    public static IReadOnlyList<CompileMessage> Of(CellSource source)
    {
        var errors = new List<CompileMessage>();
        if (ReservedNames.Find(source) is { } reserved)
        {
            Add("reserved name", $"'{reserved.ValueText}' is a name of generated code: choose another.", reserved.Span);
        }

        if (source.Root.Externs is [var alias, ..])
        {
            Add("CS0430", $"The extern alias '{alias.Identifier.ValueText}' was not specified: what a cell refers to by #r has no aliases. Write the names in full, or make an alias of a type by: using A = N.Type;", alias.Span);
        }

        foreach (var twin in source.Methods.Select(m => (Key: CellSyntax.MethodKey(m), Node: m)).GroupBy(m => m.Key).Where(g => g.Skip(1).Any()).SelectMany(g => g.Skip(1)))
        {
            Add("CS0111", $"The cell already defines a method '{twin.Key.Name}' with the same parameter types", twin.Node.Span);
        }

        return errors;

        void Add(string id, string text, TextSpan span)
        {
            var start = Math.Max(0, span.Start - source.Shift);
            var end = source.SourceText.Lines.GetLineFromPosition(span.Start).End;
            errors.Add(new CompileMessage(id, text, start, Math.Min(span.End, end) - span.Start));
        }
    }
}
