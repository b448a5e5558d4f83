using Microsoft.CodeAnalysis;

namespace Sinogram.CSharp.Packages;

/// <summary>What of a package's files its folders alone tell, which restore leaves to a build.</summary>
internal static class PackageContents
{
    private const string Compiler = "roslyn";

    /// <summary>Stands for any compiler.</summary>
    private static readonly Version Any = new(0, 0);

    /// <summary>The version of the compiler that cells are compiled by.</summary>
    private static readonly Version Own = typeof(SyntaxNode).Assembly.GetName().Version!;

    /// <summary>
    /// The files with source generators for C#, and what they need: those under <c>analyzers</c> that are for no other language, and where there are several for
    /// different compilers, those for the newest that is not newer than ours, beside those for any.
    /// </summary>
    public static IReadOnlyList<string> Generators(IEnumerable<string> files)
    {
        var found = files.Select(f => (File: f, Parts: f.Split('/')))
            .Where(f => f.Parts is ["analyzers", ..] && f.File.EndsWith(".dll", StringComparison.OrdinalIgnoreCase) && !f.File.EndsWith(".resources.dll", StringComparison.OrdinalIgnoreCase)
                && !f.Parts.SkipLast(1).Any(p => p.Equals("vb", StringComparison.OrdinalIgnoreCase) || p.Equals("fs", StringComparison.OrdinalIgnoreCase)))
            .Select(f => (f.File, Compiler: CompilerOf(f.Parts)))
            .Where(f => f.Compiler <= Own).ToList();
        var newest = found.Select(f => f.Compiler).DefaultIfEmpty(Any).Max();
        return [.. found.Where(f => f.Compiler == newest || f.Compiler == Any).OrderByDescending(f => f.Compiler).Select(f => f.File).DistinctBy(f => f[(f.LastIndexOf('/') + 1)..])];
    }

    /// <summary>What .NET Interactive would load of a package: scripts and assemblies.</summary>
    public static IReadOnlyList<string> Extensions(IEnumerable<string> files) =>
        [.. files.Where(f => f.StartsWith("interactive-extensions/dotnet/", StringComparison.OrdinalIgnoreCase)
            && (f.EndsWith(".dib", StringComparison.OrdinalIgnoreCase) || f.EndsWith(".dll", StringComparison.OrdinalIgnoreCase)))];

    /// <summary>Whether a package has settings of a build.</summary>
    public static bool HasBuild(IEnumerable<string> files) =>
        files.Any(f => f.StartsWith("build", StringComparison.OrdinalIgnoreCase) && (f.EndsWith(".targets", StringComparison.OrdinalIgnoreCase) || f.EndsWith(".props", StringComparison.OrdinalIgnoreCase)));

    private static Version CompilerOf(string[] parts) =>
        parts.FirstOrDefault(p => p.StartsWith(Compiler, StringComparison.OrdinalIgnoreCase)) is { } folder && Version.TryParse(folder[Compiler.Length..], out var version) ? version : Any;
}
