using System.Runtime.InteropServices;
using Sinogram.Data.Workers.Interop;

namespace Sinogram.Data.Workers;

/// <summary>The worker's side: reads requests from the channel that its parent left at descriptor 3 and lets a handler do them.</summary>
/// <remarks>
/// The process ends when the parent closes the channel or is gone in any way, with its process group and its temporary folder.
/// The channel's end is the signal, and not <c>PR_SET_PDEATHSIG</c>: that one kills this process alone, before it can take along what it has started.
/// </remarks>
public static class WorkerServer
{
    private const int ChannelDescriptor = 3;
    private const int MisuseExitCode = 2;

    /// <summary>Serves requests until the parent is gone. Returns only when it was not started by a parent.</summary>
    public static int Run(IWorkerHandler handler)
    {
        using var socket = new FileDescriptor(ChannelDescriptor);
        using var output = new FileDescriptor(ChannelDescriptor + 1);
        using var error = new FileDescriptor(ChannelDescriptor + 2);
        try
        {
            socket.SetCloseOnExec();
            output.SetCloseOnExec();
            error.SetCloseOnExec();
        }
        catch (IOException)
        {
            socket.SetHandleAsInvalid();
            output.SetHandleAsInvalid();
            error.SetHandleAsInvalid();
            Console.Error.WriteLine("sinogram worker: workers are started by the kernel, not by hand.");
            return MisuseExitCode;
        }

        ForbidCoreFiles();

        // This process is told through its channel; a stray signal does not end it.
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, context => context.Cancel = true);
        using var quit = PosixSignalRegistration.Create(PosixSignal.SIGQUIT, context => context.Cancel = true);

        // The runtime's own handler tells the process through a pipe, which a child forked by native code shares: ending such a child would end this process.
        _ = LibC.signal(LibC.SIGTERM, 0);
        var channel = new FrameChannel(socket);
        var streams = new StandardStreams(channel, output, error);
        var requests = new RequestQueue(handler, channel, streams);
        try
        {
            channel.Write(new Frame(FrameKind.Hello, 0, handler.Name, new byte[] { Frame.ProtocolVersion }, []));
            streams.Start();
            requests.Start();
            while (channel.Read() is { } frame)
            {
                requests.Take(frame);
            }
        }
        catch (Exception failure) when (failure is IOException or WorkerProtocolException)
        {
            // Ends below, like an ordinary end of the channel.
        }

        End();
        return 0;
    }

    /// <summary>
    /// Sends SIGINT to the processes that this worker has started (its group), and not to the worker itself: native code may have put a handler
    /// for it in place that is right on one thread only (R does, while it waits for input).
    /// </summary>
    public static void InterruptChildren()
    {
        var self = LibC.getpid();
        if (LibC.getpgrp() != self)
        {
            return;
        }

        foreach (var folder in Directory.EnumerateDirectories("/proc"))
        {
            if (int.TryParse(Path.GetFileName(folder), out var process) && process != self && ProcessStat.Read(process)?.Group == self)
            {
                _ = LibC.kill(process, LibC.SIGINT);
            }
        }
    }

    private static void End()
    {
        if (Environment.GetEnvironmentVariable("TMPDIR") is { Length: > 0 } folder &&
            Path.GetFileName(folder).StartsWith("sinogram-worker-", StringComparison.Ordinal))
        {
            WorkerFolder.Remove(folder);
        }

        if (LibC.getpgrp() == LibC.getpid())
        {
            _ = LibC.kill(0, LibC.SIGKILL);
        }

        LibC._exit(0);
    }

    private static unsafe void ForbidCoreFiles()
    {
        var none = default(LibC.ResourceLimit);
        _ = LibC.prlimit(0, LibC.RLIMIT_CORE, &none, null);
    }
}
