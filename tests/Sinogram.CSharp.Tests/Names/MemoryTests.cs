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

        // What stays of a cell: its image, its symbols and the runtime's view of it.
        Assert.InRange((Managed() - before) / 900.0, 0, 24_000);
        Assert.Single(notebook.Language.Variables.List());
    }

    private static long Managed()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        return GC.GetTotalMemory(forceFullCollection: true);
    }
}
