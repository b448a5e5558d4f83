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
    [InlineData("ok ? undefined.Length : -1", "line 1, column 6: CS0103")]
    [InlineData("var ok = true;\nok ? undefined.Length : -1", "line 2, column 6: CS0103")]
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
        Assert.Equal(["   numbers has 2 elements, 0 to 1, and the index is 3.", "   at cell 2, line 1", "      numbers[3]"], error.Traceback.Skip(1));
    }

    [Theory]
    [InlineData("for (var i = 0; i < 5; i++)\n{\n    numbers[i] = i;\n}", "   at cell 2, line 3|      numbers[i] = i;")]
    [InlineData("numbers[0] = 1;\nnumbers[1] = 2;\nvar last = numbers[2];", "   at cell 2, line 3|      var last = numbers[2];")]
    [InlineData("int At(int[] a, int i)\n{\n    return a[i];\n}\nAt(numbers, 9)", "   at cell 2, line 3, in At|      return a[i];|   at cell 2, line 5")]
    [InlineData("int Two(int[] a, int i)\n{\n    var x = a[i];\n    return x + a[i + 1];\n}\nTwo(numbers, 1)", "   at cell 2, line 4, in Two|      return x + a[i + 1];|   at cell 2, line 6")]
    [InlineData("await Task.Yield();\nnumbers[0] = 3;\nnumbers[7] = 3;", "   at cell 2, line 3|      numbers[7] = 3;")]
    [InlineData("var k = 5;\nSpan<int> s = stackalloc int[2];\ns[k] = 1;", "   at cell 2, line 3|      s[k] = 1;")]
    [InlineData("var n = int.MaxValue;\nchecked { n++; }", "   at cell 2, line 2|      checked { n++; }")]
    [InlineData("var grid = new int[2, 2];\ngrid[1, numbers.Length] = 1;", "   at cell 2, line 2|      grid[1, numbers.Length] = 1;")]
    [InlineData("new List<int> { 1 }[4]", "   at cell 2, line 1|      new List<int> { 1 }[4]")]
    [InlineData("\nnew Dictionary<string, int>()[\"k\"]", "   at cell 2, line 2|      new Dictionary<string, int>()[\"k\"]")]
    public async Task Errors_of_the_framework_name_the_line_of_the_cell(string code, string expected)
    {
        using var notebook = new Notebook();
        await notebook.ValueAsync("var numbers = new[] { 1, 2 };");
        var error = await notebook.ErrorAsync(code);
        Assert.Equal(expected.Split('|'), error.Traceback.Skip(1).SkipWhile(l => !l.StartsWith("   at ", StringComparison.Ordinal)));
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
        Assert.Contains("A (cell 1) is not A (cell 2): ", error.Traceback[^1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_cast_between_two_types_of_one_name_says_so_in_words()
    {
        using var notebook = new Notebook();
        await notebook.ValueAsync("class A { }\nobject a = new A();");
        await notebook.ValueAsync("class A { public int V; }");
        var error = await notebook.ErrorAsync("(A)a");
        Assert.Equal("Unable to cast object of type 'A (cell 1)' to type 'A (cell 2)'.", error.Message);
        Assert.Contains("A (cell 1) is not A (cell 2): ", error.Traceback[1], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("namespace N { public class P { } }\nvar old = new N.P();")]
    [InlineData("namespace N { public class P { } }", "var old = new N.P();")]
    public async Task Two_types_of_one_namespace_are_told_apart_by_their_cells(params string[] cells)
    {
        using var notebook = new Notebook();
        foreach (var cell in cells)
        {
            await notebook.ValueAsync(cell);
        }

        await notebook.ValueAsync("namespace N { public class P { public int V; } }");
        var error = await notebook.ErrorAsync("N.P q = old;");
        Assert.Contains("'N.P (cell 1)' to 'N.P'", error.Message, StringComparison.Ordinal);
        Assert.Contains("N.P (cell 1) is not N.P: ", error.Traceback[^1], StringComparison.Ordinal);
        Assert.Equal("N.P", await notebook.ValueAsync("old.ToString()"));
    }

    [Fact]
    public async Task A_type_is_called_what_its_cell_calls_it()
    {
        using var notebook = new Notebook();
        await notebook.ValueAsync("class A { public class Inner { } }\nclass G<T> { }");
        Assert.Equal("A A+Inner G`1[A]", await notebook.ValueAsync("$\"{new A()} {new A.Inner()} {new G<A>()}\""));
    }

    [Fact]
    public async Task Attributes_that_name_types_of_cells_can_be_read()
    {
        using var notebook = new Notebook();
        await notebook.ValueAsync("class A { }\nclass G<T> { public class In { } }\n"
            + "class NamesAttribute(params Type[] types) : Attribute { public Type[] Types => types; public Type One { get; set; } }");
        await notebook.ValueAsync("class B { }\n[Names(typeof(A), typeof(List<B>), typeof(G<A[]>.In), One = typeof(B))] class Named { }");
        Assert.Equal(
            "A System.Collections.Generic.List`1[B] G`1+In[A[]] B",
            await notebook.ValueAsync("var names = (NamesAttribute)Attribute.GetCustomAttribute(typeof(Named), typeof(NamesAttribute));\n$\"{names.Types[0]} {names.Types[1]} {names.Types[2]} {names.One}\""));
    }

    [Fact]
    public async Task A_type_converter_of_a_cell_is_found_by_its_name()
    {
        using var notebook = new Notebook();
        await notebook.ValueAsync("using System.ComponentModel;\n[TypeConverter(typeof(SizeConverter))] class Size { }\nclass SizeConverter : TypeConverter { }");
        Assert.Equal("SizeConverter", await notebook.ValueAsync("TypeDescriptor.GetConverter(typeof(Size)).ToString()"));
    }

    [Fact]
    public async Task Warnings_come_where_a_cell_asks_for_them()
    {
        using var notebook = new Notebook();
        const string Unused = "int F()\n{\n    int unused = 1;\n    return 2;\n}\nF();";
        await notebook.ValueAsync(Unused);
        Assert.Equal("", notebook.Stderr);
        await notebook.ValueAsync("#pragma warning restore\n" + Unused);
        Assert.Contains("cell 2, line 4, column 9: CS0219", notebook.Stderr, StringComparison.Ordinal);
        await notebook.ValueAsync("#pragma warning restore CS0162\n" + Unused);
        await notebook.ValueAsync("#pragma warning restore 219\n" + Unused);
        Assert.DoesNotContain("cell 3", notebook.Stderr, StringComparison.Ordinal);
        Assert.Contains("cell 4, line 4, column 9: CS0219", notebook.Stderr, StringComparison.Ordinal);
        await notebook.ValueAsync("#warning check the spacing\n1");
        Assert.Contains("check the spacing", notebook.Stderr, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_warning_free_cell_is_silent_with_all_warnings_on()
    {
        using var notebook = new Notebook();
        await notebook.ValueAsync("#pragma warning restore\nusing System.Linq;\nvar a = new[] { 1, 2 };\nint F(int x) { foreach (var y in a) { if (y == x) return y; } return 0; }\n"
            + "try { F(1); } catch (Exception) { }\nvar g = a.Select(x => F(x)).ToList();\nclass C { public int V { get; set; } }\ng.Count");
        Assert.Equal("", notebook.Stderr);
    }

    [Fact]
    public async Task A_name_in_its_own_first_declaration_is_said_to_be_new()
    {
        using var notebook = new Notebook();
        var error = await notebook.ErrorAsync("var y = y + 1;");
        Assert.Contains("no earlier cell has a 'y'", error.Traceback[^1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_later_use_of_a_reference_says_that_it_was_local()
    {
        using var notebook = new Notebook();
        await notebook.ValueAsync("var a = new[] { 1 };\nref int first = ref a[0];");
        var error = await notebook.ErrorAsync("first = 2");
        Assert.Contains("was a reference (ref)", string.Join("\n", error.Traceback), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("new List<int>().Ad(1)", "Did you mean 'Add'?")]
    [InlineData("\"abc\".Lenght", "Did you mean 'Length'?")]
    [InlineData("Math.sqrt(2)", "Did you mean 'Sqrt'?")]
    [InlineData("class Pt { public int X; }\nvar p = new Pt { x = 1 };", "Did you mean 'X'?")]
    [InlineData("Consle.WriteLine(1)", "Did you mean 'Console'?")]
    [InlineData("var r = new Regex(\"a\");", "Write before it: using System.Text.RegularExpressions;")]
    [InlineData("Regex.IsMatch(\"a\", \"b\")", "Write before it: using System.Text.RegularExpressions;")]
    [InlineData("Stopwatch.StartNew()", "Write before it: using System.Diagnostics;")]
    [InlineData("new System.Net.Http.HttpClient().GetFromJsonAsync<int>(\"u\")", "Write before it: using System.Net.Http.Json;")]
    [InlineData("yield return 1;", "put the loop into a method")]
    public async Task An_unknown_name_gets_a_suggestion(string code, string expected)
    {
        using var notebook = new Notebook();
        var trace = string.Join("\n", (await notebook.ErrorAsync(code)).Traceback);
        Assert.Contains(expected, trace, StringComparison.Ordinal);
        Assert.DoesNotContain("__", trace, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Constructors_and_static_fields_are_named_as_such()
    {
        using var notebook = new Notebook();
        var error = await notebook.ErrorAsync("class D { public D() => throw new InvalidOperationException(); }\nnew D()");
        Assert.Equal("   at cell 1, line 1, in new D", error.Traceback[1]);
        error = await notebook.ErrorAsync("static class S { public static int V = int.Parse(\"x\"); }\nS.V");
        Assert.Contains("   at cell 2, line 1, in the static fields of S", error.Traceback);
        await notebook.ValueAsync("class P { public int V => throw new Exception(); public int this[int i] => throw new Exception(); public static bool operator !(P p) => throw new Exception(); }");
        Assert.Equal("   at cell 3, line 1, in P.V", (await notebook.ErrorAsync("new P().V")).Traceback[1]);
        Assert.Equal("   at cell 3, line 1, in P[…]", (await notebook.ErrorAsync("new P()[0]")).Traceback[1]);
        Assert.Equal("   at cell 3, line 1, in an operator of P", (await notebook.ErrorAsync("!new P()")).Traceback[1]);
    }

    [Theory]
    [InlineData("x => x")]
    [InlineData("Console.WriteLine")]
    public async Task A_function_as_the_last_expression_gets_a_hint(string code)
    {
        using var notebook = new Notebook();
        Assert.Contains("give it a type", (await notebook.ErrorAsync(code)).Traceback[^1], StringComparison.Ordinal);
    }
}
