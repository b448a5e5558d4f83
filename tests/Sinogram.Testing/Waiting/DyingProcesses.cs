namespace Sinogram.Testing.Waiting;

/// <summary>What is left to do behind programs that were ended just now.</summary>
public static class DyingProcesses
{
    /// <summary>Deletes their folder, into which one of them may still be writing.</summary>
    public static void DeleteFolder(string folder)
    {
        var began = TimeProvider.System.GetTimestamp();
        while (Directory.Exists(folder))
        {
            try
            {
                Directory.Delete(folder, recursive: true);
            }
            catch (IOException) when (TimeProvider.System.GetElapsedTime(began) < Patience.Limit)
            {
                Thread.Sleep(100);
            }
        }
    }
}
