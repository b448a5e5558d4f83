namespace Sinogram.CSharp.Tests.Errors;

/// <summary>What code of cells finds in stack traces itself, and what the kernel tells of cells whose symbols are made only when they fail.</summary>
public sealed class StackTraceTests
{
    [Theory]
    [InlineData("\ntry { int.Parse(\"x\"); } catch (FormatException e) { trace = e.StackTrace; }\ntrace", 2)]
    [InlineData("\n\ntrace = Environment.StackTrace;\ntrace", 3)]
    [InlineData("\ntrace = new System.Diagnostics.StackTrace(true).ToString();\ntrace", 2)]
    [InlineData("\nFunc<string> f = () =>\n    Environment.StackTrace;\nf()", 3)]
    [InlineData("try\n{\n    await Task.FromException(new FormatException());\n}\ncatch (FormatException e) { trace = e.ToString(); }\ntrace", 3)]
    public async Task Code_that_reads_its_stack_trace_finds_its_lines(string code, int line)
    {
        using var notebook = new Notebook();
        await notebook.ValueAsync("string trace = null;");
        Assert.Contains($"cell 2:line {line}", Assert.IsType<string>(await notebook.ValueAsync(code)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Code_that_others_call_is_found_with_its_lines()
    {
        using var notebook = new Notebook();
        await notebook.ValueAsync("Action call = null;\nstring Trace() { try { call(); return null; } catch (Exception e) { return e.StackTrace; } }");
        await notebook.ValueAsync("\ncall = () => throw new Exception();");
        Assert.Contains("cell 2:line 2", (string?)await notebook.ValueAsync("Trace()"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("string Where() => Environment.StackTrace;", "var first = 1;\n\ntrace = Where();")]
    public async Task Code_that_is_called_later_finds_the_lines_of_its_callers(string earlier, string code)
    {
        using var notebook = new Notebook();
        await notebook.ValueAsync("string trace = null;");
        await notebook.ValueAsync(earlier);
        await notebook.RunAsync(code);
        Assert.Contains("cell 3:line 3", Assert.IsType<string>(notebook["trace"]), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("var text = \"x\";\n\nvar number = int.Parse(text);", "   at cell 2, line 3", "      var number = int.Parse(text);")]
    [InlineData("var text = \"x\";\n_ = earlier +\n    int.Parse(text);", "   at cell 2, line 2", "      _ = earlier +")]
    [InlineData("foreach (var c in \"a\")\n{\n    Fail();\n}", "   at cell 2, line 3", null)]
    [InlineData("var none = (string)null;\nnone.Length", "   at cell 2, line 2", "      none.Length")]
    public async Task A_plain_cell_that_fails_names_its_line(string code, string place, string? excerpt)
    {
        using var notebook = new Notebook();
        await notebook.ValueAsync("var earlier = 1; void Fail() => throw new InvalidOperationException();");
        var error = await notebook.ErrorAsync(code);
        Assert.Contains(place, error.Traceback);
        if (excerpt is not null)
        {
            Assert.Contains(excerpt, error.Traceback);
        }
    }

    [Fact]
    public async Task A_plain_cell_names_its_line_also_when_what_it_used_has_been_defined_anew()
    {
        using var notebook = new Notebook();
        await notebook.ValueAsync("namespace N { public class A { public int Value => 1; } }");
        await notebook.ValueAsync("var a = new N.A();");
        var error = await notebook.ErrorAsync("_ = a.Value;\n_ = int.Parse(\"x\");");
        Assert.Contains("   at cell 3, line 2", error.Traceback);
        await notebook.ValueAsync("namespace N { public class A { public int Other => 2; } }");
        error = await notebook.ErrorAsync("_ = new N.A().Other;\n\n_ = int.Parse(\"x\");");
        Assert.Contains("   at cell 5, line 3", error.Traceback);
    }
}
