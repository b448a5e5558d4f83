namespace Sinogram.Data.Workers;

/// <summary>A worker's own temporary folder: made and removed by its parent, and by the worker itself when the parent is gone.</summary>
internal static class WorkerFolder
{
    internal static void Remove(string path)
    {
        try
        {
            Directory.Delete(path, recursive: true);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            // Removed already, or something in it is still being written: nothing depends on it.
        }
    }
}
