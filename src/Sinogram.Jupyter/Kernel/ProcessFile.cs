using System.Globalization;

namespace Sinogram.Jupyter.Kernel;

/// <summary>The files in which proc(5) tells of processes (Linux).</summary>
internal static class ProcessFile
{
    /// <summary>The text of a process's file; empty where the process has ended or is another user's.</summary>
    internal static string Read(int id, string file) => Read(string.Create(CultureInfo.InvariantCulture, $"/proc/{id}/{file}"));

    /// <inheritdoc cref="Read(int, string)"/>
    internal static string Read(string path)
    {
        try
        {
            return File.ReadAllText(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }
}
