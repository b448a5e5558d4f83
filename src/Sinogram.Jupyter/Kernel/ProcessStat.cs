using System.Globalization;

namespace Sinogram.Jupyter.Kernel;

/// <summary>What proc(5) tells of a process in its file <c>stat</c> (Linux).</summary>
/// <param name="Parent">The number of its parent; 0 where that is outside the container.</param>
/// <param name="Ticks">Its processor time in clock ticks, of user and system.</param>
/// <param name="Started">When it started, in clock ticks since the machine did.</param>
internal readonly record struct ProcessStat(int Parent, long Ticks, long Started)
{
    /// <summary>Reads a process; null where there is none, or it may not be seen.</summary>
    internal static ProcessStat? Read(int id)
    {
        // The fields behind the name, which stands in brackets and may hold anything, from the third on.
        var text = ProcessFile.Read(id, "stat");
        var fields = text[(text.LastIndexOf(')') + 1)..].Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return fields.Length > 19 ? new ProcessStat((int)Number(fields[1]), Number(fields[11]) + Number(fields[12]), Number(fields[19])) : null;
    }

    private static long Number(string field) => long.Parse(field, CultureInfo.InvariantCulture);
}
