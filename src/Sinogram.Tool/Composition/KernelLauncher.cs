using Sinogram.Data.Workers;
using Sinogram.Jupyter.Client;

namespace Sinogram.Tool.Composition;

/// <summary>Starts other kernels as process groups that end with this process.</summary>
internal sealed class KernelLauncher : IKernelLauncher
{
    public IKernelProcess Start(IReadOnlyList<string> command, IReadOnlyDictionary<string, string> environment, Action<string> output)
    {
        try
        {
            var clean = WorkerEnvironment.Clean(environment.ToDictionary(variable => variable.Key, variable => (string?)variable.Value));
            return new Process(ProcessGroup.Start(command, Environment.CurrentDirectory, clean, (text, _) => output(text)));
        }
        catch (WorkerStartException e)
        {
            throw new KernelException(e.Message, e);
        }
    }

    private sealed class Process(ProcessGroup group) : IKernelProcess
    {
        public int ProcessId => group.ProcessId;

        public Task<string> Ended { get; } = Describe(group.Ended);

        public void Interrupt() => group.Interrupt();

        public void Kill() => group.Kill();

        public void Dispose() => group.Dispose();

        private static async Task<string> Describe(Task<WorkerExit> ended) => (await ended.ConfigureAwait(false)).ToString();
    }
}
