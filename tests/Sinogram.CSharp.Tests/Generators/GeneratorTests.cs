namespace Sinogram.CSharp.Tests.Generators;

/// <summary>The framework's source generators in cells.</summary>
public sealed class GeneratorTests
{
    [Theory]
    [InlineData("[GeneratedRegex(@\"(\\d+) mm\")] static partial Regex Size();\n---\nSize().Match(\"slice 5 mm\").Groups[1].Value", "5")]
    [InlineData("static partial class Patterns { [GeneratedRegex(\"^a+$\", RegexOptions.IgnoreCase)] public static partial Regex As { get; } }\n---\nPatterns.As.IsMatch(\"AAA\")", "True")]
    [InlineData("partial class Reader { [GeneratedRegex(\"x\")] private partial Regex X(); public bool Has(string s) => X().IsMatch(s); }\nnew Reader().Has(\"axb\")", "True")]
    [InlineData("using System.Runtime.InteropServices;\n[LibraryImport(\"libc\")] internal static partial int getpid();\n---\ngetpid() == Environment.ProcessId", "True")]
    [InlineData("using System.Runtime.InteropServices;\nstatic partial class Native { [LibraryImport(\"libc\", StringMarshalling = StringMarshalling.Utf8)] public static partial nint strlen(string s); }\n---\nNative.strlen(\"four\")", "4")]
    [InlineData("using System.Runtime.InteropServices;\n[DllImport(\"libc\")] static extern int getppid();\n---\ngetppid() > 0", "True")]
    [InlineData("using System.Text.Json;\nusing System.Text.Json.Serialization;\nrecord Patient(string Name, int Age);\n[JsonSerializable(typeof(Patient))] partial class Context : JsonSerializerContext { }\n---\nJsonSerializer.Serialize(new Patient(\"A\", 5), Context.Default.Patient)", "{\"Name\":\"A\",\"Age\":5}")]
    [InlineData("using System.Text.Json;\nusing System.Text.Json.Serialization;\nrecord Patient(string Name, int Age);\n---\n[JsonSerializable(typeof(List<Patient>))] partial class Context : JsonSerializerContext { }\nvar info = Context.Default.ListPatient;\n---\nJsonSerializer.Deserialize(\"[{\\\"Name\\\":\\\"B\\\",\\\"Age\\\":7}]\", info)[0].Age", "7")]
    [InlineData("namespace Scans { public static partial class P { [System.Text.RegularExpressions.GeneratedRegex(\"b\")] public static partial System.Text.RegularExpressions.Regex B(); } }\n---\nScans.P.B().Count(\"abb\")", "2")]
    public async Task Code_is_generated(string cells, string expected)
    {
        using var notebook = new Notebook();
        await notebook.ValueAsync("using System.Text.RegularExpressions;");
        object? value = null;
        foreach (var cell in cells.Split("\n---\n"))
        {
            value = await notebook.ValueAsync(cell);
        }

        Assert.Equal(expected, Convert.ToString(value));
    }

    [Fact]
    public async Task The_generated_expression_is_the_generators_own_code()
    {
        using var notebook = new Notebook();
        await notebook.ValueAsync("using System.Text.RegularExpressions;\n[GeneratedRegex(\"a|b\")] static partial Regex Ab();");
        Assert.Contains("RegularExpressions.Generated", Assert.IsType<string>(await notebook.ValueAsync("Ab().GetType().FullName")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_a_generator_says_is_an_error_in_its_place()
    {
        using var notebook = new Notebook();
        var error = await notebook.ErrorAsync("using System.Text.RegularExpressions;\n\n[GeneratedRegex(\"(\")] static partial Regex Broken();");
        var text = string.Join("\n", error.Traceback);
        Assert.Contains("SYSLIB1042", text, StringComparison.Ordinal);
        Assert.Contains("cell 1, line 3", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_same_cell_can_run_again()
    {
        using var notebook = new Notebook();
        const string Cell = "using System.Text.RegularExpressions;\nstatic partial class P { [GeneratedRegex(\"b\")] public static partial Regex B(); }\nP.B().IsMatch(\"abc\")";
        Assert.Equal(true, await notebook.ValueAsync(Cell));
        Assert.Equal(true, await notebook.ValueAsync(Cell));
        Assert.Equal(true, await notebook.ValueAsync(Cell.Replace("\"b\"", "\"c\"")));
    }
}
