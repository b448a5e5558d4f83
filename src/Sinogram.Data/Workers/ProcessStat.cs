using System.Globalization;

namespace Sinogram.Data.Workers;

/// <summary>What proc(5) tells of a process in its file <c>stat</c> (Linux). Compiled into each library that looks at processes and knows no other one that does.</summary>
/// <param name="State">R, S, D, T …; Z where it has ended and waits to be collected.</param>
/// <param name="Parent">The number of its parent; 0 where that is outside the container.</param>
/// <param name="Group">The number of its process group.</param>
/// <param name="Session">The number of its session.</param>
/// <param name="Ticks">Its processor time in clock ticks, of user and system.</param>
/// <param name="Started">When it started, in clock ticks since the machine did.</param>
internal readonly record struct ProcessStat(char State, int Parent, int Group, int Session, long Ticks, long Started)
{
    /// <summary>It has ended, and waits to be collected.</summary>
    public bool HasEnded => State == 'Z';

    /// <summary>Reads a process; null where there is none, or it may not be seen.</summary>
    public static ProcessStat? Read(int id)
    {
        try
        {
            // The fields behind the name, which stands in brackets and may hold anything: from the third on.
            var text = File.ReadAllText(string.Create(CultureInfo.InvariantCulture, $"/proc/{id}/stat"));
            var fields = text[(text.LastIndexOf(')') + 1)..].Split(' ', StringSplitOptions.RemoveEmptyEntries);
            return fields.Length > 19
                ? new ProcessStat(fields[0][0], (int)Number(fields[1]), (int)Number(fields[2]), (int)Number(fields[3]), Number(fields[11]) + Number(fields[12]), Number(fields[19]))
                : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private static long Number(string field) => long.Parse(field, CultureInfo.InvariantCulture);
}
