namespace Sinogram.CSharp.Tests.Errors;

/// <summary>What people write that is wrong, and what they are told.</summary>
public sealed class MistakeTests
{
    [Theory]
    [InlineData("print(\"x\")", "In C#: Console.WriteLine(x)")]
    [InlineData("var n = len(a);", "In C#: x.Length")]
    [InlineData("var x = None;", "In C#: null.")]
    [InlineData("Console.Writeline(\"x\")", "Did you mean 'WriteLine'?")]
    [InlineData("[1, 2, 3]", "Give it a type, as in: int[] a = [1, 2, 3];")]
    [InlineData("[..a, 3]", "Give it a type, as in: int[] a = [1, 2, 3];")]
    [InlineData("this.x", "A cell belongs to no object: name the variable that you mean.")]
    [InlineData("base.ToString()", "A cell belongs to no object")]
    [InlineData("yield return 1;", "put the loop into a method")]
    [InlineData("extern alias other;\n1", "The extern alias 'other' was not specified: what a cell refers to by #r has no aliases")]
    [InlineData("void Twice() { }\nvoid Twice() { }", "cell 2, line 2, column 1: CS0111: The cell already defines a method 'Twice'")]
    [InlineData("class Same { } class Same { }", "CS0101: The cell already contains a definition for 'Same'")]
    [InlineData("#error not yet\n1", "CS1029: #error: 'not yet'")]
    [InlineData("#:property LangVersion=14\n1", "In a cell: #r \"nuget: Name, version\"")]
    [InlineData("throw;", "CS0156")]
    [InlineData("break;", "CS0139: No enclosing loop")]
    [InlineData("goto nowhere;", "CS0159: No such label 'nowhere'")]
    [InlineData("var v;", "CS0818")]
    [InlineData("w h", "CS1002: ; expected")]
    [InlineData("new Abstract()", "CS0144")]
    [InlineData("a.", "CS1001: Identifier expected")]
    [InlineData("\"unterminated", "CS1010: Newline in constant")]
    [InlineData("/* open", "CS1035: End-of-file found, '*/' expected")]
    [InlineData("\"\"\"open", "CS8997: Unterminated raw string literal")]
    [InlineData("const int K = 1 + a.Length;", "CS0133")]
    [InlineData("using System.Linqq;", "Did you mean 'Linq'?")]
    [InlineData("old.Width", "A (cell 1) is not A (cell 2): it was defined anew")]
    [InlineData("var n = 3\nConsole.WriteLine(n);", "Is a ';' missing at the end of this line?")]
    [InlineData("var n = new List<int> { 1 } // some\nforeach (var i in n) { }", "Is a ';' missing at the end of this line?")]
    [InlineData("count = 7;", "Declare it first: var count = …")]
    [InlineData("!ls /data", "#!sh, alone on the cell's first line")]
    [InlineData("#r nuget: MathNet.Numerics", "Its text is in quotes: #r \"nuget: NAME, VERSION\"")]
    [InlineData(" #!csharp\n1", "A magic begins in the first column")]
    [InlineData("help(a)", "In C#: x? shows what x is")]
    [InlineData("new A().Widht", "Did you mean 'Width'?")]
    public async Task Is_told_what_is_wrong_and_what_to_write(string code, string told)
    {
        using var notebook = new Notebook();
        await notebook.ValueAsync("int[] a = [1]; class A { } var old = new A(); abstract class Abstract { }");
        await notebook.ValueAsync("class A { public int Width; }");
        var trace = string.Join("\n", (await notebook.ErrorAsync(code)).Traceback).Replace("cell 3", "cell 2", StringComparison.Ordinal);
        Assert.Contains(told, trace, StringComparison.Ordinal);
        Assert.DoesNotContain("__", trace, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("a.Sum(", "CS1026: ) expected")]
    [InlineData("if (a.Length > 0) { } else", "CS1733: Expected expression")]
    public async Task What_is_missing_is_said_once(string code, string told)
    {
        using var notebook = new Notebook();
        await notebook.ValueAsync("int[] a = [1];");
        var trace = string.Join("\n", (await notebook.ErrorAsync(code)).Traceback);
        Assert.Contains(told, trace, StringComparison.Ordinal);
        Assert.DoesNotContain("CS1002", trace, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_package_without_its_colon_is_told_how_to_write_it()
    {
        using var notebook = new Notebook();
        Assert.Contains("#r \"nuget: MathNet.Numerics\"", string.Join("\n", (await notebook.ErrorAsync("#r \"nuget MathNet.Numerics\"")).Traceback), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_iterator_is_refused_once_and_no_redefinition_is_blamed_for_a_typing_mistake()
    {
        using var notebook = new Notebook();
        Assert.DoesNotContain("CS1622", string.Join("\n", (await notebook.ErrorAsync("yield return 1;")).Traceback), StringComparison.Ordinal);
        await notebook.ValueAsync("class A { }");
        await notebook.ValueAsync("class A { public int V; }");
        Assert.DoesNotContain("defined anew", string.Join("\n", (await notebook.ErrorAsync("new A().Nope")).Traceback), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Load(\"x\")", "   at cell 1, line 3, in Load")]
    [InlineData("var x = 1 + Load(\"x\");", "   at cell 1, line 3, in Load")]
    [InlineData("new Reader { Size = -1 }", "   at cell 1, line 5, in Reader.Size")]
    public async Task An_error_in_a_method_of_an_earlier_cell_names_its_line_and_the_callers(string code, string place)
    {
        using var notebook = new Notebook();
        await notebook.ValueAsync(
            """
            int Load(string text)
            {
                return int.Parse(text);
            }
            class Reader { public int Size { get; set { if (value < 0) throw new ArgumentException("negative"); field = value; } } }
            """);
        var trace = (await notebook.ErrorAsync(code)).Traceback;
        Assert.Equal(place, trace[1]);
        Assert.Equal("   at cell 2, line 1", trace[3]);
    }

    [Fact]
    public async Task A_native_library_that_is_nowhere_is_told_without_the_paths_that_were_tried()
    {
        using var notebook = new Notebook();
        var error = await notebook.ErrorAsync("[System.Runtime.InteropServices.DllImport(\"nosuchlib\")] static extern void go();\ngo();");
        Assert.Equal("Unable to load shared library 'nosuchlib'.", error.Message);
        Assert.Contains("Reference the package that brings nosuchlib for Linux", error.Traceback[1], StringComparison.Ordinal);
        Assert.Contains("   at cell 1, line 2", error.Traceback);
    }

    [Fact]
    public async Task A_package_line_of_a_program_in_one_file_is_known()
    {
        using var notebook = new Notebook();
        Assert.Contains("packages are not available here", (await notebook.ErrorAsync("#:package Dose@1.0.0\n1")).Message, StringComparison.Ordinal);
    }
}
