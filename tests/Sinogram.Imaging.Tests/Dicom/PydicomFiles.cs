namespace Sinogram.Imaging.Tests.Dicom;

/// <summary>The DICOM files of Debian's python3-pydicom package, several of them broken on purpose.</summary>
internal static class PydicomFiles
{
    public const string Folder = "/usr/lib/python3/dist-packages/pydicom/data/test_files";

    public static IReadOnlyList<string> All()
    {
        if (!Directory.Exists(Folder))
        {
            Assert.Skip("the package is not installed: apt-get install python3-pydicom");
        }
        return [.. Directory.EnumerateFiles(Folder, "*", SearchOption.AllDirectories).Where(f => !f.EndsWith(".py", StringComparison.Ordinal)
            && !f.EndsWith(".json", StringComparison.Ordinal) && !f.EndsWith(".xml", StringComparison.Ordinal) && !f.EndsWith(".pyc", StringComparison.Ordinal)).Order()];
    }
}
