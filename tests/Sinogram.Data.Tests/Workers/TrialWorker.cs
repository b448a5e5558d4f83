using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text;
using Sinogram.Data.Workers;

namespace Sinogram.Data.Tests.Workers;

/// <summary>A worker that does what the tests ask of it, good and bad.</summary>
internal sealed partial class TrialWorker : IWorkerHandler
{
    public const string WorkerName = "trial";

    private int _calls;

    public string Name => WorkerName;

    public WorkerReply Handle(WorkerRequest request, WorkerContext context, CancellationToken token)
    {
        switch (request.Name)
        {
            case "echo":
                return new WorkerReply(request.Body, [.. request.Blocks.Select(block => SharedBlock.Copy(block.ToArray()))]);
            case "sum":
                long sum = 0;
                foreach (var value in MemoryMarshal.Cast<byte, long>(request.Blocks[0].Read(0, (int)request.Blocks[0].Length)))
                {
                    sum += value;
                }

                return WorkerReply.FromText(sum.ToString());
            case "count":
                return WorkerReply.FromText((++_calls).ToString());
            case "environment":
                return WorkerReply.FromText(Environment.GetEnvironmentVariable(request.Text) ?? "(unset)");
            case "fail":
                throw new ArgumentException(request.Text);
            case "chatter":
                return Chatter(context);
            case "wait":
                token.WaitHandle.WaitOne();
                token.ThrowIfCancellationRequested();
                break;
            case "deaf":
                context.WriteOutput("began");
                Thread.Sleep(Timeout.Infinite);
                break;
            case "spin":
                while (true)
                {
                    Thread.SpinWait(1000);
                }

            case "exit":
                exit(int.Parse(request.Text));
                break;
            case "segfault":
                Console.Error.WriteLine("about to fall");
                Marshal.WriteInt32(memory_at_nowhere(), 1);
                break;
            case "abort":
                abort();
                break;
            case "allocate":
                return WorkerReply.FromText(Allocate(long.Parse(request.Text)));
            case "child":
                using (var child = Process.Start("sleep", "600"))
                {
                    return WorkerReply.FromText(child.Id.ToString());
                }

            case "large":
                return new WorkerReply(new byte[int.Parse(request.Text)], []);
            default:
                throw new NotSupportedException(request.Name);
        }

        return WorkerReply.Empty;
    }

    private static WorkerReply Chatter(WorkerContext context)
    {
        using var shell = Process.Start("sh", ["-c", "printf 'one\\n'; printf 'two ä\\n'"]);
        shell.WaitForExit();
        context.Emit("picture", Encoding.UTF8.GetBytes("three"), SharedBlock.Copy([1, 2, 3]));
        using var other = Process.Start("sh", ["-c", "printf 'four\\n' >&2"]);
        other.WaitForExit();
        context.WriteOutput("five\n");
        Console.Write("six\n");
        return WorkerReply.FromText("done");
    }

    private static string Allocate(long bytes)
    {
        var memory = malloc((nuint)bytes);
        if (memory == 0)
        {
            return "refused";
        }

        free(memory);
        return "given";
    }

    private static nint memory_at_nowhere()
    {
        // A fault in native code: the runtime turns one in managed code into an exception.
        _ = strlen(8);
        return 8;
    }

    [LibraryImport("libc")]
    private static partial nuint strlen(nint text);

    [LibraryImport("libc")]
    private static partial void abort();

    [LibraryImport("libc", EntryPoint = "_exit")]
    private static partial void exit(int code);

    [LibraryImport("libc")]
    private static partial nint malloc(nuint size);

    [LibraryImport("libc")]
    private static partial void free(nint memory);
}
