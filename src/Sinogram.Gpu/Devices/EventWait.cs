using Sinogram.Gpu.Interop;

namespace Sinogram.Gpu.Devices;

/// <summary>Waits for a command so that an interrupt is seen meanwhile, and reads how long it ran.</summary>
internal static unsafe class EventWait
{
    private const int SpinsBeforeSleep = 200;

    /// <summary>Returns when the command has ended; throws when it failed or the token was cancelled (the command then runs on).</summary>
    internal static void Until(EventHandle completion, CancellationToken token)
    {
        if (!token.CanBeCanceled)
        {
            var id = completion.DangerousGetHandle();
            // A negative status of the command is read below, with its own code.
            _ = OpenCl.clWaitForEvents(1, &id);
        }
        for (var spins = 0; ; spins++)
        {
            int status;
            OpenClStatus.Check(
                OpenCl.clGetEventInfo(completion.DangerousGetHandle(), OpenClConstants.EventExecutionStatus, sizeof(int), &status, out _), "Asking for a command's state");
            if (status < 0)
            {
                OpenClStatus.Check(status, "Running a kernel");
            }
            if (status == 0)
            {
                return;
            }
            token.ThrowIfCancellationRequested();
            if (spins < SpinsBeforeSleep)
            {
                Thread.SpinWait(100);
            }
            else
            {
                Thread.Sleep(1);
            }
        }
    }

    internal static TimeSpan Duration(EventHandle completion)
    {
        ulong start, end;
        var id = completion.DangerousGetHandle();
        OpenClStatus.Check(OpenCl.clGetEventProfilingInfo(id, OpenClConstants.ProfilingStart, sizeof(ulong), &start, out _), "Reading a command's time");
        OpenClStatus.Check(OpenCl.clGetEventProfilingInfo(id, OpenClConstants.ProfilingEnd, sizeof(ulong), &end, out _), "Reading a command's time");
        return TimeSpan.FromTicks((long)((end - start) / 100));
    }
}
