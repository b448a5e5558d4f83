using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Sinogram.CSharp.Errors;
using Sinogram.CSharp.Names;
using Sinogram.CSharp.Source;

namespace Sinogram.CSharp.Emit;

/// <summary>What the compiler says of a cell as it was laid out, told about the cell as it was written.</summary>
internal sealed class CellErrors(NameTable table)
{
    /// <summary>For how many errors of a cell it is looked up what may have been meant.</summary>
    private const int MostHints = 5;

    /// <summary>The failure of a cell, its errors in the order of its text.</summary>
    public CompileOutcome.Failure Of(IReadOnlyList<Diagnostic> errors, CellWork work, MappedText text, CSharpCompilation compilation)
    {
        // A first attempt with a part of the framework is followed by one with all of it.
        var withHints = work.UsesWholeFramework ? MostHints : 0;
        return new CompileOutcome.Failure([.. errors.OrderBy(d => d.Location.SourceSpan.Start).Select((d, i) => Message(d, work, text) with { Hint = i < withHints ? Suggestions.For(d, compilation, table) : null }).Distinct()]);
    }

    /// <summary>A message with its place in the cell; at its beginning where it is about code that was generated.</summary>
    public static CompileMessage Message(Diagnostic diagnostic, CellWork work, MappedText text)
    {
        if (diagnostic.Location.SourceTree is not { FilePath: CellCompiler.GeneratedFile })
        {
            return CompileMessage.Of(diagnostic, 0, 1);
        }

        var span = diagnostic.Location.SourceSpan;
        var start = text.ToOriginal(span.Start);
        return CompileMessage.Of(diagnostic, Math.Max(0, start - work.Source.Shift), Math.Max(1, text.ToOriginal(span.End) - start));
    }
}
