using System.Security.Cryptography;
using Sinogram.Data;
using Sinogram.Imaging.Deidentify;

namespace Sinogram.Imaging.Workspace;

/// <summary>
/// A folder of harvested images: <c>instances/&lt;study&gt;/&lt;series&gt;/&lt;sop&gt;.dcm</c>, <c>catalog/</c> (Parquet), <c>validation/</c>,
/// <c>quarantine/</c>, <c>restricted/</c> (encrypted) and <c>.staging</c>. Mode 0700.
/// </summary>
/// <remarks>
/// Readers need no lock: whatever lies under <c>catalog/</c> is complete. Writers take <see cref="Lock"/>.
/// Folder and manifest are made at the first harvest; opening an existing workspace changes nothing.
/// </remarks>
public sealed class ImageWorkspace
{
    private const UnixFileMode OwnerFolder = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
    private const UnixFileMode OwnerFile = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private ImageWorkspace(string root, WorkspaceManifest manifest)
    {
        Root = root;
        Manifest = manifest;
    }

    /// <summary>Full path of the folder.</summary>
    public string Root { get; }

    /// <summary>Key, profile and identified flag, as written at creation.</summary>
    public WorkspaceManifest Manifest { get; }

    /// <summary>Whether catalogue or files identify patients.</summary>
    public bool IsIdentified => Manifest.Identified;

    /// <summary>Folder of the written files.</summary>
    public string Instances => Path.Combine(Root, "instances");

    /// <summary>Folder of the catalogue, a Parquet data set partitioned by <c>m</c> and <c>y</c>.</summary>
    public string Catalog => Path.Combine(Root, "catalog");

    /// <summary>Folder of the findings of validation.</summary>
    public string Validation => Path.Combine(Root, "validation");

    /// <summary>Folder of the table of refused files: rule, reason, hash.</summary>
    public string Quarantine => Path.Combine(Root, "quarantine");

    /// <summary>Folder of the encrypted store.</summary>
    public string Restricted => Path.Combine(Root, "restricted");

    /// <summary>Folder of unfinished work; what lies here is never read.</summary>
    public string Staging => Path.Combine(Root, ".staging");

    /// <summary>Opens an existing workspace for reading; nothing is written.</summary>
    /// <exception cref="WorkspaceException">The folder is not there, is no workspace, or its manifest is damaged.</exception>
    public static ImageWorkspace Open(string path)
    {
        string root = FullPath(path);
        string manifest = Path.Combine(root, "workspace.json");
        if (!File.Exists(manifest))
        {
            throw new WorkspaceException(
                WorkspaceProblem.Missing,
                Directory.Exists(root) ? $"{path} is no workspace: it has no workspace.json." : $"There is no folder {path}.",
                "name a folder that `#!dicom harvest … --to` has made");
        }

        return Guard(path, () => new ImageWorkspace(root, WorkspaceManifest.Read(manifest)));
    }

    /// <summary>Opens a workspace for writing, or makes it: an empty or missing folder becomes one.</summary>
    /// <param name="path">The folder.</param>
    /// <param name="key">The key; a workspace made with another one is refused.</param>
    /// <param name="profile">The de-identification profile; a workspace made with another one is refused.</param>
    /// <param name="indexOnly">Whether files stay where they are.</param>
    /// <param name="identified">Whether the workspace will identify patients.</param>
    /// <param name="time">The clock.</param>
    /// <exception cref="WorkspaceException">The workspace cannot be used; the message says why.</exception>
    public static ImageWorkspace OpenOrCreate(string path, DeidentificationKey key, string profile, bool indexOnly, bool identified, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(key);
        ArgumentNullException.ThrowIfNull(time);
        string root = FullPath(path);
        ImageWorkspace workspace = File.Exists(Path.Combine(root, "workspace.json"))
            ? Open(path)
            : Guard(path, () => Create(path, root, new WorkspaceManifest(WorkspaceManifest.CurrentFormat, key.Fingerprint, profile, indexOnly, identified, time.GetUtcNow())));
        workspace.Require(path, key, profile, indexOnly, identified);
        Guard(path, () =>
        {
            workspace.MakeFolders();
            return workspace;
        });
        return workspace;
    }

    /// <summary>Takes the right to write; hold it until done. It ends with the process, however that ends.</summary>
    /// <exception cref="WorkspaceException">Another writer is at work.</exception>
    public WorkspaceLock Lock() => WorkspaceLock.Take(this);

    /// <summary>The encrypted store of source paths and of the re-identification map.</summary>
    public RestrictedStore OpenRestricted(DeidentificationKey key)
    {
        ArgumentNullException.ThrowIfNull(key);
        RequireKey(Root, key);
        return new RestrictedStore(Restricted, key);
    }

