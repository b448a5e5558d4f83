namespace Sinogram.CSharp.Tests.Names;

/// <summary>Members of every access, used from later cells as in one project.</summary>
public sealed class AccessTests
{
    [Theory]
    [InlineData("new A().I + new A().G() + new A().P")]
    [InlineData("var made = new A { I = 1 }; made.I + made.G() + made.P")]
    [InlineData("Func<A, int> all = a => a.I + a.G() + a.P; all(new A())")]
    public async Task Internal_and_protected_internal_members_are_there_for_later_cells(string code)
    {
        using var notebook = new Notebook();
        await notebook.ValueAsync("class A { internal int I = 1; protected internal int G() => 2; protected internal int P { get; set; } = 4; }");
        Assert.Equal(7, await notebook.ValueAsync(code));
    }

    [Fact]
    public async Task Derived_types_of_later_cells_use_and_override_what_is_theirs()
    {
        using var notebook = new Notebook();
        await notebook.ValueAsync("class A { private protected int F() => 1; protected internal virtual int V() => 2; internal virtual int W() => 4; protected internal class N { public int X = 8; } }");
        await notebook.ValueAsync("class B : A { protected internal override int V() => F() + 10; internal override int W() => base.W() + 20; public int Sum => V() + W() + new N().X; }");
        Assert.Equal(43, await notebook.ValueAsync("new B().Sum"));
        Assert.Equal(35, await notebook.ValueAsync("A a = new B(); a.V() + a.W()"));
        Assert.Equal(8, await notebook.ValueAsync("new A.N().X"));
    }

    [Fact]
    public async Task Variables_are_seen_whatever_their_cell_has_besides()
    {
        using var notebook = new Notebook();
        await notebook.ValueAsync("var alone = 1;");
        await notebook.ValueAsync("var beside = 2; int F() => alone + beside; class C { internal static int S = 4; }");
        Assert.Equal(10, await notebook.ValueAsync("alone + beside + F() + C.S"));
        Assert.Equal(3, await notebook.ValueAsync("ref var r = ref beside; r = 3; beside"));
    }
}
