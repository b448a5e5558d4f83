using System.Globalization;
using Sinogram.Data.Workers;

namespace Sinogram.Tool.Survival;

/// <summary>A process as proc(5) tells of it.</summary>
/// <param name="Id">Its number.</param>
/// <param name="Parent">The number of its parent.</param>
/// <param name="Session">The number of its session.</param>
internal sealed record ProcessEntry(int Id, int Parent, int Session)
{
    private readonly Lazy<bool> _ignoresHangUp = new(() => ReadIgnoresHangUp(Id));

    /// <summary>It ignores SIGHUP, as <c>nohup</c> has it done.</summary>
    public bool IgnoresHangUp => _ignoresHangUp.Value;

    /// <summary>Reads a process; null where it is gone or waits to be collected.</summary>
    public static ProcessEntry? Read(int id) => ProcessStat.Read(id) is { HasEnded: false } stat ? new ProcessEntry(id, stat.Parent, stat.Session) : null;

    /// <summary>Whether the environment that it was started with holds <c>NAME=value</c>.</summary>
    public bool HasMark(string mark) => Text(Id, "environ")?.Split('\0').Contains(mark) == true;

    private static bool ReadIgnoresHangUp(int id) =>
        Text(id, "status")?.Split('\n').FirstOrDefault(l => l.StartsWith("SigIgn:", StringComparison.Ordinal)) is { Length: > 0 } line
        && (Convert.ToInt32(line[^1..], 16) & 1) != 0;

    private static string? Text(int id, string file)
    {
        try
        {
            return File.ReadAllText(string.Create(CultureInfo.InvariantCulture, $"/proc/{id}/{file}"));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
