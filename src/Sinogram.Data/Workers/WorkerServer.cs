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

        // An interrupt goes to the whole group, for the children that the handler waits for; this process is told through the channel.
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

    /// <summary>Sends SIGINT to the processes that this worker has started (its group); the worker itself ignores it.</summary>
    public static void InterruptChildren()
    {
        if (LibC.getpgrp() == LibC.getpid())
        {
            _ = LibC.kill(0, LibC.SIGINT);
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
