using System.Diagnostics;
using Sinogram.Data.Workers;

namespace Sinogram.Tool.Scan;

/// <summary>The files that arguments name: files as they are, of folders those of text, <c>-</c> for what standard input brings, or what git is about to commit.</summary>
internal static class ScannedFiles
{
    /// <summary>What standard input is called.</summary>
    public const string StandardInput = "-";

    private static readonly HashSet<string> OfText = new(StringComparer.OrdinalIgnoreCase)
    {
        ".ipynb", ".py", ".r", ".rmd", ".qmd", ".cs", ".csx", ".sql", ".sh", ".md", ".txt", ".log", ".csv", ".tsv", ".json", ".jsonl", ".ndjson", ".html", ".htm", ".xml", ".svg", ".yml", ".yaml", ".toml", ".js", ".ts",
    };

    /// <summary>Each file's name and content.</summary>
    /// <exception cref="UserErrorException">One is not there, or cannot be read.</exception>
    public static IEnumerable<(string Name, byte[] Bytes)> Read(IEnumerable<string> arguments)
    {
        foreach (var name in arguments.SelectMany(a => Directory.Exists(a) ? Within(a, OfText) : [a]))
        {
            yield return (name, Content(name));
        }
    }

    /// <summary>The files of a folder with one of some extensions, in order, without those of version control.</summary>
    public static IEnumerable<string> Within(string folder, IReadOnlySet<string> extensions) => Directory
        .EnumerateFiles(folder, "*", new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.ReparsePoint })
        .Where(f => extensions.Contains(Path.GetExtension(f)) && !Path.GetRelativePath(folder, f).Split('/').Contains(".git"))
        .Order(StringComparer.Ordinal);

    /// <summary>What git has staged: the content that a commit takes, which need not be that of the files.</summary>
    /// <exception cref="UserErrorException">There is no git, or this is no repository.</exception>
    public static IEnumerable<(string Name, byte[] Bytes)> Staged()
    {
        foreach (var name in System.Text.Encoding.UTF8.GetString(Git("diff", "--cached", "--name-only", "-z", "--no-renames", "--diff-filter=ACM")).Split('\0', StringSplitOptions.RemoveEmptyEntries))
        {
            if (OfText.Contains(Path.GetExtension(name)))
            {
                yield return (name, Git("show", $":{name}"));
            }
        }
    }

    /// <summary>The content of a file, or of standard input.</summary>
    /// <exception cref="UserErrorException">It is not there, or cannot be read.</exception>
    public static byte[] Content(string name)
    {
        try
        {
            if (name != StandardInput)
            {
                return File.ReadAllBytes(name);
            }

            using var input = Console.OpenStandardInput();
            using var all = new MemoryStream();
            input.CopyTo(all);
            return all.ToArray();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UserErrorException($"{name} cannot be read: {e.Message}");
        }
    }

    private static byte[] Git(params string[] arguments)
    {
        try
        {
            var start = new ProcessStartInfo("git", arguments) { RedirectStandardOutput = true };
            start.Environment.Clear();
            foreach (var (name, value) in WorkerEnvironment.Clean())
            {
                start.Environment[name] = value;
            }

            using var git = Process.Start(start)!;
            using var all = new MemoryStream();
            git.StandardOutput.BaseStream.CopyTo(all);
            git.WaitForExit();
            return git.ExitCode == 0 ? all.ToArray() : throw new UserErrorException("git does not tell what is staged: run this within a repository.");
        }
        catch (System.ComponentModel.Win32Exception)
        {
            throw new UserErrorException("git is not installed, so that nothing is staged: name the files.");
        }
    }
}
