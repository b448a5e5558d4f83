using Sinogram.CSharp.Emit;
using Sinogram.CSharp.Names;
using Sinogram.CSharp.References;

namespace Sinogram.CSharp.Tests.Emit;

/// <summary>The compiler runs for nobody after the start.</summary>
public sealed class WarmUpTests
{
    [Fact]
    public void Each_cell_that_warms_the_compiler_compiles()
    {
        var compiler = new CellCompiler(
            new NameTable(), new ReferenceSet([], []), new CellLoadContext([typeof(CSharpLanguage).Assembly]), ["using System;", "using System.Linq;", "using System.Collections.Generic;"]);
        var left = CompilerWarmUp.Cells.Count;
        Assert.Equal(CompilerWarmUp.Cells.Count, new CompilerWarmUp(compiler).UntilCompiled(() => left-- > 0));
        Assert.Empty(compiler.Assemblies);
        Assert.Equal(1, compiler.NextId);
    }

    [Fact]
    public async Task A_cell_that_comes_meanwhile_runs_and_nothing_is_left_of_the_others()
    {
        using var notebook = new Notebook();
        notebook.Language.WarmUp();
        var ended = new TaskCompletionSource<bool>();
        new Thread(() => ended.SetResult(notebook.Language.WarmUpThoroughly())) { IsBackground = true }.Start();
        Assert.Equal(3, await notebook.ValueAsync("var three = 1 + 2; three"));
        Assert.Equal(6, await notebook.ValueAsync("three + three"));
        Assert.Equal(["three"], notebook.Language.Variables.List().Select(v => v.Name));
        notebook.Language.Dispose();
        await ended.Task.WaitAsync(TimeSpan.FromSeconds(120), TestContext.Current.CancellationToken);
    }
}
