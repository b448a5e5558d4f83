using Sinogram.Core.Display;
using Sinogram.Core.Execution;
using Sinogram.Core.Magics;
using Sinogram.Interactive.Formatting;

namespace Microsoft.DotNet.Interactive;

/// <summary>A value that has been shown and can be replaced where it stands.</summary>
public sealed class DisplayedValue : IShown
{
    private readonly IDisplayHandle _handle;
    private readonly IOutput _output;

    private DisplayedValue(IOutput output, IDisplayHandle handle, IReadOnlyList<string> mimeTypes)
    {
        _output = output;
        _handle = handle;
        MimeTypes = mimeTypes;
    }

    /// <summary>The id under which it is shown.</summary>
    public string DisplayId => _handle.DisplayId;

    /// <summary>The media types that were asked for; empty for all.</summary>
    public IReadOnlyList<string> MimeTypes { get; }

    internal static IOutput Output => (CellContext.Current ?? throw new MagicException("There is no cell to show anything in.", "Display from code of a cell.")).Output;

    /// <summary>Shows another value in its place.</summary>
    public void Update(object? updatedValue) => _handle.Update(MimeSelection.Bundle(CellContext.Current?.Output ?? _output, updatedValue, MimeTypes));

    internal static DisplayedValue Show(object? value, IReadOnlyList<string> mimeTypes)
    {
        var output = Output;
        return new DisplayedValue(output, output.Display(MimeSelection.Bundle(output, value, mimeTypes)), mimeTypes);
    }
}
