namespace Sinogram.Jupyter.Client;

/// <summary>Starts other kernels' processes. What is started ends with this process in any way.</summary>
public interface IKernelLauncher
{
    /// <summary>Starts a program in a process group of its own, in the current folder, with a clean environment.</summary>
    /// <param name="command">The program, found by the PATH, and its arguments.</param>
    /// <param name="environment">Variables besides those that every child gets.</param>
    /// <param name="output">Takes what it writes to its standard streams.</param>
    /// <exception cref="KernelException">No process can be started.</exception>
    IKernelProcess Start(IReadOnlyList<string> command, IReadOnlyDictionary<string, string> environment, Action<string> output);
}

/// <summary>A kernel's process.</summary>
public interface IKernelProcess : IDisposable
{
    /// <summary>Its number.</summary>
    int ProcessId { get; }

    /// <summary>Completes when it has ended, with how it did: <c>ended with exit code 1</c>.</summary>
    Task<string> Ended { get; }

    /// <summary>Sends SIGINT to it and its children.</summary>
    void Interrupt();

    /// <summary>Ends it and its children.</summary>
    void Kill();
}
