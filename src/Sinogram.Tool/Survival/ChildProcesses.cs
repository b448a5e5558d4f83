using System.Diagnostics;
using System.Globalization;
using Sinogram.Tool.Interop;

namespace Sinogram.Tool.Survival;

/// <summary>The processes that cells have started, directly or through others: they end with the session.</summary>
internal static class ChildProcesses
{
    private const int PollMilliseconds = 10;
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(700);

    /// <summary>Ends all of them when the result is disposed.</summary>
    public static IDisposable EndAtLast() => new AtLast();

    /// <summary>Asks all of them to end, and kills what does not.</summary>
    public static void EndAll()
    {
        Signal(LibC.SigTerm);
        var since = Stopwatch.GetTimestamp();
        while (Descendants().Count > 0)
        {
            if (Stopwatch.GetElapsedTime(since) > Patience)
            {
                // One that is stopped starts no other while its children are counted.
                Signal(LibC.SigStop);
                Signal(LibC.SigStop);
                Signal(LibC.SigKill);
                return;
            }

            Thread.Sleep(PollMilliseconds);
        }
    }

    private static void Signal(int signal)
    {
        foreach (var process in Descendants())
        {
            _ = LibC.kill(process, signal);
        }
    }

    private sealed class AtLast : IDisposable
    {
        public void Dispose() => EndAll();
    }

    private static List<int> Descendants()
    {
        var children = Directory.EnumerateDirectories("/proc").Select(d => Path.GetFileName(d))
            .Select(name => int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out var id) ? id : 0).Where(id => id > 0)
            .Select(id => (Id: id, Parent: ParentOf(id))).Where(p => p.Parent is not null).ToLookup(p => p.Parent!.Value, p => p.Id);
        var found = new List<int>();
        var pending = new Stack<int>(children[Environment.ProcessId]);
        while (pending.TryPop(out var id))
        {
            found.Add(id);
            foreach (var child in children[id])
            {
                pending.Push(child);
            }
        }

        return found;
    }

    /// <summary>The parent of a process; null where it is gone or waits to be collected.</summary>
    private static int? ParentOf(int process)
    {
        try
        {
            var fields = File.ReadAllText(string.Create(CultureInfo.InvariantCulture, $"/proc/{process}/stat")).Split(')')[^1].Split(' ', StringSplitOptions.RemoveEmptyEntries);
            return fields[0] == "Z" ? null : int.Parse(fields[1], CultureInfo.InvariantCulture);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
