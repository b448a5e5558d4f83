namespace Sinogram.Data.Privacy;

/// <summary>
/// Which modes a file with a secret may have: its owner's alone (0600). A secret that is mounted into a container, beneath <c>/run/secrets</c>, is another
/// account's, which gave it to this container: it may be readable by all in there, and writable by none.
/// </summary>
public static class SecretFile
{
    private const UnixFileMode Writing = UnixFileMode.GroupWrite | UnixFileMode.OtherWrite;
    private const UnixFileMode Others = Writing | UnixFileMode.GroupRead | UnixFileMode.GroupExecute | UnixFileMode.OtherRead | UnixFileMode.OtherExecute;

    private static readonly string[] Mounts = ["/run/secrets/", "/var/run/secrets/"];

    /// <summary>Whether a file of this mode may hold a secret.</summary>
    /// <param name="path">Its path.</param>
    /// <param name="mode">Its mode.</param>
    public static bool IsPrivate(string path, UnixFileMode mode) =>
        (mode & (Array.Exists(Mounts, m => Path.GetFullPath(path).StartsWith(m, StringComparison.Ordinal)) ? Writing : Others)) == 0;
}
