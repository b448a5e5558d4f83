using System.Collections;
using System.Globalization;
using Sinogram.Core.Display;
using Sinogram.Interactive.Formatting;

namespace Sinogram.Interactive.Foreign;

/// <summary>Devices and buffers of ILGPU: what a person asks of them, and none of their internals.</summary>
internal static class ComputeDevices
{
    private static readonly string[] Facts =
    [
        "Name", "AcceleratorType", "MemorySize", "NumMultiprocessors", "MaxNumThreadsPerGroup", "MaxSharedMemoryPerGroup", "WarpSize", "ClockRate",
    ];

    public static MimeBundle? ShowDevice(object device)
    {
        var table = new HtmlTable(new HtmlColumn("name"), new HtmlColumn("value"));
        foreach (var fact in Facts)
        {
            if (Reflected.Get(device, fact) is { } value)
            {
                table.Add(fact, fact.StartsWith('M') && fact.Contains("Memory", StringComparison.Ordinal) ? Size(value) : InlineText.Of(value));
            }
        }

        var name = TypeText.Of(device.GetType());
        return table.Count == 0 ? null : MimeBundle.Html(table.ToHtml(name), table.ToText(name));
    }

    public static MimeBundle? ShowContext(object context, FormatContext format)
    {
        if (Reflected.Get(context, "Devices") is not IEnumerable devices)
        {
            return null;
        }

        var table = new HtmlTable(new HtmlColumn("device"), new HtmlColumn("type"), new HtmlColumn("memory", null, true));
        foreach (var device in devices.Cast<object>())
        {
            table.Add(InlineText.Of(Reflected.Get(device, "Name")), InlineText.Of(Reflected.Get(device, "AcceleratorType")), Size(Reflected.Get(device, "MemorySize")));
        }

        return MimeBundle.Html(table.ToHtml("Context"), table.ToText("Context"));
    }

    /// <summary>A buffer lies on the device: its shape is shown, its content is for the notebook to fetch.</summary>
    public static MimeBundle? ShowBuffer(object buffer)
    {
        if (Reflected.Whole(buffer, "Length") is not { } length)
        {
            return null;
        }

        var text = string.Create(CultureInfo.InvariantCulture, $"{TypeText.Of(buffer.GetType())}: {length:N0} elements, {Size(Reflected.Get(buffer, "LengthInBytes"))} on the device");
        return MimeBundle.Html(Markup.Block($"<code>{HtmlTable.Encode(text)}</code>"), text);
    }

    private static string Size(object? bytes) => bytes is IConvertible number
        ? Convert.ToDouble(number, CultureInfo.InvariantCulture) switch
        {
            >= 1 << 30 and var b => string.Create(CultureInfo.InvariantCulture, $"{b / (1 << 30):0.##} GiB"),
            >= 1 << 20 and var b => string.Create(CultureInfo.InvariantCulture, $"{b / (1 << 20):0.##} MiB"),
            >= 1 << 10 and var b => string.Create(CultureInfo.InvariantCulture, $"{b / (1 << 10):0.##} KiB"),
            var b => string.Create(CultureInfo.InvariantCulture, $"{b:0} bytes"),
        }
        : "";
}
