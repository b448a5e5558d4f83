using Sinogram.Core.Display;
using Sinogram.Core.Execution;
using Sinogram.Testing.Waiting;

namespace Sinogram.CSharp.Tests.Packages;

/// <summary>Packages by <c>#r "nuget: …"</c>, restored by the SDK from a feed that the test makes.</summary>
public sealed class PackageTests : IDisposable
{
    private readonly PackageFeed _feed = new();

    public void Dispose() => _feed.Dispose();

    [Fact]
    public async Task A_package_is_restored_used_locked_and_there_again_without_its_source_and_without_the_sdk()
    {
        _feed.Add("Dose", "1.0.0", "namespace Dose { public static class Unit { public static double Gray(double rad) => rad / 100; } }")
            .Add("Dose", "1.1.0", "namespace Dose { public static class Unit { public static double Gray(double rad) => rad / 100; public static string Version => \"1.1\"; } }");
        using (var notebook = _feed.Open())
        {
            Assert.Equal(0.5, await notebook.ValueAsync("#r \"nuget: Dose, 1.0.0\"\nDose.Unit.Gray(50)"));
            Assert.Contains("Package Dose · 1.0.0", Shown(notebook), StringComparison.Ordinal);
            Assert.Equal(0.25, await notebook.ValueAsync("using Dose; Unit.Gray(25)"));
        }

        Assert.Contains("\"resolved\": \"1.0.0\"", await File.ReadAllTextAsync(_feed.LockFile, Token), StringComparison.Ordinal);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(_feed.Options.CacheFolder));
        Directory.Delete(_feed.Folder, recursive: true);
        using var offline = new Notebook(new CSharpOptions { Packages = _feed.Options with { DotnetProgram = "/nonexistent/dotnet" } });
        Assert.Equal(0.5, await offline.ValueAsync("#r \"nuget:Dose,1.0.0\"\nDose.Unit.Gray(50)"));
    }

    [Fact]
    public async Task Without_a_version_the_newest_stable_one_is_taken_and_stays_the_notebooks_until_its_lock_goes()
    {
        const string Cell = "#r \"nuget: Voxel\"\nVoxel.V.N";
        _feed.Add("Voxel", "1.0.0", "namespace Voxel { public static class V { public static int N => 1; } }")
            .Add("Voxel", "2.0.0-beta", "namespace Voxel { public static class V { public static int N => 2; } }");
        using (var first = _feed.Open())
        {
            Assert.Equal(1, await first.ValueAsync(Cell));
        }

        _feed.Add("Voxel", "3.0.0", "namespace Voxel { public static class V { public static int N => 3; } }");
        // The lock's versions are there at once: nothing is asked, and no SDK is needed.
        using (var second = new Notebook(new CSharpOptions { Packages = _feed.Options with { DotnetProgram = "/nonexistent/dotnet" } }))
        {
            Assert.Equal(1, await second.ValueAsync(Cell));
        }

        File.Delete(_feed.LockFile);
        using var third = _feed.Open();
        Assert.Equal(3, await third.ValueAsync(Cell));
    }

    [Fact]
    public async Task Packages_of_one_cell_and_those_they_need_come_together_and_a_later_cell_adds_to_them()
    {
        var core = PackageFeed.Assembly("Core", "namespace Core { public class Point { public int X = 3; } }");
        _feed.AddFiles("Core", "1.2.0", [("lib/net8.0/Core.dll", core)])
            .AddFiles("Left", "1.0.0", [("lib/net8.0/Left.dll", PackageFeed.Assembly("Left", "namespace Left { public class A : Core.Point { } }", core))], ("Core", "1.0.0"))
            .AddFiles("Right", "1.0.0", [("lib/net8.0/Right.dll", PackageFeed.Assembly("Right", "namespace Right { public static class B { public static int Of(Core.Point p) => p.X; } }", core))], ("Core", "1.2.0"))
            .Add("Late", "0.1.0", "namespace Late { public static class C { public static int Seven => 7; } }");
        using var notebook = _feed.Open();
        Assert.Equal(3, await notebook.ValueAsync("#r \"nuget: Left, 1.0.0\"\n#r \"nuget: Right, 1.0.0\"\nvar a = new Left.A(); Right.B.Of(a)"));
        Assert.Contains("Packages Left, Right · 1.0.0, 1.0.0, with 1 more that they need", Shown(notebook), StringComparison.Ordinal);
        Assert.Equal(10, await notebook.ValueAsync("#r \"nuget: Late\"\nLate.C.Seven + Right.B.Of(a)"));
        Assert.Contains("\"Core\": \"1.2.0\"", await File.ReadAllTextAsync(_feed.LockFile, Token), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Another_version_of_what_is_loaded_asks_for_a_restart_also_where_another_package_needs_it()
    {
        _feed.Add("Core", "1.0.0", "namespace Core { public class P { } }").Add("Core", "2.0.0", "namespace Core { public class P { } }")
            .Add("Needs2", "1.0.0", "namespace Needs2 { public class Q { } }", ("Core", "2.0.0"));
        using var notebook = _feed.Open();
        await notebook.ValueAsync("#r \"nuget: Core, 1.0.0\"\nvar p = new Core.P();");
        var direct = await notebook.ErrorAsync("#r \"nuget: Core, 2.0.0\"");
        Assert.Contains("Core 1.0.0 is loaded in this session", direct.Message, StringComparison.Ordinal);
        Assert.Contains("Restart the kernel", direct.Traceback[1], StringComparison.Ordinal);
        var indirect = await notebook.ErrorAsync("#r \"nuget: Needs2, 1.0.0\"");
        Assert.Contains("need Core 2.0.0, and this session has loaded 1.0.0", indirect.Message, StringComparison.Ordinal);
        Assert.Equal("Core.P", (await notebook.ValueAsync("#r \"nuget: Core\"\n#r \"nuget: Core, [1.0,2.0)\"\np"))!.ToString());
    }

    [Fact]
    public async Task A_version_or_package_that_does_not_exist_says_which_do()
    {
        _feed.Add("Dose", "1.0.0", "public class D { }").Add("Dose", "1.1.0", "public class D { }");
        using var notebook = _feed.Open();
        var version = await notebook.ErrorAsync("#r \"nuget: Dose, 9.9\"\nvar x = 1;");
        Assert.Contains("Package Dose has no version 9.9. test has 2 versions, the nearest is 1.1.0.", version.Message, StringComparison.Ordinal);
        Assert.Equal("#r \"nuget: Dose, 1.1.0\"", version.Traceback[1]);
        Assert.False(notebook.Has("x"));
        var package = await notebook.ErrorAsync("#r \"nuget: Dosis\"");
        Assert.Contains("There is no package Dosis in test.", package.Message, StringComparison.Ordinal);
        Assert.Equal("D", (await notebook.ValueAsync("#r \"nuget: Dose, 1.1.0\"\nnew D()"))!.ToString());
    }

    [Fact]
    public async Task A_package_for_another_framework_and_a_source_that_does_not_answer_are_clear_messages()
    {
        _feed.AddFiles("Future", "1.0.0", [("lib/net99.0/Future.dll", PackageFeed.Assembly("Future", "public class F { }"))]);
        using var notebook = _feed.Open();
        var future = await notebook.ErrorAsync("#r \"nuget: Future, 1.0.0\"");
        Assert.Contains("Package Future is not made for net10.0", future.Message, StringComparison.Ordinal);
        Assert.Contains("net99.0", future.Message, StringComparison.Ordinal);
        var silent = await notebook.ErrorAsync("#i \"nuget: https://127.0.0.1:1/v3/index.json\"\n#r \"nuget: Nowhere, 1.0.0\"");
        Assert.Contains("A package source does not answer", silent.Message, StringComparison.Ordinal);
        Assert.Contains("127.0.0.1:1", silent.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_folder_added_by_the_notebook_is_a_source_and_packages_that_contradict_each_other_are_explained()
    {
        var more = Directory.CreateDirectory(Path.Combine(_feed.Root, "more")).FullName;
        _feed.AddTo(more, "Extra", "1.0.0", [("lib/net8.0/Extra.dll", PackageFeed.Assembly("Extra", "public class E { }"))], ("Core", "2.0.0"))
            .Add("Core", "1.0.0", "public class C { }").Add("Core", "2.0.0", "public class C { }");
        using var notebook = _feed.Open();
        var source = await notebook.ErrorAsync($"#i \"nuget: {more}/none\"");
        Assert.Contains("cell 1, line 1: there is no folder", source.Message, StringComparison.Ordinal);
        var conflict = await notebook.ErrorAsync($"#i \"nuget: {more}\"\n#r \"nuget: Extra, 1.0.0\"\n#r \"nuget: Core, 1.0.0\"");
        Assert.Contains("do not go together", conflict.Message, StringComparison.Ordinal);
        Assert.Contains("Core", conflict.Message, StringComparison.Ordinal);
        Assert.Equal("E", (await notebook.ValueAsync("#r \"nuget: Extra, 1.0.0\"\nnew E()"))!.ToString());
    }

    [Fact]
    public async Task Native_libraries_and_resources_of_a_package_are_found()
    {
        const string System = "/lib/x86_64-linux-gnu/libm.so.6";
        Assert.SkipUnless(File.Exists(System), "the C library's own libm is not where Debian puts it");
        var code = PackageFeed.Assembly("Mini", """
            using System.Runtime.InteropServices;
            namespace Mini { public static class M { [DllImport("mini")] public static extern double cos(double x); } }
            """);
        _feed.AddFiles("Mini", "1.0.0", [("lib/net8.0/Mini.dll", code), ("runtimes/linux-x64/native/libmini.so", await File.ReadAllBytesAsync(System, Token)), ("runtimes/win-x64/native/mini.dll", [0])]);
        using var notebook = _feed.Open();
        Assert.Equal(1.0, await notebook.ValueAsync("#r \"nuget: Mini, 1.0.0\"\nMini.M.cos(0)"));
    }

    [Fact]
    public async Task What_the_kernel_uses_inside_does_not_bind_the_notebook_and_what_it_offers_is_explained()
    {
        var own = PackageFeed.Assembly("Microsoft.CodeAnalysis", "[assembly: System.Reflection.AssemblyVersion(\"1.0.0.0\")]\nnamespace Own { public class Roslyn { public string Who => \"the notebook's\"; } }");
        var shared = PackageFeed.Assembly("Sinogram.Core", "namespace Sinogram.Core { public class Fake { } }");
        _feed.AddFiles("Roslyn", "1.0.0", [("lib/net8.0/Microsoft.CodeAnalysis.dll", own)]).AddFiles("Shadow", "1.0.0", [("lib/net8.0/Sinogram.Core.dll", shared)]);
        using var notebook = _feed.Open();
        Assert.Equal("the notebook's", await notebook.ValueAsync("#r \"nuget: Roslyn, 1.0.0\"\nnew Own.Roslyn().Who"));
        await notebook.ValueAsync("#r \"nuget: Shadow, 1.0.0\"");
        Assert.Contains("Shadow 1.0.0 brings Sinogram.Core.dll, which the kernel itself offers to cells: the kernel's is used.", notebook.Stderr, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_package_whose_content_was_replaced_under_its_version_is_refused()
    {
        _feed.Add("Dose", "1.0.0", "public class D { }");
        using (var notebook = _feed.Open())
        {
            await notebook.ValueAsync("#r \"nuget: Dose, 1.0.0\"");
        }

        Directory.Delete(Path.Combine(_feed.Root, "installed"), recursive: true);
        _feed.Add("Dose", "1.0.0", "public class D { public int Other; }");
        using var again = _feed.Open();
        var error = await again.ErrorAsync("#r \"nuget: Dose, 1.0.0\"");
        Assert.Contains("is not the one that this notebook's lock knows", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_lock_beside_the_notebook_is_the_one_that_counts()
    {
        var beside = Path.Combine(_feed.Root, "study.packages.lock.json");
        await File.WriteAllTextAsync(beside, """{ "version": 1, "dependencies": { "net10.0": { "Dose": { "type": "Direct", "requested": "*", "resolved": "1.0.0", "contentHash": "" } } } }""", Token);
        _feed.Add("Dose", "1.0.0", "public class D { public static int N => 1; }").Add("Dose", "2.0.0", "public class D { public static int N => 2; }");
        using var notebook = _feed.Open();
        Assert.Equal(1, await notebook.ValueAsync("#r \"nuget: Dose\"\nD.N"));
        Assert.False(Directory.Exists(_feed.Options.LockFolder));
        Assert.DoesNotContain("\"contentHash\": \"\"", await File.ReadAllTextAsync(beside, Token), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_interrupt_ends_the_restore_with_its_processes()
    {
        var program = Path.Combine(_feed.Root, "sdk-stub");
        Directory.CreateDirectory(Path.Combine(program, "sdk", "10.0.0"));
        var dotnet = Path.Combine(program, "dotnet");
        var started = Path.Combine(_feed.Root, "started");
        await File.WriteAllTextAsync(dotnet, $"#!/bin/sh\nsleep 600 &\necho $! > {started}.tmp\nmv {started}.tmp {started}\nwait\n", Token);
        File.SetUnixFileMode(dotnet, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        using var notebook = new Notebook(new CSharpOptions { Packages = _feed.Options with { DotnetProgram = dotnet }, InterruptPatience = Patience.Limit });
        await notebook.ValueAsync("var kept = 1;");
        using var interrupt = new CancellationTokenSource();
        var running = notebook.RunAsync("#r \"nuget: Dose\"", token: interrupt.Token);
        await Patience.UntilAsync(() => File.Exists(started) || running.IsCompleted);
        await interrupt.CancelAsync();
        var result = await running;
        Assert.True(result is CellResult.Cancelled, (result as CellResult.Failed)?.Error.Message);
        var child = await File.ReadAllTextAsync(started, Token);
        await Patience.UntilAsync(() => !ProcessState.IsRunning(child));
        Assert.Equal(1, await notebook.ValueAsync("kept"));
    }

    [Fact]
    public async Task A_missing_sdk_a_forbidding_policy_and_a_wrong_line_are_clear_messages()
    {
        using var without = new Notebook(new CSharpOptions { Packages = _feed.Options with { DotnetProgram = "/nonexistent/dotnet" } });
        Assert.Contains("no .NET SDK was found", (await without.ErrorAsync("#r \"nuget: Dose\"")).Message, StringComparison.Ordinal);
        using var forbidden = new Notebook(new CSharpOptions { Packages = _feed.Options with { Allowed = false } });
        Assert.Contains("policy does not allow packages", (await forbidden.ErrorAsync("#r \"nuget: Dose\"")).Message, StringComparison.Ordinal);
        Assert.Contains("line 2: 'a/b' is not the name of a package", (await forbidden.ErrorAsync("\n#r \"nuget: a/b\"")).Message, StringComparison.Ordinal);
        Assert.Contains("is not a version", (await forbidden.ErrorAsync("#r \"nuget: Dose, 1.0;x\"")).Message, StringComparison.Ordinal);
        Assert.Contains("asks for Dose twice", (await _feed.Open().ErrorAsync("#r \"nuget: Dose, 1.0\"\n#r \"nuget: Dose, 2.0\"")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_policy_that_names_sources_lets_packages_come_from_no_other_whatever_the_notebook_or_the_machine_says()
    {
        _feed.Add("Beam", "1.0.0", "namespace Beam { public static class B { public static int N => 1; } }").Add("Wedge", "1.0.0", "namespace Wedge { public class W { } }");
        var other = Directory.CreateDirectory(Path.Combine(_feed.Root, "other")).FullName;
        _feed.AddTo(other, "Rogue", "1.0.0", [("lib/net8.0/Rogue.dll", PackageFeed.Assembly("Rogue", "namespace Rogue { public class R { } }"))]);

        using var bounded = new Notebook(new CSharpOptions { Packages = _feed.Options with { OnlySources = [_feed.Folder] } });
        var named = await bounded.ErrorAsync($"#i \"nuget: {other}\"\n#r \"nuget: Rogue\"");
        Assert.Contains("policy does not allow the package source", named.Message, StringComparison.Ordinal);
        Assert.Equal(1, await bounded.ValueAsync("#r \"nuget: Beam, 1.0.0\"\nBeam.B.N"));

        // The configured feed has it, the policy's source does not.
        using var elsewhere = new Notebook(new CSharpOptions { Packages = _feed.Options with { OnlySources = [other] } });
        Assert.Contains("Wedge", (await elsewhere.ErrorAsync("#r \"nuget: Wedge, 1.0.0\"")).Message, StringComparison.Ordinal);
        Assert.IsType<CellResult.Completed>(await elsewhere.RunAsync("#r \"nuget: Rogue\"", token: Token));
    }

    [Fact]
    public async Task A_package_comes_from_the_sources_that_the_machine_is_configured_with()
    {
        using var notebook = new Notebook(new CSharpOptions { Packages = _feed.Options with { ConfigurationFolder = "/" } });
        var result = await notebook.RunAsync("#r \"nuget: MathNet.Numerics, 5.0.0\"\nMathNet.Numerics.SpecialFunctions.Factorial(5)", token: Token);
        if (result is CellResult.Failed failed && (failed.Error.Message.Contains("does not answer", StringComparison.Ordinal) || failed.Error.Message.Contains("There is no package", StringComparison.Ordinal)))
        {
            Assert.Skip("no package source answers: " + failed.Error.Message);
        }

        Assert.Equal(120.0, Assert.IsType<CellResult.Completed>(result).Value);
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>The plain text of what the cells show now.</summary>
    private static string Shown(Notebook notebook) => string.Join('\n', notebook.Events.Select(e => e switch
    {
        OutputEvent.DisplayData display => display.Bundle[Mime.Plain],
        OutputEvent.UpdateDisplayData update => update.Bundle[Mime.Plain],
        _ => null,
    }));
}
