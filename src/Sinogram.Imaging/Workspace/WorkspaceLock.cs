namespace Sinogram.Imaging.Workspace;

/// <summary>The right to write into a workspace; one holder at a time, over all processes of a machine. The system releases it when its holder dies.</summary>
public sealed class WorkspaceLock : IDisposable
{
    private readonly FileStream _file;

    private WorkspaceLock(FileStream file) => _file = file;

    internal static WorkspaceLock Take(ImageWorkspace workspace)
    {
        string path = Path.Combine(workspace.Root, ".lock");
        try
        {
            // FileShare.None is an exclusive flock on Unix.
            return new WorkspaceLock(new FileStream(path, new FileStreamOptions
            {
                Mode = FileMode.OpenOrCreate,
                Access = FileAccess.ReadWrite,
                Share = FileShare.None,
                UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
            }));
        }
        catch (Exception e) when (ImageWorkspace.Explain(workspace.Root, e) is { } explained)
        {
            throw explained;
        }
        catch (IOException e)
        {
            throw new WorkspaceException(
                WorkspaceProblem.Busy, $"Another harvest or compaction is at work in {workspace.Root}.", "wait until it ends, or interrupt it; what it has done stays valid", e);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();
}
