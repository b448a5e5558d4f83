using Sinogram.Core.Display;
using Sinogram.Core.Execution;

namespace Sinogram.Core.Widgets;

/// <summary>What is shown by widgets, such as a viewer.</summary>
public interface IWidgetView
{
    /// <summary>The widget that shows it.</summary>
    Widget Widget { get; }
}

/// <summary>Shows widgets: live where the front end of the running cell has them, as a still picture elsewhere.</summary>
public sealed class WidgetFormatter : IFormatter
{
    /// <inheritdoc/>
    public MimeBundle? Format(object value, FormatContext context) =>
        (value as Widget ?? (value as IWidgetView)?.Widget)?.View(CellContext.Current?.Channels ?? new NoChannels());
}
