using Sinogram.CSharp.Tests.Packages;

namespace Sinogram.CSharp.Tests.Source;

/// <summary><c>#load</c> and <c>#r</c> with files.</summary>
public sealed class LoadTests : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("sinogram-load-").FullName;
    private readonly Notebook _notebook = new();

    public void Dispose()
    {
        _notebook.Dispose();
        Directory.Delete(_root, recursive: true);
    }

    [Fact]
    public async Task A_loaded_file_runs_before_the_cell_and_its_names_stay()
    {
        var file = Write("dose.csx", "using System.Globalization;\nvar rad = 50.0;\ndouble Gray(double r) => r / 100;\nrecord Beam(double Energy);");
        Assert.Equal(0.5, await _notebook.ValueAsync($"#load \"{file}\"\nGray(rad)"));
        Assert.Equal(6.0, await _notebook.ValueAsync("new Beam(6).Energy"));
    }

    [Fact]
    public async Task Files_load_others_from_their_own_folder_each_once()
    {
        Write("lib/base.csx", "#r \"Own.dll\"\nvar count = Own.Base.Start;");
        await File.WriteAllBytesAsync(Path.Combine(_root, "lib", "Own.dll"), PackageFeed.Assembly("Own", "namespace Own { public static class Base { public static int Start => 1; } }"), Token);
        Write("lib/left.csx", "#load \"base.csx\"\ncount++;");
        var top = Write("top.csx", "#load \"lib/left.csx\"\n#load \"lib/base.csx\"\nint Twice() => count * 2;");
        Assert.Equal(4, await _notebook.ValueAsync($"#load \"{top}\"\nTwice()"));
    }

    [Fact]
    public async Task Errors_of_a_loaded_file_name_it_and_its_line()
    {
        var broken = Write("broken.csx", "\nint x = \"text\";");
        var compile = await _notebook.ErrorAsync($"var before = 1;\n#load \"{broken}\"");
        Assert.Contains("broken.csx, line 2, column 9: CS0029", compile.Message, StringComparison.Ordinal);
        Assert.False(_notebook.Has("before"));
        var throws = Write("throws.csx", "\n\nvoid Fail() => throw new InvalidOperationException(\"no beam\");");
        var run = await _notebook.ErrorAsync($"#load \"{throws}\"\nFail();");
        Assert.Contains("   at throws.csx, line 3, in Fail", run.Traceback);
        Assert.Contains("   at cell 2, line 2", run.Traceback);
    }

    [Fact]
    public async Task What_cannot_be_loaded_says_why_and_where()
    {
        Assert.Contains("cell 1, line 2: there is no file none.csx", (await _notebook.ErrorAsync("\n#load \"none.csx\"")).Message, StringComparison.Ordinal);
        Write("a.csx", "#load \"b.csx\"");
        var b = Write("b.csx", "\n#load \"a.csx\"");
        Assert.Contains("a.csx, line 1: #load goes round in a circle: b.csx loads a.csx loads b.csx", (await _notebook.ErrorAsync($"#load \"{b}\"")).Message, StringComparison.Ordinal);
        var magic = Write("magic.csx", "var a = 1;\n#!time");
        Assert.Contains("magic.csx, line 2: a file that is loaded by #load has no magics", (await _notebook.ErrorAsync($"#load \"{magic}\"")).Message, StringComparison.Ordinal);
        Assert.Equal("#!import study.ipynb", (await _notebook.ErrorAsync("#load \"study.ipynb\"")).Traceback[1]);
    }

    [Fact]
    public async Task Directives_in_strings_and_comments_are_text()
    {
        const string Code = "var s = @\"\n#load \"\"none.csx\"\"\n#r \"\"none.dll\"\"\n\";\n/*\n#load \"none.csx\"\n#r \"none.dll\"\n*/\ns.Length";
        Assert.Equal("\n#load \"none.csx\"\n#r \"none.dll\"\n".Length, await _notebook.ValueAsync(Code));
    }

    [Fact]
    public async Task A_library_finds_what_lies_beside_it_and_cannot_change_while_it_is_in_use()
    {
        var below = PackageFeed.Assembly("Below", "namespace Below { public class B { public int N = 5; } }");
        await File.WriteAllBytesAsync(Path.Combine(_root, "Below.dll"), below, Token);
        var top = Path.Combine(_root, "Top.dll");
        await File.WriteAllBytesAsync(top, PackageFeed.Assembly("Top", "namespace Top { public static class T { public static int N => new Below.B().N; } }", below), Token);
        Assert.Equal(5, await _notebook.ValueAsync($"#r \"{top}\"\nTop.T.N"));
        Assert.Equal(5, await _notebook.ValueAsync($"#r \"{top}\"\n#r \"System.Xml\"\nTop.T.N"));
        File.SetLastWriteTimeUtc(top, DateTime.UtcNow.AddMinutes(1));
        Assert.Contains("Top.dll has changed since this session loaded it", (await _notebook.ErrorAsync($"#r \"{top}\"")).Message, StringComparison.Ordinal);
        var other = Path.Combine(Directory.CreateDirectory(Path.Combine(_root, "other")).FullName, "Top.dll");
        await File.WriteAllBytesAsync(other, PackageFeed.Assembly("Top", "namespace Top { public static class T { public static int N => 6; } }"), Token);
        Assert.Contains("another Top.dll is loaded in this session", (await _notebook.ErrorAsync($"#r \"{other}\"")).Message, StringComparison.Ordinal);
        Assert.Contains("there is no such file", (await _notebook.ErrorAsync("#r \"none.dll\"")).Message, StringComparison.Ordinal);
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private string Write(string name, string text)
    {
        var path = Path.Combine(_root, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
        return path;
    }
}
