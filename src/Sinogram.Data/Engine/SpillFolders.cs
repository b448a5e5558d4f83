namespace Sinogram.Data.Engine;

/// <summary>
/// Where engines put aside what does not fit into memory: below one folder of this process that nobody else can read, for the engine makes its own folders
/// readable for all. It ends with the process.
/// </summary>
internal static class SpillFolders
{
    private static readonly Lazy<string> Parent = new(Make);

    /// <summary>A path for one engine, which makes the folder when it needs it.</summary>
    public static string New() => Path.Combine(Parent.Value, Guid.NewGuid().ToString("N"));

    private static string Make()
    {
        // Mode 0700.
        var folder = Directory.CreateTempSubdirectory($"sinogram-spill-{Environment.ProcessId}-").FullName;
        AppDomain.CurrentDomain.ProcessExit += (_, _) =>
        {
            try
            {
                Directory.Delete(folder, recursive: true);
            }
            catch (IOException)
            {
                // An engine is still at work in it; the system empties the folder for temporary files.
            }
        };
        return folder;
    }
}
