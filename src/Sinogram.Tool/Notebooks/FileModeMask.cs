using System.Globalization;

namespace Sinogram.Tool.Notebooks;

/// <summary>The mode that this process's mask (umask) leaves to a new file. Reading the mask by its system call would change it for a moment.</summary>
internal static class FileModeMask
{
    private const int ReadWriteForAll = 0b110_110_110;

    /// <summary>The mode of a new file that anybody may read and write but for the mask.</summary>
    public static UnixFileMode Usual => (UnixFileMode)(ReadWriteForAll & ~Mask());

    private static int Mask()
    {
        const string Label = "Umask:";
        var line = File.ReadLines("/proc/self/status").FirstOrDefault(l => l.StartsWith(Label, StringComparison.Ordinal));
        return line is not null && int.TryParse(line.AsSpan(Label.Length).Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out var octal)
            ? Convert.ToInt32(octal.ToString(CultureInfo.InvariantCulture), 8)
            : 0b000_111_111;
    }
}
