using Sinogram.Testing.Waiting;

namespace Sinogram.CSharp.Tests.Names;

/// <summary>Alone, because the memory of the whole process is looked at.</summary>
[CollectionDefinition("alone", DisableParallelization = true)]
public sealed class AloneCollection;

[Collection("alone")]
public sealed class MemoryTests
{
    [Fact]
    public async Task A_thousand_cells_leave_no_compilation_behind()
    {
        using var notebook = new Notebook();
        await notebook.ValueAsync("var c = 15; c");
        for (var i = 0; i < 100; i++)
        {
            await notebook.ValueAsync("var c = 15; c");
        }

        var before = Managed();
        for (var i = 0; i < 900; i++)
        {
            Assert.Equal(15, await notebook.ValueAsync("var c = 15; c"));
        }

        // What stays of a cell that no later one can use: its text and its number.
        Assert.True((Managed() - before) / 900.0 < 4_000);
        Assert.Single(notebook.Language.Variables.List());
    }

    [Fact]
    public async Task Cells_that_no_later_one_can_use_are_unloaded()
    {
        using var notebook = new Notebook();
        await notebook.ValueAsync("var n = 0;");
        for (var i = 0; i < 100; i++)
        {
            await notebook.ValueAsync("n++; foreach (var x in new[] { 1, 2 }.Select(y => y + n)) { _ = x.ToString(); } n");
        }

        // A collection may find a thread that still shows the last cell.
        await Patience.UntilAsync(() => Managed() > 0 && Transient() <= 20);
        Assert.Equal(100, await notebook.ValueAsync("n"));
    }

    [Fact]
    public async Task What_such_a_cell_keeps_or_leaves_running_stays()
    {
        using var notebook = new Notebook();
        await notebook.ValueAsync("var go = new TaskCompletionSource(); var done = new TaskCompletionSource<int>(); Func<int> f = null; IEnumerable<int> many = null;");
        await notebook.ValueAsync("var offset = 3; f = () => offset + 4; many = Numbers(); IEnumerable<int> Numbers() { yield return 1; yield return offset; }");
        await notebook.ValueAsync("f = () => 2 * 21; many = many.Select(x => x + 1);");
        await notebook.ValueAsync("_ = Task.Run(async () => { await go.Task; done.SetResult(f()); });");
        for (var i = 0; i < 20; i++)
        {
            await notebook.ValueAsync("1 + 1");
            Managed();
        }

        Assert.Equal(42, await notebook.ValueAsync("f()"));
        Assert.Equal("2,4", await notebook.ValueAsync("string.Join(',', many)"));
        Assert.Equal(42, await notebook.ValueAsync("go.SetResult(); await done.Task"));
    }

    private static int Transient() =>
        System.Runtime.Loader.AssemblyLoadContext.All.Count(c => c.Name?.StartsWith("Cell", StringComparison.Ordinal) == true);

    private static long Managed()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        return GC.GetTotalMemory(forceFullCollection: true);
    }
}
