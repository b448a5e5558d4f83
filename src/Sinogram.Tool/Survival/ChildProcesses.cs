using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using Sinogram.Data.Workers;
using Sinogram.Tool.Interop;

namespace Sinogram.Tool.Survival;

/// <summary>
/// The processes that cells have started, directly or through others: they end with the session, also when this process is killed, unless they were detached on
/// purpose (<c>setsid</c>, <c>nohup</c>).
/// </summary>
internal sealed class ChildProcesses : IDisposable
{
    private const string MarkName = "SINOGRAM_STARTED_BY";
    private const int PollMilliseconds = 10;
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(700);

    private readonly string _mark;
    private readonly ProcessEntry _self = ProcessEntry.Read(Environment.ProcessId) ?? throw new InvalidOperationException("no /proc");
    private readonly Thread _starting;
    private DescendantGuard? _guard;
    private int _ended;

    private ChildProcesses()
    {
        var value = string.Create(CultureInfo.InvariantCulture, $"{Environment.ProcessId}-{RandomNumberGenerator.GetHexString(16, lowercase: true)}");
        _mark = $"{MarkName}={value}";
        Environment.SetEnvironmentVariable(MarkName, value);
        // What native code starts gets the C library's variables, of which the runtime's are a copy.
        _ = LibC.setenv(MarkName, value, 1);
        _starting = new Thread(StartGuard) { IsBackground = true, Name = "guard" };
        _starting.Start();
    }

    /// <summary>Marks what this process starts from now on, and has it ended with this process. Disposing ends it in order.</summary>
    public static ChildProcesses EndAtLast() => new();

    /// <summary>Asks all of them to end, and kills what does not.</summary>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _ended, 1) != 0)
        {
            return;
        }

        _starting.Join();
        Signal(LibC.SigTerm);
        var since = Stopwatch.GetTimestamp();
        while (Mine().Count > 0)
        {
            if (Stopwatch.GetElapsedTime(since) > Patience)
            {
                // One that is stopped starts no other while its children are counted.
                Signal(LibC.SigStop);
                Signal(LibC.SigStop);
                Signal(LibC.SigKill);
                break;
            }

            Thread.Sleep(PollMilliseconds);
        }

        _guard?.Dispose();
    }

    private void StartGuard()
    {
        try
        {
            _guard = DescendantGuard.Start(_mark, _self.Session, _self.IgnoresHangUp);
        }
        catch (Exception e) when (e is WorkerStartException or IOException)
        {
            // Without it an orderly end ends them all the same.
        }
    }

    private void Signal(int signal)
    {
        foreach (var process in Mine())
        {
            _ = LibC.kill(process, signal);
        }
    }

    /// <summary>What descends from this process, or carries its mark and has lost its parent, less the guard and what was detached with all that it started.</summary>
    private List<int> Mine()
    {
        var all = Directory.EnumerateDirectories("/proc").Select(d => Path.GetFileName(d))
            .Select(name => int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out var id) ? ProcessEntry.Read(id) : null)
            .OfType<ProcessEntry>().ToList();
        var children = all.ToLookup(p => p.Parent);
        var found = new HashSet<int>();
        var pending = new Stack<ProcessEntry>(children[_self.Id].Concat(all.Where(p => p.Id != _self.Id && p.Session == _self.Session && p.HasMark(_mark))));
        while (pending.TryPop(out var process))
        {
            if (process.Id != _guard?.ProcessId && !IsDetached(process) && found.Add(process.Id))
            {
                foreach (var child in children[process.Id])
                {
                    pending.Push(child);
                }
            }
        }

        return [.. found];
    }

    private bool IsDetached(ProcessEntry process) => process.Session != _self.Session || (process.IgnoresHangUp && !_self.IgnoresHangUp && process.HasMark(_mark));
}
