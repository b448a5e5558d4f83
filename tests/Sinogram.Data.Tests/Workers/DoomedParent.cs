using Sinogram.Data.Workers;

namespace Sinogram.Data.Tests.Workers;

/// <summary>A parent that starts a worker, which starts a child, tells their numbers and waits to be killed.</summary>
internal static class DoomedParent
{
    public static int Run(string report)
    {
        using var worker = WorkerProcess.StartAsync(WorkerTests.Options).GetAwaiter().GetResult();
        var child = worker.RequestAsync(new WorkerRequest("child")).GetAwaiter().GetResult().Text;
        var folder = worker.RequestAsync(new WorkerRequest("environment", "TMPDIR")).GetAwaiter().GetResult().Text;
        File.WriteAllText(report + ".new", $"{worker.ProcessId}\n{child}\n{folder}");
        File.Move(report + ".new", report);
        Thread.Sleep(Timeout.Infinite);
        return 0;
    }
}
