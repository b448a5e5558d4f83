namespace Sinogram.Jupyter.Client;

/// <summary>A kernel cannot be started, has ended, or could not do what it was asked; the message says which.</summary>
public class KernelException(string message, Exception? inner = null) : Exception(message, inner);

/// <summary>A kernel's process has ended.</summary>
public sealed class KernelDiedException(string message) : KernelException(message);

/// <summary>Code that ran in a kernel failed there.</summary>
/// <param name="name">The error's type in its language.</param>
/// <param name="message">Its message.</param>
public sealed class KernelCodeException(string name, string message) : KernelException(message)
{
    /// <summary>The error's type in its language.</summary>
    public string Name { get; } = name;
}

/// <summary>A kernel went on with what it was told to stop.</summary>
public sealed class KernelBusyException(string message) : KernelException(message);
