using Sinogram.Jupyter.Channels;
using Sinogram.Jupyter.Wire;

namespace Sinogram.Jupyter.Client;

/// <summary>The way to another kernel and back. Safe from any thread.</summary>
internal interface IKernelWire : IDisposable
{
    /// <summary>Completes when every channel has reached the kernel: a question that it asks before that may be lost.</summary>
    Task Connected { get; }

    /// <summary>Sends a message after all that were posted before it; never waits.</summary>
    void Post(ChannelName channel, IReadOnlyList<ReadOnlyMemory<byte>> frames);
}

/// <summary>Takes what arrives: the channel, and what reads the message (null where it is none), to be called on another thread than the wire's own.</summary>
internal delegate void WireReceiver(ChannelName channel, Func<Message?> read);
