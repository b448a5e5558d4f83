namespace Sinogram.CSharp.Tests.Errors;

/// <summary>A value of a type that a later cell has defined anew, wherever the two types meet.</summary>
public sealed class RedefinitionTests
{
    [Theory]
    [InlineData("A b = a;", "A")]
    [InlineData("object o = a; var b = (A)o;", "A")]
    [InlineData("void Take(A x) { }\nTake(a);", "A")]
    [InlineData("T Id<T>(T x) where T : A => x;\nId(a)", "A")]
    [InlineData("a = new A();", "A")]
    [InlineData("a == new A()", "A")]
    [InlineData("a is A { V: 1 }", "A")]
    [InlineData("new A[] { a }", "A")]
    [InlineData("foreach (A x in list) { }", "A")]
    [InlineData("List<A> l = list;", "A")]
    [InlineData("object o = list; (List<A>)o", "A")]
    [InlineData("list.Cast<A>().ToList()", "A")]
    [InlineData("object[] os = array; os[0] = new A();", "A")]
    [InlineData("Array.Copy(new[] { new A() }, array, 1);", "A")]
    [InlineData("array.SetValue(new A(), 0)", "A")]
    [InlineData("((System.Collections.IList)list).Add(new A())", "A")]
    [InlineData("dynamic d = list; d.Add(new A());", "A")]
    [InlineData("typeof(A).GetField(\"W\").GetValue(a)", "A")]
    [InlineData("G<int> h = g;", "G")]
    [InlineData("S t = s;", "S")]
    [InlineData("e == E.X", "E")]
    [InlineData("r == new R(1)", "R")]
    [InlineData("D d2 = d;", "D")]
    public async Task Is_told_in_words_and_with_its_line(string code, string type)
    {
        using var notebook = new Notebook();
        await notebook.ValueAsync(
            "class A { public int V = 1; } class G<T> { public T V; } struct S { public int V; } enum E { X } record R(int X); delegate int D(int x);\n"
            + "var a = new A(); var list = new List<A> { a }; var array = new A[1]; var g = new G<int>(); var s = new S(); var e = E.X; var r = new R(1); D d = x => x;");
        await notebook.ValueAsync(
            "class A { public int V = 1, W; } class G<T> { public T V, W; } struct S { public int V, W; } enum E { X, Y } record R(int X, int Y = 0); delegate int D(int x, int y = 0);");
        var trace = string.Join("\n", (await notebook.ErrorAsync(code)).Traceback);
        Assert.Matches($@"{type} \(cell [12]\) is not {type} \(cell [12]\): it was defined anew", trace);
        Assert.Contains("cell 3, line ", trace, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Is_not_claimed_of_types_that_were_not()
    {
        using var notebook = new Notebook();
        await notebook.ValueAsync("class A { } class B { } object o = new B();");
        Assert.DoesNotContain("defined anew", string.Join("\n", (await notebook.ErrorAsync("(A)o")).Traceback), StringComparison.Ordinal);
        Assert.DoesNotContain("defined anew", string.Join("\n", (await notebook.ErrorAsync("object[] os = new string[1]; os[0] = new A();")).Traceback), StringComparison.Ordinal);
    }
}
