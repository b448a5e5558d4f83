using Sinogram.Testing.Waiting;

namespace Sinogram.CSharp.Tests.Names;

/// <summary>Alone, because the memory of the whole process is looked at.</summary>
[CollectionDefinition("alone", DisableParallelization = true)]
public sealed class AloneCollection;

[Collection("alone")]
public sealed class MemoryTests
{
    [Theory]
    [InlineData("n++; n", 400)]
    [InlineData("int F() => n; Func<int> f = () => n; f()", 1500)]
    public async Task A_cell_that_is_run_a_thousand_times_leaves_next_to_nothing_behind(string code, int bytes)
    {
        using var notebook = new Notebook();
        await notebook.ValueAsync("var n = 1;");
        var before = 0L;
        for (var i = 0; i <= 1200; i++)
        {
            await notebook.ValueAsync(code);
            if (i % 200 == 0)
            {
                // What is not collected yet is not forgotten either.
                var now = Managed();
                before = i == 400 ? now : before;
            }
        }

        // A thread that still shows the last cell keeps it a moment longer: what is left is what no later collection finds either.
        await Patience.UntilAsync(() => (Managed() - before) / 800.0 <= bytes);
    }

    [Theory]
    [InlineData("foreach (var x in new[] { 1, 2 }.Select(y => y + n)) { _ = x.ToString(); }")]
    [InlineData("using var stream = new MemoryStream(); Action close = () => stream.Dispose(); close();")]
    [InlineData("record R(int A); class Other<T> { public T Value; } _ = new R(n).A + new Other<int>().Value;")]
    [InlineData("namespace Here { public class N { public int A = 1; } }\nenum Kind { A, B }")]
    public async Task Cells_that_no_later_one_can_use_are_unloaded(string code)
    {
        using var notebook = new Notebook();
        await notebook.ValueAsync("var n = 0;");
        var before = Loaded();
        for (var i = 0; i < 100; i++)
        {
            await notebook.ValueAsync("n++;\n" + code);
        }

        // A collection may find a thread that still shows the last cell.
        await Patience.UntilAsync(() => Loaded() <= before + 36);
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

    [Fact]
    public async Task Cells_whose_names_others_have_taken_are_unloaded()
    {
        using var notebook = new Notebook();
        var before = 0;
        for (var i = 0; i < 120; i++)
        {
            if (i == 20)
            {
                before = Loaded();
            }

            var code = $$"""
                namespace Here { public class N { public int A = {{i}}; } }
                public record R(int A{{i}}) { }
                public static class E { public static int More(this int x) => x + {{i}}; }
                enum Kind { A, B{{i}} }
                const int C = {{i}};
                int P => F(0);
                int F(int x) => x + {{i}};
                var v = new R(F(1));
                Func<int> g = () => F(v.A{{i}}) + C + 1.More() + P + new Here.N().A;
                g() + (int)Kind.B{{i}}
                """;
            Assert.Equal((i + i + 1) + i + (1 + i) + i + i + 1, await notebook.ValueAsync(code));
        }

        // A collection may find a thread that still shows the last cell.
        await Patience.UntilAsync(() => Loaded() <= before + 40);
        Assert.Equal(239 + 119 + 120 + 119 + 119, await notebook.ValueAsync("g()"));
    }

    [Fact]
    public async Task What_refers_to_a_replaced_cell_keeps_it()
    {
        using var notebook = new Notebook();
        await notebook.ValueAsync("int F(int x) => x + 1;");
        await notebook.ValueAsync("int F(int x) => x + 2; record R(int A); Func<int, int> f = F;");
        await notebook.ValueAsync("int G(int x) => F(x) * 10; class Holder { public object Make() => new R(3); } var held = new R(7);");
        await notebook.ValueAsync("var go = new TaskCompletionSource(); var late = Task.Run(async () => { await go.Task; return F(100) + new R(5).A; });");
        for (var i = 0; i < 5; i++)
        {
            await notebook.ValueAsync($"int F(int x) => x + {1000 + i}; record R(int A, int B{i} = 0);");
            Managed();
        }

        Assert.Equal(3, await notebook.ValueAsync("f(1)"));
        Assert.Equal(30, await notebook.ValueAsync("G(1)"));
        Assert.Equal("R { A = 3 }", await notebook.ValueAsync("new Holder().Make().ToString()"));
        Assert.Equal("R { A = 7 }", await notebook.ValueAsync("held.ToString()"));
        Assert.Equal(107, await notebook.ValueAsync("go.SetResult(); await late"));
        Assert.Equal(1005, await notebook.ValueAsync("F(1)"));
    }

    [Fact]
    public async Task An_error_in_a_method_that_was_defined_again_names_its_own_line()
    {
        using var notebook = new Notebook();
        await notebook.ValueAsync("int At(int[] a, int i) => a[i];");
        await notebook.ValueAsync("int At(int[] a, int i)\n{\n    return a[i + 1];\n}");
        var error = await notebook.ErrorAsync("At([1, 2], 1)");
        Assert.Contains(error.Traceback, l => l.Contains("at cell 2, line 3, in At", StringComparison.Ordinal));
    }

    private static int Loaded()
    {
        Managed();
        return AppDomain.CurrentDomain.GetAssemblies().Count(a => a.GetName().Name!.StartsWith("Cell", StringComparison.Ordinal));
    }

    private static long Managed()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        return GC.GetTotalMemory(forceFullCollection: true);
    }
}
