using System.Security.Cryptography;
using Sinogram.Imaging.Deidentify;
using Sinogram.Imaging.Interop;
using Sinogram.Data.Privacy;

namespace Sinogram.Imaging.Workspace;

/// <summary>
/// The place of the user's key: <c>$SINOGRAM_KEY_FILE</c>, else <c>sinogram/key</c> in the configuration folder
/// (<c>$XDG_CONFIG_HOME</c>, else <c>~/.config</c>). 32 bytes, mode 0600.
/// </summary>
public sealed class KeyStore
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private readonly bool _named;

    private KeyStore(string path, bool named)
    {
        Path = path;
        _named = named;
    }

    /// <summary>The key's file, there or not.</summary>
    public string Path { get; }

    /// <summary>The store that the environment names.</summary>
    public static KeyStore FromEnvironment()
    {
        string? file = Environment.GetEnvironmentVariable("SINOGRAM_KEY_FILE");
        if (!string.IsNullOrEmpty(file))
        {
            return new KeyStore(System.IO.Path.GetFullPath(file), named: true);
        }

        string? configuration = Environment.GetEnvironmentVariable("XDG_CONFIG_HOME");
        if (string.IsNullOrEmpty(configuration) || !System.IO.Path.IsPathRooted(configuration))
        {
            configuration = System.IO.Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".config");
        }

        return new KeyStore(System.IO.Path.Combine(configuration, "sinogram", "key"), named: false);
    }

    /// <summary>A store at a given file, created at first use.</summary>
    public static KeyStore At(string path) => new(System.IO.Path.GetFullPath(path), named: false);

    /// <summary>Reads the key, or makes one at first use. A file that the environment names must exist: a secret that was not mounted is not replaced by a fresh one.</summary>
    /// <exception cref="WorkspaceException">The file is missing although named, has another length, or can be read by others.</exception>
    public DeidentificationKey LoadOrCreate()
    {
        if (File.Exists(Path))
        {
            return Load();
        }

        if (_named)
        {
            throw Missing();
        }

        try
        {
            return Create();
        }
        catch (WorkspaceException e) when (e.InnerException is IOException && File.Exists(Path))
        {
            // Another process made the key between our look and our write: there is one key, and it is that one.
            return Load();
        }
    }

    /// <summary>Reads the key.</summary>
    /// <exception cref="WorkspaceException">The file is missing, has another length, or can be read by others.</exception>
    public DeidentificationKey Load()
    {
        try
        {
            using FileStream file = new(Path, FileMode.Open, FileAccess.Read, FileShare.Read);
            if (!SecretFile.IsPrivate(Path, File.GetUnixFileMode(file.SafeFileHandle)))
            {
                throw new WorkspaceException(WorkspaceProblem.Key, $"The key file {Path} can be read or written by other accounts.", $"chmod 600 '{Path}', and think of the key as known to them");
            }

            if (file.Length != DeidentificationKey.Size)
            {
                throw new WorkspaceException(
                    WorkspaceProblem.Key,
                    $"The key file {Path} has {file.Length} bytes; a key has {DeidentificationKey.Size}.",
                    "restore it from a copy, or move it away and make a new one with `sinogram key new` (existing workspaces need the old key)");
            }

            byte[] bytes = new byte[DeidentificationKey.Size];
            file.ReadExactly(bytes);
            DeidentificationKey key = new(bytes);
            CryptographicOperations.ZeroMemory(bytes);
            return key;
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw Missing();
        }
        catch (UnauthorizedAccessException e)
        {
            throw new WorkspaceException(WorkspaceProblem.Key, $"The key file {Path} cannot be read.", $"it must belong to you: chown $USER '{Path}' && chmod 600 '{Path}'", e);
        }
    }

    /// <summary>Makes a new key; an existing one is never replaced.</summary>
    /// <exception cref="WorkspaceException">A key is there already, or the folder cannot be written.</exception>
    public DeidentificationKey Create()
    {
        string folder = System.IO.Path.GetDirectoryName(Path)!;
        string temporary = Path + "." + Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(6)) + ".tmp";
        DeidentificationKey key = DeidentificationKey.Create();
        byte[] bytes = key.CopyBytes();
        try
        {
            Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
            using (FileStream file = new(temporary, new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, UnixCreateMode = OwnerOnly }))
            {
                file.Write(bytes);
                file.Flush(flushToDisk: true);
            }

            // A second name is made only where none is: a rename would replace a key that another process has made since we looked.
            FileSystemCalls.Link(temporary, Path);
            return key;
        }
        catch (IOException e) when (File.Exists(Path))
        {
            throw new WorkspaceException(
                WorkspaceProblem.Key, $"There is a key at {Path} already.", "existing workspaces need it; move it away first if you really want another", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new WorkspaceException(WorkspaceProblem.Key, $"No key can be written at {Path}.", "name a file that you may write in SINOGRAM_KEY_FILE, or set XDG_CONFIG_HOME", e);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(bytes);
            if (File.Exists(temporary))
            {
                File.Delete(temporary);
            }
        }
    }

    private WorkspaceException Missing() => new(
        WorkspaceProblem.Key,
        _named ? $"SINOGRAM_KEY_FILE names {Path}, and no file is there." : $"There is no key at {Path}.",
        _named ? "mount the secret there, or unset SINOGRAM_KEY_FILE" : "make one with `sinogram key new`");
}
