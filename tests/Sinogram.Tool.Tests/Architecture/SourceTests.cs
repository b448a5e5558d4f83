using System.Text.RegularExpressions;

namespace Sinogram.Tool.Tests.Architecture;

/// <summary>Rules of the source tree that no compiler checks.</summary>
public sealed partial class SourceTests
{
    private const int LongestFile = 500;

    [Fact]
    public void No_file_is_over_500_lines()
    {
        var long_ = Repository.Sources("src").Concat(Repository.Sources("tests"))
            .Where(f => !f.EndsWith(".g.cs", StringComparison.Ordinal))
            .Select(f => (File: Repository.Relative(f), Lines: File.ReadLines(f).Count()))
            .Where(f => f.Lines > LongestFile);
        Assert.Empty(long_);
    }

    [Fact]
    public void Native_calls_stand_only_in_Interop_folders()
    {
        var outside = Repository.Sources("src")
            .Where(f => !f.Contains("/Interop/", StringComparison.Ordinal) && NativeCall().IsMatch(File.ReadAllText(f)))
            .Select(Repository.Relative);
        Assert.Empty(outside);
    }

    [Fact]
    public void The_top_level_shows_only_what_the_layout_names()
    {
        string[] expected = ["Kernel.sln", "Makefile", "README.md", "artifacts", "global.json", "jupyterhub", "kernel-spec", "notebooks", "src", "tests"];
        var visible = Directory.GetFileSystemEntries(Repository.Root).Select(e => Path.GetFileName(e)!).Where(n => !n.StartsWith('.'));
        Assert.All(visible, name => Assert.Contains(name, expected));
    }

    [Fact]
    public void A_namespace_is_the_folder_or_one_above_it()
    {
        var wrong = new List<string>();
        foreach (var file in Repository.Sources("src"))
        {
            var folder = Path.GetDirectoryName(Path.GetRelativePath(Path.Combine(Repository.Root, "src"), file))!.Replace('/', '.');
            var match = Namespace().Match(File.ReadAllText(file));
            // Names that belong to another library stand in a folder of that name.
            if (match.Success && folder.EndsWith("." + match.Groups[1].Value, StringComparison.Ordinal))
            {
                continue;
            }

            if (match.Success && folder != match.Groups[1].Value && !folder.StartsWith(match.Groups[1].Value + ".", StringComparison.Ordinal))
            {
                wrong.Add($"{Repository.Relative(file)}: {match.Groups[1].Value}");
            }
        }

        Assert.Empty(wrong);
    }

    [GeneratedRegex(@"\[(LibraryImport|DllImport)\(")]
    private static partial Regex NativeCall();

    [GeneratedRegex(@"^namespace ([\w.]+);", RegexOptions.Multiline)]
    private static partial Regex Namespace();
}
