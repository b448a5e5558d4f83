using System.IO.Compression;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Sinogram.CSharp.Packages;
using Sinogram.CSharp.References;

namespace Sinogram.CSharp.Tests.Packages;

/// <summary>A folder with a feed of packages made by the test, a NuGet configuration that knows no other, and the kernel's folders for packages.</summary>
internal sealed class PackageFeed : IDisposable
{
    public PackageFeed()
    {
        Root = Directory.CreateTempSubdirectory("sinogram-packages-").FullName;
        Folder = Directory.CreateDirectory(Path.Combine(Root, "feed")).FullName;
        File.WriteAllText(Path.Combine(Root, "NuGet.Config"), $"""
            <configuration>
              <config><add key="globalPackagesFolder" value="{Root}/installed" /></config>
              <packageSources><clear /><add key="test" value="{Folder}" /></packageSources>
            </configuration>
            """);
        Options = new PackageOptions
        {
            CacheFolder = Path.Combine(Root, "cache"), LockFolder = Path.Combine(Root, "locks"), ConfigurationFolder = Root, Notebook = Path.Combine(Root, "study.ipynb"),
        };
    }

    public string Root { get; }

    /// <summary>The feed's folder.</summary>
    public string Folder { get; }

    public PackageOptions Options { get; init; }

    public string LockFile => Directory.EnumerateFiles(Options.LockFolder).Single();

    /// <summary>A notebook that takes its packages from here.</summary>
    public Notebook Open() => new(new CSharpOptions { Packages = Options });

    /// <summary>Compiles an assembly.</summary>
    public static byte[] Assembly(string name, string code, params IEnumerable<byte[]> references)
    {
        var compilation = CSharpCompilation.Create(
            name, [CSharpSyntaxTree.ParseText(code)], [.. FrameworkReferences.All, .. references.Select(r => MetadataReference.CreateFromImage(r))], new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary));
        using var image = new MemoryStream();
        var result = compilation.Emit(image);
        Assert.True(result.Success, string.Join("\n", result.Diagnostics));
        return image.ToArray();
    }

    /// <summary>Puts a package with one assembly into the feed.</summary>
    public PackageFeed Add(string id, string version, string code, params IEnumerable<(string Id, string Range)> needs) =>
        AddFiles(id, version, [($"lib/net8.0/{id}.dll", Assembly(id, $"[assembly: System.Reflection.AssemblyVersion(\"{version.Split('-')[0]}.0\")]\n{code}"))], needs);

    /// <summary>Puts a package into the feed.</summary>
    public PackageFeed AddFiles(string id, string version, IEnumerable<(string Path, byte[] Content)> files, params IEnumerable<(string Id, string Range)> needs) =>
        AddTo(Folder, id, version, files, needs);

    public PackageFeed AddTo(string folder, string id, string version, IEnumerable<(string Path, byte[] Content)> files, params IEnumerable<(string Id, string Range)> needs)
    {
        var path = Path.Combine(folder, $"{id}.{version}.nupkg");
        File.Delete(path);
        using var package = ZipFile.Open(path, ZipArchiveMode.Create);
        var dependencies = string.Concat(needs.Select(n => $"""<dependency id="{n.Id}" version="{n.Range}" />"""));
        Write($"{id}.nuspec", System.Text.Encoding.UTF8.GetBytes($"""
            <package xmlns="http://schemas.microsoft.com/packaging/2013/05/nuspec.xsd">
              <metadata>
                <id>{id}</id><version>{version}</version><authors>test</authors><description>test</description>
                <dependencies><group targetFramework="net8.0">{dependencies}</group></dependencies>
              </metadata>
            </package>
            """));
        foreach (var (name, content) in files)
        {
            Write(name, content);
        }

        return this;

        void Write(string name, byte[] content)
        {
            using var stream = package.CreateEntry(name).Open();
            stream.Write(content);
        }
    }

    public void Dispose() => Directory.Delete(Root, recursive: true);
}
