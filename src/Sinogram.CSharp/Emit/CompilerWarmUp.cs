using System.Runtime;
using Sinogram.CSharp.Names;
using Sinogram.CSharp.References;

namespace Sinogram.CSharp.Emit;

/// <summary>
/// Runs the compiler for nobody, so that cells find it warm. The runtime compiles a method well only when it has been called thirty times: without this, cells
/// take twice as long until some hundreds have run.
/// </summary>
internal sealed class CompilerWarmUp(CellCompiler compiler)
{
    /// <summary>How often all cells are compiled at most.</summary>
    private const int MostRounds = 30;

    /// <summary>A round after which the runtime has found fewer methods to compile than this was the last one.</summary>
    private const int FewMethods = 20;

    private const string Typical =
        "var a = 1; int F(int x) => x + 1; class C { public int P { get; set; } } foreach (var i in new[] { 1 }.Select(x => F(x))) { a += i; } a";

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(250);

    /// <summary>What notebooks are made of: most cells are a few of these.</summary>
    internal static readonly IReadOnlyList<string> Cells =
    [
        "1 + 1",
        "earlier",
        "var c = 5; c",
        "var text = $\"{earlier} of {earlier + 1}\"; text",
        "earlier = earlier * 2 + 3;\nConsole.WriteLine(earlier);",
        "var list = new List<int> { 3, 1, 2 };\nlist.Sort();\nlist.Count",
        "foreach (var n in Enumerable.Range(0, 3))\n{\n    Console.WriteLine(n);\n}",
        "var squares = Enumerable.Range(0, 5).Select(n => n * n).ToArray();\nsquares",
        "int Twice(int n) => 2 * n;\nTwice(earlier)",
        "class Point { public int X { get; set; } }\nvar p = new Point { X = 1 };\np.X",
        "var (x, y) = (1, \"a\");\nif (x > earlier) { y += x; }\ny",
    ];

    /// <summary>Loads the compiler and compiles one cell.</summary>
    public void Once() => compiler.MakeImage(Typical, 0, new NameTable());

    /// <summary>Compiles cells until the runtime has compiled what they need of the compiler.</summary>
    /// <param name="wait">Blocks while there is other work; false to end.</param>
    /// <returns>How many cells it were.</returns>
    public int UntilCompiled(Func<bool> wait)
    {
        var made = 0;
        var table = new NameTable();
        if (compiler.MakeImage("var earlier = 1;", 0, table) is not { } image)
        {
            return made;
        }

        var cell = new CellAssembly(0, 0, CellImage.NameOf(0), image, null, null);
        table.Publish(new Slot("earlier", cell, CellLayout.InnerOf(0) + "." + CellLayout.VariableMark + "earlier", "int|", "int"));
        for (var round = 0; round < MostRounds; round++)
        {
            var compiled = JitInfo.GetCompiledMethodCount();
            foreach (var code in Cells)
            {
                if (!wait())
                {
                    return made;
                }

                made += compiler.MakeImage(code, 1, table) is null ? 0 : 1;
            }

            if (JitInfo.GetCompiledMethodCount() - compiled < FewMethods && !Settle())
            {
                break;
            }
        }

        return made;
    }

    /// <summary>Lets the runtime compile what it has noted; false where that is nothing more.</summary>
    private static bool Settle()
    {
        var before = JitInfo.GetCompiledMethodCount();
        Thread.Sleep(Pause);
        return JitInfo.GetCompiledMethodCount() - before >= FewMethods;
    }
}
