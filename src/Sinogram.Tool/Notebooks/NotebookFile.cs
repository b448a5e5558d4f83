namespace Sinogram.Tool.Notebooks;

/// <summary>Writes notebook files.</summary>
internal static class NotebookFile
{
    /// <summary>Writes the file beside its place and renames it there, so that a reader sees the old one or the new one, whole.</summary>
    /// <exception cref="UserErrorException">The disk is full or the place cannot be written; what was there is whole.</exception>
    public static void Write(string path, Func<byte[]> bytes)
    {
        var folder = Path.GetDirectoryName(Path.GetFullPath(path))!;
        var temporary = Path.Combine(folder, $".{Path.GetFileName(path)}.{Environment.ProcessId}.tmp");
        try
        {
            using (var stream = new FileStream(temporary, new FileStreamOptions
            {
                Mode = FileMode.Create, Access = FileAccess.Write, UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
            }))
            {
                // Nobody else can read what is unfinished; the notebook keeps its mode, a new one gets the usual one.
                stream.Write(bytes());
                stream.Flush();
                File.SetUnixFileMode(stream.SafeFileHandle, File.Exists(path) ? File.GetUnixFileMode(path) : FileModeMask.Usual);
            }

            File.Move(temporary, path, overwrite: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentOutOfRangeException)
        {
            // .NET reports the limit of file sizes as an argument out of range.
            TryDelete(temporary);
            throw new UserErrorException($"{path} cannot be written: {e.Message.TrimEnd('.')}. It is as it was before.");
        }
    }

    private static void TryDelete(string path)
    {
        try
        {
            File.Delete(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // It is only a remainder.
        }
    }
}
