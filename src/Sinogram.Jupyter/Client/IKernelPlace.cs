namespace Sinogram.Jupyter.Client;

/// <summary>Where a connected kernel runs: what interrupts and ends it.</summary>
internal interface IKernelPlace : IDisposable
{
    /// <summary>The kernel's name, for messages.</summary>
    string Name { get; }

    /// <summary>Its process number on this machine; null where it runs elsewhere.</summary>
    int? ProcessId { get; }

    /// <summary>The way to it.</summary>
    KernelClient Client { get; }

    /// <summary>Completes when the kernel has ended, with how it did: <c>ended with exit code 1</c>.</summary>
    Task<string> Ended { get; }

    /// <summary>What it wrote last to its standard streams, as the end of a message; empty where that is not known.</summary>
    string LastWords { get; }

    /// <summary>Asks it to stop what it does.</summary>
    Task InterruptAsync();

    /// <summary>Ends it, and waits for that as long as it is given.</summary>
    Task EndAsync(TimeSpan patience);
}