    /// <summary>A new, unique path in the staging folder.</summary>
    internal string NewStagingPath(string extension) => Path.Combine(Staging, Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(8)) + extension);

    /// <summary>Path relative to the root, with forward slashes.</summary>
    internal string Relative(string path) => Path.GetRelativePath(Root, path);

    /// <summary>Runs file work and turns its failures into what the user can mend.</summary>
    internal static T Guard<T>(string path, Func<T> work)
    {
        try
        {
            return work();
        }
        catch (Exception e) when (Explain(path, e) is not null)
        {
            throw Explain(path, e)!;
        }
    }

    /// <summary>The typed error for a failed write below <paramref name="path"/>, or null where the exception says something else.</summary>
    internal static WorkspaceException? Explain(string path, Exception exception) => exception switch
    {
        UnauthorizedAccessException => ReadOnly(path, exception),
        IOException { HResult: NoSpace or Quota } => Full(path, exception),
        IOException { HResult: ReadOnlyFileSystem } => ReadOnly(path, exception),
        IOException when !Directory.Exists(path) => ReadOnly(path, exception),
        EngineException { Kind: EngineException.DiskFull } => Full(path, exception),
        EngineException e when e.Message.Contains("Permission denied", StringComparison.Ordinal) || e.Message.Contains("Read-only file system", StringComparison.Ordinal) => ReadOnly(path, exception),
        _ => null,
    };

    private const int NoSpace = 28;
    private const int ReadOnlyFileSystem = 30;
    private const int Quota = 122;

    private static WorkspaceException Full(string path, Exception e) => new(
        WorkspaceProblem.Full, $"No space is left for the workspace {path}.", "free some space and run the same harvest again: it takes up where this one ended", e);

    private static WorkspaceException ReadOnly(string path, Exception e) => new(
        WorkspaceProblem.ReadOnly, $"The workspace {path} cannot be written.", "name a folder that you may write with --to; it will be made", e);

    /// <summary>Empties the staging folder of what a killed writer left. The caller holds the lock.</summary>
    internal void ClearStaging()
    {
        foreach (FileSystemInfo left in new DirectoryInfo(Staging).GetFileSystemInfos())
        {
            if (left is DirectoryInfo folder && !left.Attributes.HasFlag(FileAttributes.ReparsePoint))
            {
                folder.Delete(recursive: true);
            }
            else
            {
                left.Delete();
            }
        }
    }

    internal static string FullPath(string path)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        string home = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);
        string expanded = path == "~" ? home : path.StartsWith("~/", StringComparison.Ordinal) ? Path.Combine(home, path[2..]) : path;
        return Path.TrimEndingDirectorySeparator(Path.GetFullPath(expanded));
    }

    private static ImageWorkspace Create(string path, string root, WorkspaceManifest manifest)
    {
        if (File.Exists(root))
        {
            throw new WorkspaceException(WorkspaceProblem.Missing, $"{path} is a file.", "name a folder with --to");
        }

        if (Directory.Exists(root) && Directory.EnumerateFileSystemEntries(root).Any(e => Path.GetFileName(e) is not (".staging" or ".lock")))
        {
            throw new WorkspaceException(
                WorkspaceProblem.Missing, $"{path} is not empty and is no workspace.", "name a new or empty folder with --to: a workspace belongs to Sinogram alone");
        }

        Directory.CreateDirectory(root, OwnerFolder);
        File.SetUnixFileMode(root, OwnerFolder);
        ImageWorkspace workspace = new(root, manifest);
        Directory.CreateDirectory(workspace.Staging, OwnerFolder);
        string temporary = workspace.NewStagingPath(".json");
        using (FileStream file = new(temporary, new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, UnixCreateMode = OwnerFile }))
        {
            file.Write(manifest.ToJson());
            file.Flush(flushToDisk: true);
        }

        File.Move(temporary, Path.Combine(root, "workspace.json"));
        return workspace;
    }

    private void MakeFolders()
    {
        foreach (string folder in (ReadOnlySpan<string>)[Instances, Catalog, Validation, Quarantine, Restricted, Staging])
        {
            Directory.CreateDirectory(folder, OwnerFolder);
        }

        // A read-only mount lets existing folders be "created": try one real write before any work is done.
        string probe = NewStagingPath(".probe");
        File.WriteAllBytes(probe, []);
        File.Delete(probe);
    }

    private void Require(string path, DeidentificationKey key, string profile, bool indexOnly, bool identified)
    {
        RequireKey(path, key);
        if (Manifest.Profile != profile || Manifest.IndexOnly != indexOnly || Manifest.Identified != identified)
        {
            throw new WorkspaceException(
                WorkspaceProblem.OtherProfile,
                $"The workspace {path} was made with {Describe(Manifest)}, this harvest asks for {Describe(Manifest with { Profile = profile, IndexOnly = indexOnly, Identified = identified })}.",
                "harvest into another workspace: files of several profiles in one would be taken for the same");
        }
    }

    private void RequireKey(string path, DeidentificationKey key)
    {
        if (Manifest.KeyFingerprint != key.Fingerprint)
        {
            throw new WorkspaceException(
                WorkspaceProblem.OtherKey,
                $"The workspace {path} was made with key {Manifest.KeyFingerprint}, the key in use is {key.Fingerprint}.",
                "name the file of the first key in SINOGRAM_KEY_FILE, or harvest into another workspace: one patient would get two pseudonyms");
        }
    }

    private static string Describe(WorkspaceManifest manifest) =>
        $"--deid {manifest.Profile}{(manifest.IndexOnly ? " --index-only" : "")}{(manifest is { Profile: "none", Identified: false } ? " --public" : "")}";
}
