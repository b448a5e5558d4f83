using System.Globalization;
using System.Runtime.InteropServices;
using Sinogram.Data.Workers;
using Sinogram.Jupyter.Interop;

namespace Sinogram.Jupyter.Kernel;

/// <summary>
/// Notices that the process that started the kernel is gone: this process then has another parent, or the one that the front end named
/// no longer exists.
/// </summary>
/// <remarks>
/// Not <c>PR_SET_PDEATHSIG</c>: that signal comes when the thread that started the kernel ends, and servers start kernels on threads that do; and it says nothing of a
/// parent that was gone before it was asked for. The name that the front end gives says it.
/// </remarks>
internal sealed class ParentWatch : IDisposable
{
    /// <summary>The variable in which front ends name their process.</summary>
    internal const string Variable = "JPY_PARENT_PID";

    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);
    private readonly ManualResetEventSlim _stop = new();
    private readonly Action _gone;
    private readonly int _parent = LibC.getppid();
    private int? _named;

    /// <param name="named">The front end's process, or null.</param>
    /// <param name="gone">Called once, on a thread of its own.</param>
    internal ParentWatch(int? named, Action gone)
    {
        _gone = gone;
        _named = named;
        new Thread(Run) { Name = "parent watch", IsBackground = true }.Start();
    }

    public void Dispose() => _stop.Set();

    private void Run()
    {
        if (_named is { } id && !IsOlder(id))
        {
            if (!CameFromOutside(id))
            {
                _gone();
                return;
            }

            _named = null;
        }

        while (!_stop.Wait(Interval))
        {
            if (LibC.getppid() != _parent || (_named is { } watched && !Exists(watched)))
            {
                _gone();
                return;
            }
        }
    }

    private static bool Exists(int id) => LibC.kill(id, 0) == 0 || Marshal.GetLastPInvokeError() == LibC.EPERM;

    /// <summary>Whether a process is there that can have started this one: a younger one has only got the number of one that is gone.</summary>
    private static bool IsOlder(int id) =>
        ProcessStat.Read(id) is { } named && ProcessStat.Read(Environment.ProcessId) is { } self ? named.Started <= self.Started : Exists(id);

    /// <summary>
    /// Whether the number names a process of another container: then this process is the first of its own, or what started it was given the variable too. The process
    /// that takes in a kernel whose own parent is gone was not.
    /// </summary>
    private bool CameFromOutside(int id) =>
        _parent == 0 || ProcessFile.Read(_parent, "environ").Split('\0').Contains(string.Create(CultureInfo.InvariantCulture, $"{Variable}={id}"));
}
