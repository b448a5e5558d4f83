using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Sinogram.CSharp.Tests.Packages;

/// <summary>What packages bring besides libraries.</summary>
public sealed class PackageContentTests : IDisposable
{
    /// <summary>A generator as packages have them: an attribute of its own, and for each class with it another part.</summary>
    private const string Generator =
        """
        using Microsoft.CodeAnalysis;
        using Microsoft.CodeAnalysis.CSharp.Syntax;

        [Generator]
        public sealed class Describing : IIncrementalGenerator
        {
            public void Initialize(IncrementalGeneratorInitializationContext context)
            {
                context.RegisterPostInitializationOutput(c => c.AddSource("Describe.g.cs", "namespace Describing { internal sealed class DescribeAttribute : System.Attribute { } }"));
                var types = context.SyntaxProvider.ForAttributeWithMetadataName("Describing.DescribeAttribute", (n, _) => n is ClassDeclarationSyntax, (c, _) => (INamedTypeSymbol)c.TargetSymbol);
                context.RegisterSourceOutput(types, (c, type) => c.AddSource(type.Name + ".g.cs",
                    "namespace " + type.ContainingNamespace.ToDisplayString() + " { partial class " + type.Name + " { public string Describe() => \"" + type.Name + " VERSION\"; } }"));
            }
        }
        """;

    private readonly PackageFeed _feed = new();

    public void Dispose() => _feed.Dispose();

