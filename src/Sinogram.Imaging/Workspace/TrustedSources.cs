using System.Collections.Concurrent;

namespace Sinogram.Imaging.Workspace;

/// <summary>
/// Which files hold no identifying values: those of a workspace that was de-identified, for each of them has passed the proof.
/// Everything else is taken as identified until it is opened as public.
/// </summary>
public static class TrustedSources
{
    private const int Depth = 8;

    private static readonly ConcurrentDictionary<string, bool> Folders = new(StringComparer.Ordinal);

    /// <summary>Whether a file or folder lies in the instances or tables of a workspace that identifies nobody.</summary>
    public static bool Contains(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        string full = Path.GetFullPath(path);
        return Folders.TryGetValue(Path.GetDirectoryName(full) ?? full, out bool known) && known || Find(full);
    }

    /// <summary>Whether a file, or a pattern of files, lies in a workspace that identifies patients, or whose manifest cannot be read.</summary>
    public static bool Identifies(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        string? folder = Path.GetFullPath(path);
        for (int i = 0; i < Depth && (folder = Path.GetDirectoryName(folder)) is not null; i++)
        {
            string manifest = Path.Combine(folder, "workspace.json");
            if (!folder.AsSpan().ContainsAny('*', '?', '[') && File.Exists(manifest))
            {
                return !IsVerified(manifest);
            }
        }

        return false;
    }

    private static bool Find(string path)
    {
        // A link could lead out of the workspace.
        string below = path;
        for (int i = 0; i < Depth && Path.GetDirectoryName(below) is { } folder; i++)
        {
            string manifest = Path.Combine(folder, "workspace.json");
            if (File.Exists(manifest))
            {
                bool isTrusted = IsPublished(folder, below) && IsVerified(manifest);
                if (isTrusted && !IsLink(path))
                {
                    Folders[Path.GetDirectoryName(path)!] = true;
                }

                return isTrusted && !IsLink(path);
            }

            below = folder;
        }

        return false;
    }

    private static bool IsPublished(string root, string below) =>
        Path.GetRelativePath(root, below) is "instances" or "catalog" or "validation" or "quarantine";

    private static bool IsLink(string path) => File.ResolveLinkTarget(path, returnFinalTarget: true) is not null;

    private static bool IsVerified(string manifest)
    {
        try
        {
            return !WorkspaceManifest.Read(manifest).Identified;
        }
        catch (Exception e) when (e is WorkspaceException or IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }
}
