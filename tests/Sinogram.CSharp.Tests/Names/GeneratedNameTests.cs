namespace Sinogram.CSharp.Tests.Names;

/// <summary>Names of the user's that generated code could meet.</summary>
public sealed class GeneratedNameTests
{
    [Theory]
    [InlineData("var __frame = 3;", "__frame")]
    [InlineData("class __Body { }", "__Body")]
    [InlineData("int __Run() => 1;", "__Run")]
    [InlineData("namespace __c1 { class A { } }", "__c1")]
    [InlineData("class __M_0 { }", "__M_0")]
    [InlineData("class __ { }", "__")]
    [InlineData("\nFunc<int, int> f = __value => __value;", "__value")]
    public async Task One_of_generated_code_is_refused_where_it_stands(string code, string name)
    {
        using var notebook = new Notebook();
        var error = await notebook.ErrorAsync(code);
        Assert.Contains($"'{name}' is a name of generated code", error.Message, StringComparison.Ordinal);
        Assert.Contains(new string('^', name.Length), error.Traceback[2], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("void Run(Thread t) { t.Start(); t.Join(); }\nvar n = 0;\nRun(new Thread(() => n = 4));", "Run(new Thread(() => n++)); n", 5)]
    [InlineData("int Run(int x) => x + 1;\nRun(1)", "Run(2)", 3)]
    [InlineData("string ToString(int x) => \"n\" + x;\nToString(1)", "ToString(2)", "n2")]
    [InlineData("bool Equals(double a, double b, double tolerance) => Math.Abs(a - b) < tolerance;", "Equals(1, 1.5, 1) && Equals(1, 1)", true)]
    [InlineData("string GetType(string path) => Path.GetExtension(path);", "string F(string p) => GetType(p);\nF(\"a.dcm\")", ".dcm")]
    [InlineData("int GetHashCode(int[] a) => a.Length;", "new[] { new[] { 1 }, new[] { 1, 2 } }.Select(GetHashCode).Sum()", 3)]
    [InlineData("int Equals(int a) => a;\nint Equals(int a, int b, int c) => a + b + c;", "Equals(1) + Equals(1, 2, 3)", 7)]
    [InlineData("var __ = 2; var n = __;", "new[] { 1 }.Select((x, __) => x + __).Sum() + n", 3)]
    [InlineData("var Body = 1; var frame = 2; var Publish = 3; var Check = 4;", "Body + frame + Publish + Check", 10)]
    public async Task One_that_a_user_would_write_works_also_in_a_later_cell(string first, string second, object expected)
    {
        using var notebook = new Notebook();
        await notebook.ValueAsync(first);
        Assert.Equal(expected, await notebook.ValueAsync(second));
    }
}
