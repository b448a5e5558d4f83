using Sinogram.Data.Workers;
using Sinogram.Imaging.Codecs.Worker;
using Sinogram.R.Host;

namespace Sinogram.Tool.Workers;

/// <summary><c>sinogram worker NAME</c>: the processes in which crash-prone native code runs. Started by the kernel only.</summary>
internal static class WorkerVerb
{
    /// <summary>Every worker, by the name it is started with.</summary>
    private static readonly Dictionary<string, Func<IWorkerHandler>> Handlers = new()
    {
        [CodecWorker.WorkerName] = () => new CodecWorker(),
        ["r"] = () => new RWorker(),
    };

    /// <summary>Runs the worker named in <paramref name="arguments"/> until its parent is gone; 2 for a name that is none.</summary>
    public static int Run(IReadOnlyList<string> arguments)
    {
        if (arguments is [var name] && Handlers.TryGetValue(name, out var handler))
        {
            return WorkerServer.Run(handler());
        }

        Console.Error.WriteLine($"sinogram worker: expected one of {string.Join(", ", Handlers.Keys.Order())}.");
        return 2;
    }
}
