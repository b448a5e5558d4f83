namespace Sinogram.CSharp.Tests.Errors;

public sealed class IndexErrorTests
{
    [Theory]
    [InlineData("int Two(int[] a, int i)\n{\n    var x = a[i];\n    return x + a[i + 1];\n}\nTwo(numbers, 1)", "at cell 2, line 4, in Two", "return x + a[i + 1];")]
    [InlineData("int Two(int[] a, int i)\n{\n    var x = a[i];\n    return x + a[i + 1];\n}\nTwo(numbers, 5)", "at cell 2, line 3, in Two", "var x = a[i];")]
    [InlineData("var sum = 0;\nfor (var k = 0; k < 2; k++)\n{\n    sum += numbers[k];\n    sum += numbers[k + 1];\n}", "at cell 2, line 5", "sum += numbers[k + 1];")]
    [InlineData("int F(int[] a, bool which)\n{\n    if (which)\n        return a[7];\n    else\n        return a[8];\n}\nF(numbers, false)", "at cell 2, line 6, in F", "return a[8];")]
    [InlineData("async Task<int> F(int[] a)\n{\n    var x = a[0];\n    await Task.Yield();\n    return a[x + 5];\n}\nawait F(numbers)", "at cell 2, line 5, in F", "return a[x + 5];")]
    [InlineData("Func<int, int> f = i =>\n{\n    var a = numbers[0];\n    return numbers[i];\n};\nf(-1)", "at cell 2, line 4, in a lambda", "return numbers[i];")]
    [InlineData("class Grid\n{\n    int[] a = new int[3];\n    public int this[int i]\n    {\n        get\n        {\n            var x = a[0];\n            return a[i];\n        }\n    }\n}\nnew Grid()[3]", "at cell 2, line 9, in Grid[…]", "return a[i];")]
    [InlineData("int F(int[] a, int i)\n{\n    switch (i)\n    {\n        case 0:\n            return a[5];\n        default:\n            return a[6];\n    }\n}\nF(numbers, 1)", "at cell 2, line 8, in F", "return a[6];")]
    [InlineData("int F(int x)\n{\n    checked\n    {\n        x = x * 2;\n        x = x + int.MaxValue;\n    }\n    return x;\n}\nF(1)", "at cell 2, line 6, in F", "x = x + int.MaxValue;")]
    public async Task Of_several_lines_with_a_check_the_one_that_failed_is_named(string code, string place, string excerpt)
    {
        using var notebook = new Notebook();
        await notebook.ValueAsync("var numbers = new[] { 1, 2 };");
        var trace = (await notebook.ErrorAsync(code)).Traceback.Select(l => l.Trim()).ToList();
        Assert.Contains(place, trace);
        Assert.Equal(excerpt, trace[trace.IndexOf(place) + 1]);
    }

    [Theory]
    [InlineData("numbers[3]", "numbers has 2 elements, 0 to 1, and the index is 3.")]
    [InlineData("var i = 5;\nnumbers[i - 1] = 2;", "numbers has 2 elements, 0 to 1, and the index is 4.")]
    [InlineData("numbers[^3]", "numbers has 2 elements, 0 to 1, and the index is -1.")]
    [InlineData("for (var k = 0; k < 9; k++) { numbers[k] = k; }", "numbers has 2 elements, 0 to 1.")]
    [InlineData("var grid = new double[2, 3];\ngrid[1, 3]", "grid has 3 elements in dimension 1, 0 to 2, and the index is 3.")]
    [InlineData("var none = new int[0];\nnone[0]", "none has no elements, and the index is 0.")]
    [InlineData("var list = new List<int> { 7 };\nlist[2]", "list has 1 element, 0 to 0, and the index is 2.")]
    [InlineData("var text = \"ab\";\ntext[2]", "text has 2 elements, 0 to 1, and the index is 2.")]
    public async Task The_index_and_the_length_are_told_where_variables_know_them(string code, string words)
    {
        using var notebook = new Notebook();
        await notebook.ValueAsync("var numbers = new[] { 1, 2 };");
        Assert.Equal("   " + words, (await notebook.ErrorAsync(code)).Traceback[1]);
    }

    [Fact]
    public async Task Notes_change_nothing_in_what_code_does()
    {
        using var notebook = new Notebook();
        await notebook.ValueAsync(
            """
            struct Pair
            {
                public int A, B;
                public Pair(int[] a)
                {
                    A = a[0];
                    B = a[1];
                }
            }
            void Out(int[] a, out int x, out int y)
            {
                x = a[0];
                y = a[1];
            }
            ref int Last(int[] a)
            {
                if (a[0] > 100)
                    return ref a[0];
                return ref a[^1];
            }
            IEnumerable<int> Both(int[] a)
            {
                yield return a[0];
                yield return a[1];
            }
            unsafe int OnStack(int n)
            {
                int* p = stackalloc int[2];
                p[0] = n;
                p[1] = p[0] + 1;
                return p[1];
            }
            int Sum(int[] a)
            {
                var sum = 0;
                again:
                sum += a[0];
                if (sum < a[1])
                    goto again;
                return sum;
            }
            """);
        Assert.Equal("1 2 1 2 9 1, 9 6 9", await notebook.ValueAsync(
            """
            var a = new[] { 1, 2 };
            var pair = new Pair(a);
            Out(a, out var x, out var y);
            Last(a) = 9;
            $"{pair.A} {pair.B} {x} {y} {a[1]} {string.Join(", ", Both(a))} {OnStack(5)} {Sum(a)}"
            """));
    }
}
