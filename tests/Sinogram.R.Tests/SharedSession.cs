namespace Sinogram.R.Tests;

/// <summary>One R for the tests of a class that need no fresh one, and a folder for what it saves.</summary>
public sealed class SharedSession : IDisposable
{
    public RSession Session { get; } = new();

    public DirectoryInfo Folder { get; } = Directory.CreateTempSubdirectory("r-values-");

    public void Dispose()
    {
        Session.Dispose();
        Folder.Delete(recursive: true);
    }
}
