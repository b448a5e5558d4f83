using System.Text;

namespace Sinogram.Tool.Composition;

/// <summary>Writes where a captured descriptor pointed before: the tool's own words beside those of cells.</summary>
internal sealed class DescriptorWriter(DescriptorCapture capture) : TextWriter
{
    public override Encoding Encoding => Encoding.UTF8;

    public override void Write(char value) => capture.WriteOriginal(value.ToString());

    public override void Write(string? value) => capture.WriteOriginal(value ?? "");

    public override void Write(char[] buffer, int index, int count) => capture.WriteOriginal(new string(buffer, index, count));

    public override void WriteLine(string? value) => capture.WriteOriginal(value + "\n");
}
