using Sinogram.Core.Magics;
using Sinogram.Core.Widgets;

namespace Sinogram.Core.Display;

/// <summary>No front end listens: live channels are refused, and what is shown must be complete without them.</summary>
public sealed class NoChannels : IChannelHost
{
    /// <inheritdoc/>
    public bool IsAvailable => false;

    /// <inheritdoc/>
    public bool Has(string targetName) => false;

    /// <inheritdoc/>
    public WidgetModels Widgets { get; } = new();

    /// <inheritdoc/>
    public IChannel OpenAs(string id, string targetName, string json, string metadata, params ReadOnlySpan<ReadOnlyMemory<byte>> buffers) =>
        throw new MagicException("A headless run has no front end for a live view.", "Open the notebook in Jupyter.");

    /// <inheritdoc/>
    public void Accept(string targetName, Action<IChannel, ChannelMessage> opened)
    {
    }
}
