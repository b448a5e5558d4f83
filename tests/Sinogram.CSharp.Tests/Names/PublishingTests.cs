using System.Runtime.CompilerServices;
using Sinogram.Core.Execution;
using Sinogram.Testing.Waiting;

namespace Sinogram.CSharp.Tests.Names;

public sealed class PublishingTests
{
    [Fact]
    public async Task Names_before_an_exception_are_kept_and_later_ones_as_they_were()
    {
        using var notebook = new Notebook();
        await notebook.ValueAsync("var b = \"old\"; var c = 1;");
        await notebook.ErrorAsync("var a = 1;\nvar (d, e) = (4, 5);\nint.Parse(\"x\");\nvar b = 2;\nvar c = 3;");
        Assert.Equal(1, notebook["a"]);
        Assert.Equal(5, notebook["e"]);
        Assert.Equal("old", notebook["b"]);
        Assert.Equal(1, notebook["c"]);
        Assert.Equal("old1", await notebook.ValueAsync("b + c"));
    }

    [Fact]
    public async Task A_declaration_that_throws_publishes_nothing()
    {
        using var notebook = new Notebook();
        await notebook.ErrorAsync("var a = int.Parse(\"x\");");
        Assert.False(notebook.Has("a"));
        await notebook.ErrorAsync("int a = 1, b = int.Parse(\"x\");");
        Assert.Equal(1, notebook["a"]);
        Assert.False(notebook.Has("b"));
    }

    [Fact]
    public async Task Types_and_methods_stay_when_the_body_throws()
    {
        using var notebook = new Notebook();
        await notebook.ErrorAsync("class A { public int V = 2; }\nint F() => 3;\nusing System.Globalization;\nthrow new Exception();");
        Assert.Equal(5, await notebook.ValueAsync("new A().V + F()"));
        Assert.Equal("", await notebook.ValueAsync("CultureInfo.InvariantCulture.Name"));
    }

