namespace Sinogram.Imaging.Dicom;

/// <summary>Reads the tables of the standard that are embedded beside the code.</summary>
internal static class TableResource
{
    /// <summary>The lines of a table, without empty ones and comments that start with '#'.</summary>
    public static IEnumerable<string> Lines(string name)
    {
        var assembly = typeof(TableResource).Assembly;
        using var stream = assembly.GetManifestResourceStream("Sinogram.Imaging.Tables." + name)
            ?? throw new InvalidOperationException($"The table {name} is missing in {assembly.GetName().Name}; the build is incomplete.");
        using var reader = new StreamReader(stream);
        while (reader.ReadLine() is { } line)
        {
            if (line.Length > 0 && line[0] != '#')
            {
                yield return line;
            }
        }
    }
}