    [Fact]
    public async Task A_packages_own_source_generator_runs_for_cells_also_for_later_ones_and_that_for_the_nearest_compiler()
    {
        _feed.AddFiles("Describing", "1.0.0", [
            ("analyzers/dotnet/roslyn4.0/cs/Describing.dll", Compiled("old")), ("analyzers/dotnet/roslyn4.8/cs/Describing.dll", Compiled("right")),
            ("analyzers/dotnet/roslyn99.0/cs/Describing.dll", Compiled("new")), ("analyzers/dotnet/vb/Describing.dll", Compiled("of another language"))]);
        using var notebook = _feed.Open();
        Assert.Equal("Scan right", await notebook.ValueAsync("#r \"nuget: Describing\"\nusing Describing;\n[Describe] partial class Scan { }\nnew Scan().Describe()"));
        Assert.Equal("Series right of Scan right", await notebook.ValueAsync("[Describe] partial class Series { public Scan First = new(); }\n$\"{new Series().Describe()} of {new Series().First.Describe()}\""));
        Assert.Equal("", notebook.Stderr);
        Assert.Contains("CS0246", (await notebook.ErrorAsync("[Describe] partial class Bad : Missing { }")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_generator_that_fails_or_cannot_be_loaded_is_told_and_the_cell_runs()
    {
        _feed.AddFiles("Failing", "1.0.0", [("analyzers/dotnet/cs/Failing.dll", Compile("Failing",
            """
            using Microsoft.CodeAnalysis;
            [Generator] public sealed class Failing : IIncrementalGenerator
            {
                public void Initialize(IncrementalGeneratorInitializationContext context) =>
                    context.RegisterSourceOutput(context.CompilationProvider, (c, _) => throw new System.InvalidOperationException("cannot"));
            }
            """))])
            .AddFiles("Broken", "1.0.0", [("analyzers/dotnet/cs/Broken.dll", "no assembly"u8.ToArray())]);
        using var notebook = _feed.Open();
        Assert.Equal(2, await notebook.ValueAsync("#r \"nuget: Broken\"\n1 + 1"));
        Assert.Contains("Broken 1.0.0: the source generator Broken.dll cannot be loaded", notebook.Stderr, StringComparison.Ordinal);
        Assert.Equal(3, await notebook.ValueAsync("#r \"nuget: Failing\"\n1 + 2"));
        Assert.Contains("Generator 'Failing' failed", notebook.Stderr, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_extension_of_dotnet_interactive_is_said_to_be_not_run_and_a_package_of_build_settings_to_be_of_no_use()
    {
        var library = PackageFeed.Assembly("Charts", "namespace Charts { public static class Chart { public static int Points => 5; } }");
        _feed.AddFiles("Charts", "1.0.0", [("lib/net8.0/Charts.dll", library), ("interactive-extensions/dotnet/Charts.Interactive.dll", library)])
            .AddFiles("Scripted", "1.0.0", [("interactive-extensions/dotnet/extension.dib", "#!csharp\nvar extended = 1;"u8.ToArray())])
            .AddFiles("Settings", "1.0.0", [("build/Settings.props", "<Project />"u8.ToArray())]);
        using var notebook = _feed.Open();
        Assert.Equal(5, await notebook.ValueAsync("#r \"nuget: Charts\"\n#r \"nuget: Settings\"\n#r \"nuget: Scripted\"\nCharts.Chart.Points"));
        Assert.Contains("Charts 1.0.0 brings Charts.Interactive.dll, an extension that is built for .NET Interactive itself and is not run here", notebook.Stderr, StringComparison.Ordinal);
        Assert.Contains("Settings 1.0.0 brings settings for a build only", notebook.Stderr, StringComparison.Ordinal);
        // Without a session around it, the language alone cannot run a script of several languages.
        Assert.Matches("#!import .*/scripted/1.0.0/interactive-extensions/dotnet/extension.dib", notebook.Stderr);
    }

    [Fact]
    public async Task What_a_package_brings_by_its_build_files_is_there_and_the_steps_that_it_would_add_are_told()
    {
        const string Props = """
            <Project>
              <ItemGroup>
                <Reference Include="Beside"><HintPath>$(MSBuildThisFileDirectory)..\other\Beside.dll</HintPath></Reference>
                <None Include="$(MSBuildThisFileDirectory)..\other\libbeside.so" CopyToOutputDirectory="PreserveNewest" Link="libbeside.so" />
                <None Include="$(MSBuildThisFileDirectory)..\other\ignored.so" />
                <Content Include="$(MSBuildThisFileDirectory)..\other\model.bin" CopyToOutputDirectory="Always" Condition="'$(RuntimeIdentifier)' != ''" />
              </ItemGroup>
            </Project>
            """;
        const string Targets = """<Project><Target Name="StitchParts" AfterTargets="Build"><Copy SourceFiles="a" DestinationFiles="b" /></Target><Target Name="OnlyChecks" /></Project>""";
        var code = """
            using System.Runtime.InteropServices;
            namespace Beside { public static class B { public static int N => 6; [DllImport("beside")] public static extern double cos(double x); } }
            """;
        _feed.AddFiles("Bringing", "1.0.0",
            [
                ("build/Bringing.props", System.Text.Encoding.UTF8.GetBytes(Props)), ("build/Bringing.targets", System.Text.Encoding.UTF8.GetBytes(Targets)),
                ("other/Beside.dll", PackageFeed.Assembly("Beside", code)), ("other/libbeside.so", await File.ReadAllBytesAsync("/lib/x86_64-linux-gnu/libm.so.6", TestContext.Current.CancellationToken)),
                ("other/ignored.so", [1]), ("other/model.bin", [1, 2, 3]),
            ]);
        using (var notebook = _feed.Open())
        {
            Assert.Equal(7.0, await notebook.ValueAsync("#r \"nuget: Bringing, 1.0.0\"\nBeside.B.N + Beside.B.cos(0)"));
            Assert.Contains("Bringing 1.0.0 brings 1 file that a build would copy beside its program", notebook.Stderr, StringComparison.Ordinal);
            Assert.Contains("/other/model.bin", notebook.Stderr, StringComparison.Ordinal);
            Assert.Contains("Bringing 1.0.0 has steps for a build (StitchParts), which a notebook does not run", notebook.Stderr, StringComparison.Ordinal);
        }

        using var again = new Notebook(new CSharpOptions { Packages = _feed.Options with { DotnetProgram = "/nonexistent/dotnet" } });
        Assert.Equal(6, await again.ValueAsync("#r \"nuget: Bringing, 1.0.0\"\nBeside.B.N"));
    }

    private static byte[] Compiled(string version) => Compile("Describing", Generator.Replace("VERSION", version, StringComparison.Ordinal));

    private static byte[] Compile(string name, string code) => PackageFeed.Assembly(
        name, code, File.ReadAllBytes(typeof(SyntaxNode).Assembly.Location), File.ReadAllBytes(typeof(CSharpCompilation).Assembly.Location));
}
