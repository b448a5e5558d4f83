using Sinogram.Core.Cells;
using Sinogram.CSharp.Emit;
using Sinogram.CSharp.Names;
using Sinogram.CSharp.References;

namespace Sinogram.CSharp.Tests.Emit;

/// <summary>Cells with pieces cut out, doubled and exchanged: whatever the text, the answer is a compiled cell or its errors.</summary>
public sealed class MutationTests
{
    /// <summary>How many texts: a few, or those of the environment divided by what a compilation costs more than a parser's run.</summary>
    private static readonly int Mutants = int.TryParse(Environment.GetEnvironmentVariable("SINOGRAM_FUZZ"), out var many) ? Math.Max(250, many / 100) : 250;

    [Fact]
    [Trait("Category", "Fuzz")]
    public void No_text_breaks_the_compiler()
    {
        var table = new NameTable();
        var compiler = new CellCompiler(table, new ReferenceSet([], []), new CellLoadContext([typeof(CSharpLanguage).Assembly]), ["using System;", "using System.Linq;", "using System.Collections.Generic;"]);
        foreach (var (number, code) in Texts())
        {
            try
            {
                Assert.NotNull(compiler.Compile(new CellPart(code, 0, number), CancellationToken.None));
            }
            catch (Exception e) when (e is not Xunit.Sdk.XunitException)
            {
                Assert.Fail($"mutant {number}:\n{code}\n\n{e}");
            }
        }
    }

    [Fact]
    [Trait("Category", "Fuzz")]
    public async Task No_text_breaks_completion_inspection_or_completeness()
    {
        using var notebook = new Notebook();
        await notebook.ValueAsync("var x = 1;");
        foreach (var (number, code) in Texts().Take(Mutants / 3))
        {
            var position = number * 7 % (code.Length + 1);
            try
            {
                await notebook.Language.CompleteAsync(code, position, TestContext.Current.CancellationToken);
                await notebook.Language.InspectAsync(code, position, TestContext.Current.CancellationToken);
                notebook.Language.IsComplete(code);
            }
            catch (Exception e)
            {
                Assert.Fail($"mutant {number} at {position}:\n{code}\n\n{e}");
            }
        }
    }

    private static IEnumerable<(int Number, string Code)> Texts()
    {
        var cells = Sentences.Cells.ToList();
        var random = new Random(20240229);
        for (var i = 0; i < Mutants; i++)
        {
            var code = cells[random.Next(cells.Count)];
            for (var n = random.Next(1, 4); n > 0 && code.Length > 1; n--)
            {
                var start = random.Next(code.Length);
                var length = random.Next(1, Math.Min(12, code.Length - start) + 1);
                var piece = code.Substring(start, length);
                code = random.Next(4) switch
                {
                    0 => code.Remove(start, length),
                    1 => code.Insert(random.Next(code.Length), piece),
                    2 => code.Insert(start, "{}();,<>=\"'#@$"[random.Next(13)].ToString()),
                    _ => code.Remove(start, length).Insert(random.Next(code.Length - length + 1), piece),
                };
            }

            yield return (i, code);
        }
    }
}
