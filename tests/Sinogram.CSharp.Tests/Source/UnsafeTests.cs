namespace Sinogram.CSharp.Tests.Source;

public sealed class UnsafeTests
{
    [Theory]
    [InlineData("int x = 5;\nunsafe int* p = &x;\n*p = 6;\nx", 6)]
    [InlineData("unsafe int* p = stackalloc int[3];\np[1] = 3;\np[1]", 3)]
    [InlineData("struct P { public int X, Y; }\nP point = default;\nunsafe int* p = &point.Y;\n*p = 4;\npoint.Y", 4)]
    [InlineData("unsafe byte* p = (byte*)System.Runtime.InteropServices.NativeMemory.Alloc(2);\n*p = 7;\nvar seven = *p;\nSystem.Runtime.InteropServices.NativeMemory.Free(p);\n(int)seven", 7)]
    [InlineData("static int Twice(int x) => 2 * x;\nunsafe delegate*<int, int> f = &Twice;\nf(4)", 8)]
    [InlineData("int[] a = [1, 2];\nunsafe { fixed (int* p = a) { p[1] = 9; } }\na[1]", 9)]
    [InlineData("int[] a = [1, 2];\nunsafe { fixed (int* p = &a[1]) { *p = 9; } }\na[1]", 9)]
    [InlineData("unsafe int Size() => sizeof(decimal) + sizeof(nint*);\nSize()", 24)]
    [InlineData("unsafe struct Buffer { public fixed byte Data[4]; }\nvar b = new Buffer();\nunsafe { b.Data[1] = 5; }\nunsafe int Of() { return b.Data[1]; }\nOf()", 5)]
    public async Task Pointers_work_at_the_top_level(string code, int expected)
    {
        using var notebook = new Notebook();
        Assert.Equal(expected, await notebook.ValueAsync(code));
    }

    [Fact]
    public async Task A_later_use_of_what_pointed_to_the_stack_says_that_it_was_local()
    {
        using var notebook = new Notebook();
        await notebook.ValueAsync("int x = 5;\nunsafe int* p = &x;\nvar y = *p;");
        Assert.Equal(5, notebook["y"]);
        Assert.Contains("'p' pointed to the stack", string.Join("\n", (await notebook.ErrorAsync("unsafe { Console.Write(*p); }")).Traceback), StringComparison.Ordinal);
        Assert.Contains("'x' had a pointer to it (&x)", string.Join("\n", (await notebook.ErrorAsync("x")).Traceback), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_pointer_to_memory_of_its_own_is_kept_for_later_cells()
    {
        using var notebook = new Notebook();
        await notebook.ValueAsync("unsafe int* p = (int*)System.Runtime.InteropServices.NativeMemory.Alloc(8); p[1] = 7;");
        Assert.Equal(7, await notebook.ValueAsync("int v; unsafe { v = p[1]; System.Runtime.InteropServices.NativeMemory.Free(p); }\nv"));
    }
}
