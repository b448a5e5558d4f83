namespace Sinogram.Tool.Run;

/// <summary>The command that opens a notebook on this machine, with what must be installed first where Jupyter is missing.</summary>
internal static class OpenCommand
{
    public static string For(string notebook)
    {
        var command = $"jupyter notebook {Quote(notebook)}";
        var path = Environment.GetEnvironmentVariable("PATH") ?? "";
        return path.Split(':').Any(folder => File.Exists(Path.Combine(folder, "jupyter-notebook")))
            ? command
            : $"apt-get install --no-install-recommends jupyter-notebook && {command}";
    }

    private static string Quote(string path) => path.Any(c => !char.IsLetterOrDigit(c) && c is not ('/' or '.' or '-' or '_')) ? $"'{path.Replace("'", @"'\''", StringComparison.Ordinal)}'" : path;
}