    [Fact]
    public async Task A_cell_that_does_not_compile_publishes_nothing()
    {
        using var notebook = new Notebook();
        await notebook.ErrorAsync("var a = 1;\nint F() => 1;\nclass A { }\nmissing();");
        Assert.False(notebook.Has("a"));
        Assert.Contains("CS0103", (await notebook.ErrorAsync("F()")).Message, StringComparison.Ordinal);
        Assert.Contains("CS0246", (await notebook.ErrorAsync("new A()")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_redefined_method_names_who_still_calls_the_old_one()
    {
        using var notebook = new Notebook();
        await notebook.ValueAsync("int F() => 1;\nint G() => F();");
        await notebook.ValueAsync("class User { public int Use() => F(); }");
        await notebook.ValueAsync("int F() => 2;");
        Assert.Contains("F is new here; still calling the one of cell 1: G (cell 1), User (cell 2).", notebook.Stderr, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_method_redefined_with_its_callers_says_nothing()
    {
        using var notebook = new Notebook();
        await notebook.ValueAsync("int F() => 1;\nint G() => F();");
        await notebook.ValueAsync("int F() => 2;\nint G() => F();");
        Assert.Equal(2, await notebook.ValueAsync("G()"));
        Assert.Equal("", notebook.Stderr);
    }

    [Fact]
    public async Task A_using_variable_is_disposed_of_when_its_cell_ends()
    {
        using var notebook = new Notebook();
        await notebook.ValueAsync("class D : IDisposable { public static int Open; public D() { Open++; } public void Dispose() { Open--; } }");
        Assert.Equal(1, await notebook.ValueAsync("using var d = new D(); int Now() => D.Open; Now()"));
        Assert.Equal(0, await notebook.ValueAsync("D.Open"));
        await notebook.ErrorAsync("using var d = new D(); throw new Exception();");
        Assert.Equal(0, await notebook.ValueAsync("D.Open"));
        Assert.Contains("was a using variable", string.Join("\n", (await notebook.ErrorAsync("d.ToString()")).Traceback), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_unchanged_type_is_the_same_type()
    {
        using var notebook = new Notebook();
        await notebook.ValueAsync("class B { }\nclass A { public B B; }\nvar t = typeof(A);");
        Assert.Equal(true, await notebook.ValueAsync("class B { }\nclass A { public B B; }\ntypeof(A) == t"));
        Assert.Equal(false, await notebook.ValueAsync("class B { public int V; }\nclass A { public B B; }\ntypeof(A) == t"));
    }

    [Fact]
    public async Task A_namespace_that_is_as_it_was_has_the_same_types()
    {
        using var notebook = new Notebook();
        const string Cell = "namespace N { public class A { public int V => 1; } }\nnamespace N.Inner { public class B : A { } }\nusing N;\n";
        await notebook.ValueAsync(Cell + "var t = typeof(A);\nvar old = new N.Inner.B();");
        Assert.Equal(true, await notebook.ValueAsync(Cell + "typeof(A) == t"));
        Assert.Equal(1, await notebook.ValueAsync("A a = old; a.V"));
        Assert.Equal(false, await notebook.ValueAsync(Cell.Replace("=> 1", "=> 2", StringComparison.Ordinal) + "typeof(A) == t"));
        Assert.Equal(12, await notebook.ValueAsync("old.V * 10 + new A().V"));
        Assert.Equal(1, await notebook.ValueAsync(Cell + "new A().V"));
    }

    [Fact]
    public async Task The_value_of_a_variable_of_another_type_is_let_go()
    {
        using var notebook = new Notebook();
        var old = await MakeAsync(notebook, "var big = new byte[100];");
        await notebook.ValueAsync("var big = \"small\";");
        await Patience.UntilAsync(() => Gone(old) == 1);
    }

    [Fact]
    public async Task A_variable_that_a_method_reads_keeps_its_value()
    {
        using var notebook = new Notebook();
        await notebook.ValueAsync("var big = new byte[100];\nint Size() => big.Length;");
        await notebook.ValueAsync("var big = \"small\";");
        Assert.Equal(100, await notebook.ValueAsync("Size()"));
    }

    [Fact]
    public async Task A_cell_run_ten_times_keeps_one_array()
    {
        using var notebook = new Notebook();
        var arrays = new List<WeakReference>();
        for (var i = 0; i < 10; i++)
        {
            arrays.Add(await MakeAsync(notebook, "var big = new byte[10_000_000];"));
        }

        await Patience.UntilAsync(() => Gone([.. arrays]) >= 9);
        Assert.Equal(9, Gone([.. arrays]));
    }

    [Fact]
    public async Task Variables_set_from_outside_are_typed()
    {
        using var notebook = new Notebook();
        var variables = notebook.Language.Variables;
        variables.Set("n", 5);
        variables.Set("list", new List<(int, string)> { (1, "a") });
        variables.Set("lazy", Enumerable.Range(0, 4).Where(x => x > 1));
        variables.Set("text", "t", typeof(object));
        variables.Set("grid", new int[2, 3]);
        variables.Set("jagged", new int[2][,]);
        variables.Set("maybe", null, typeof(int?));
        Assert.Equal(6, await notebook.ValueAsync("n + 1"));
        Assert.Equal("a", await notebook.ValueAsync("list[0].Item2"));
        Assert.Equal(5, await notebook.ValueAsync("lazy.Sum()"));
        Assert.Equal(typeof(object), variables.List().Single(v => v.Name == "text").Type);
        Assert.Equal(3, await notebook.ValueAsync("grid.GetLength(1) + (jagged[0] is null ? 0 : 1)"));
        Assert.Equal(false, await notebook.ValueAsync("maybe.HasValue"));
        variables.Set("n", 7);
        Assert.Equal(7, await notebook.ValueAsync("n"));
        Assert.Throws<ArgumentException>(() => variables.Set("not a name", 1));
        Assert.Throws<ArgumentException>(() => variables.Set("class", 1));
    }

    [Theory]
    [InlineData("int v = 1;", "var v = Math.Abs(-2);")]
    [InlineData("var v = 1;", "var v = Math.Abs(-2);")]
    [InlineData("var v = \"a\";", "var v = string.Concat(\"b\");")]
    [InlineData("string v = \"a\";", "string v = string.Concat(\"b\");")]
    [InlineData("object v = 1;", "object v = new object();")]
    [InlineData("double v = 1;", "var v = Math.Sqrt(4);")]
    [InlineData("long v = 1, w = 2;", "var v = Math.Abs(3L);")]
    public async Task A_variable_keeps_its_place_however_its_type_is_known(string first, string second)
    {
        using var notebook = new Notebook();
        await notebook.ValueAsync(first + "\nobject Look() => v;");
        await notebook.ValueAsync(second);
        Assert.Equal(notebook["v"], await notebook.ValueAsync("Look()"));
    }

    [Theory]
    [InlineData("int v = v + 1;", "CS0165")]
    [InlineData("int v = v + 1;", "write 'v = …' without a type")]
    [InlineData("int v = 1; int v = 2;", "CS0128")]
    [InlineData("int v = \"a\";", "CS0029")]
    [InlineData("int v = 1; string s = v;", "CS0029")]
    public async Task Types_that_the_text_tells_are_checked_as_any(string code, string expected)
    {
        using var notebook = new Notebook();
        await notebook.ValueAsync("int v = 5;");
        Assert.Contains(expected, string.Join("\n", (await notebook.ErrorAsync(code)).Traceback), StringComparison.Ordinal);
        Assert.Equal(5, notebook["v"]);
    }

    [Fact]
    public async Task A_very_long_cell_runs()
    {
        using var notebook = new Notebook();
        var cell = new System.Text.StringBuilder("var v0 = 0;\n");
        for (var i = 1; i <= 1000; i++)
        {
            cell.Append($"var v{i} = F{i}(v{i - 1});\nint F{i}(int x) => x + 1;\n");
        }

        Assert.Equal(1000, await notebook.ValueAsync(cell + "v1000"));
        Assert.Equal(500, notebook["v500"]);
        var error = await notebook.ErrorAsync(cell + "undefined");
        Assert.StartsWith("cell 2, line 2002, column 1: CS0103", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_cells_own_objects_come_back_typed()
    {
        using var notebook = new Notebook();
        var value = await notebook.ValueAsync("public class A { public int V = 4; }\nnew List<A> { new A() }");
        notebook.Language.Variables.Set("given", value);
        Assert.Equal(4, await notebook.ValueAsync("given[0].V"));
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static async Task<WeakReference> MakeAsync(Notebook notebook, string code)
    {
        Assert.IsType<CellResult.Completed>(await notebook.RunAsync(code));
        return Weak(notebook);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static WeakReference Weak(Notebook notebook) => new(notebook["big"]);

    /// <summary>How many are collected. A collection may find a thread that still shows the last cell.</summary>
    private static int Gone(params WeakReference[] references)
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        return references.Count(reference => !reference.IsAlive);
    }
}
