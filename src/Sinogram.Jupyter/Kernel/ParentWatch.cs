using System.Runtime.InteropServices;
using Sinogram.Jupyter.Interop;

namespace Sinogram.Jupyter.Kernel;

/// <summary>
/// Notices that the process that started the kernel is gone: this process then has another parent, or the one that the front end named
/// no longer exists.
/// </summary>
internal sealed class ParentWatch : IDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);
    private readonly ManualResetEventSlim _stop = new();
    private readonly Action _gone;
    private readonly int _parent = LibC.getppid();
    private readonly int? _named;

    /// <param name="named">The front end's process, or null.</param>
    /// <param name="gone">Called once.</param>
    internal ParentWatch(int? named, Action gone)
    {
        _gone = gone;
        // Over a container's border the number may mean nothing: then it names nobody from the start.
        _named = named is { } id && Exists(id) ? id : null;
        new Thread(Run) { Name = "parent watch", IsBackground = true }.Start();
    }

    public void Dispose() => _stop.Set();

    private void Run()
    {
        while (!_stop.Wait(Interval))
        {
            if (LibC.getppid() != _parent || (_named is { } id && !Exists(id)))
            {
                _gone();
                return;
            }
        }
    }

    private static bool Exists(int id) => LibC.kill(id, 0) == 0 || Marshal.GetLastPInvokeError() == LibC.EPERM;
}
