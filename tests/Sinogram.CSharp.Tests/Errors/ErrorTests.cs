namespace Sinogram.CSharp.Tests.Errors;

public sealed class ErrorTests
{
    [Fact]
    public async Task A_compile_error_has_cell_line_column_and_a_caret()
    {
        using var notebook = new Notebook();
        await notebook.ValueAsync("1");
        var error = await notebook.ErrorAsync("var a = 1;\nvar b = a +  undefined;\nb");
        Assert.Equal("CompilationError", error.Name);
        Assert.StartsWith("cell 2, line 2, column 14: CS0103", error.Message, StringComparison.Ordinal);
        Assert.Equal("    var b = a +  undefined;", error.Traceback[1]);
        Assert.Equal("                 ^^^^^^^^^", error.Traceback[2]);
        Assert.False(notebook.Has("a"));
    }

    [Fact]
    public async Task Lines_count_from_the_cells_own_beginning()
    {
        using var notebook = new Notebook();
        var error = await notebook.ErrorAsync("int x = \"text\";", firstLine: 3);
        Assert.StartsWith("cell 1, line 4, column 9: CS0029", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("var x = ;", "column 9: CS1525")]
    [InlineData("int F( { }", "CS")]
    [InlineData("}", "column 1: CS1022")]
    [InlineData("int a = 1", "column 10: CS1002")]
    [InlineData("var x = null;", "CS0815")]
    [InlineData("var x = 1; var x = \"\";", "CS0128")]
    [InlineData("class A : Missing { }", "column 11: CS0246")]
    [InlineData("int F() { return \"s\"; }", "column 18: CS0029")]
    [InlineData("Enumerable.Range(0, 3).Select(x => x.Missing)", "CS1061")]
    [InlineData("var q = new { A = 1 }; q.B", "CS1061")]
    [InlineData("Console.WriteLine(undefined)", "column 19: CS0103")]
    [InlineData("await undefined;", "column 7: CS0103")]
    public async Task Each_mistake_is_named_in_its_place(string code, string expected)
    {
        using var notebook = new Notebook();
        var error = await notebook.ErrorAsync(code);
        Assert.Contains(expected, string.Join("\n", error.Traceback), StringComparison.Ordinal);
        Assert.DoesNotContain("__", string.Join("\n", error.Traceback), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_runtime_error_names_the_lines_of_its_cells_and_nothing_of_the_kernel()
    {
        using var notebook = new Notebook();
        await notebook.ValueAsync("\nint Divide(int a, int b)\n{\n    return a / b;\n}");
        var error = await notebook.ErrorAsync("var x = 1;\nDivide(x, 0)");
        Assert.Equal("DivideByZeroException", error.Name);
        Assert.Equal("   at cell 1, line 4, in Divide", error.Traceback[1]);
        Assert.Equal("      return a / b;", error.Traceback[2]);
        Assert.Equal("   at cell 2, line 2", error.Traceback[3]);
        Assert.Equal(4, error.Traceback.Count);
    }

    [Fact]
    public async Task An_index_out_of_range_names_its_cell()
    {
        using var notebook = new Notebook();
        await notebook.ValueAsync("var numbers = new[] { 1, 2 };");
        var error = await notebook.ErrorAsync("numbers[3]");
        Assert.Equal("IndexOutOfRangeException", error.Name);
        Assert.StartsWith("   at cell 2", error.Traceback[1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Async_methods_lambdas_and_types_are_named_as_written()
    {
        using var notebook = new Notebook();
        var error = await notebook.ErrorAsync(
            "class Tool { public static void Break() => throw new InvalidOperationException(\"broken\"); }\n"
            + "async Task Outer() { await Task.Yield(); Action a = () => Tool.Break(); a(); }\nawait Outer();");
        var trace = string.Join("\n", error.Traceback);
        Assert.Contains("at cell 1, line 1, in Tool.Break", trace, StringComparison.Ordinal);
        Assert.Contains("at cell 1, line 2, in a lambda", trace, StringComparison.Ordinal);
        Assert.Contains("at cell 1, line 2, in Outer", trace, StringComparison.Ordinal);
        Assert.Contains("at cell 1, line 3", trace, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Inner_exceptions_are_shown()
    {
        using var notebook = new Notebook();
        var error = await notebook.ErrorAsync("try { int.Parse(\"x\"); } catch (Exception e) { throw new InvalidOperationException(\"outer\", e); }");
        Assert.Equal("InvalidOperationException", error.Name);
        Assert.Contains(error.Traceback, l => l.StartsWith("caused by FormatException", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Using_a_name_in_its_own_declaration_gets_a_hint()
    {
        using var notebook = new Notebook();
        await notebook.ValueAsync("var x = 1;");
        var error = await notebook.ErrorAsync("var x = x + 1;");
        Assert.Contains("CS0841", error.Message, StringComparison.Ordinal);
        Assert.Contains("write 'x = …' without a type", string.Join("\n", error.Traceback), StringComparison.Ordinal);
        Assert.Equal(1, notebook["x"]);
    }

    [Fact]
    public async Task A_later_use_of_a_span_says_that_it_was_local()
    {
        using var notebook = new Notebook();
        await notebook.ValueAsync("Span<int> s = stackalloc int[1];");
        var error = await notebook.ErrorAsync("s[0]");
        Assert.Contains("lives on the stack", string.Join("\n", error.Traceback), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_typing_mistake_gets_a_suggestion()
    {
        using var notebook = new Notebook();
        await notebook.ValueAsync("var temperature = 1;");
        var error = await notebook.ErrorAsync("tempreature");
        Assert.Contains("Did you mean 'temperature'?", string.Join("\n", error.Traceback), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Warnings_about_null_come_only_where_asked_for()
    {
        using var notebook = new Notebook();
        await notebook.ValueAsync("string s = null;\nint Length(string? t) => t.Length;");
        Assert.Equal("", notebook.Stderr);
        await notebook.ValueAsync("#nullable enable\nint Size(string? t) => t.Length;");
        Assert.Contains("cell 2, line 2, column 24: CS8602", notebook.Stderr, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Two_types_of_one_name_are_told_apart_by_their_cells()
    {
        using var notebook = new Notebook();
        await notebook.ValueAsync("class A { }\nvar a = new A();");
        await notebook.ValueAsync("class A { public int V; }");
        var error = await notebook.ErrorAsync("A b = a;");
        Assert.Contains("A (cell 1)", error.Message, StringComparison.Ordinal);
        Assert.Contains("A (cell 2)", error.Message, StringComparison.Ordinal);
    }
}
