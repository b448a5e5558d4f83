using System.Runtime.InteropServices;
using Sinogram.Core.Execution;
using Sinogram.Jupyter.Wire;

namespace Sinogram.Jupyter.Kernel;

/// <summary>Runs a session as a Jupyter kernel until it is told to end.</summary>
public static class KernelHost
{
    /// <summary>Jupyter kills a kernel five seconds after it asked it to end.</summary>
    private static readonly TimeSpan SessionEndTime = TimeSpan.FromSeconds(2.5);

    /// <summary>
    /// Binds the sockets of a connection, answers until the front end, a signal, the parent's end or the token ends it, and then ends the
    /// session. Blocks the calling thread: a task would need the thread pool, which cells may exhaust.
    /// </summary>
    /// <exception cref="Interop.ZeroMqException">libzmq is missing, or a port is taken.</exception>
    public static KernelEnd Run(ConnectionFile connection, Session session, KernelOptions options, CancellationToken token = default)
    {
        ArgumentNullException.ThrowIfNull(connection);
        ArgumentNullException.ThrowIfNull(session);
        ArgumentNullException.ThrowIfNull(options);
        KernelEnd end;
        KernelServer? running = null;
        using var exit = options.HandleSignals ? new ExitHold(() => running?.EndAfterCells(KernelEnd.Exited)) : null;
        using (var server = new KernelServer(connection, session, options))
        {
            using var signals = options.HandleSignals ? new Signals(server) : null;
            using var parent = options.WatchParent ? new ParentWatch(options.ParentProcess, () => server.RequestEnd(KernelEnd.ParentGone)) : null;
            using var stop = token.Register(() => server.RequestEnd(KernelEnd.Terminated));
            server.Start();
            running = server;
            options.Started(server.Connection);
            end = server.WaitForEnd();
        }

        session.EndAsync(end == KernelEnd.Restart ? SessionEnd.Restart : SessionEnd.Final).AsTask().Wait(SessionEndTime, CancellationToken.None);
        options.Ended();
        return end;
    }

    /// <summary>SIGINT interrupts, SIGTERM ends.</summary>
    private sealed class Signals : IDisposable
    {
        private readonly PosixSignalRegistration _interrupt;
        private readonly PosixSignalRegistration _terminate;

        internal Signals(KernelServer server)
        {
            _interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, context =>
            {
                context.Cancel = true;
                server.Interrupt();
            });
            _terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, context =>
            {
                context.Cancel = true;
                server.RequestEnd(KernelEnd.Terminated);
            });
        }

        public void Dispose()
        {
            _interrupt.Dispose();
            _terminate.Dispose();
        }
    }
}
