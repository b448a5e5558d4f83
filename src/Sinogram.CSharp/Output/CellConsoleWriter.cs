using System.Text;
using Sinogram.Core.Execution;

namespace Sinogram.CSharp.Output;

/// <summary>A writer whose text appears in the running cell.</summary>
/// <param name="fallback">Takes what belongs to no cell.</param>
/// <param name="isError">Standard error instead of standard output.</param>
public sealed class CellConsoleWriter(TextWriter fallback, bool isError) : TextWriter(System.Globalization.CultureInfo.InvariantCulture)
{
    /// <inheritdoc/>
    public override Encoding Encoding => Encoding.UTF8;

    /// <inheritdoc/>
    public override void Write(char value) => Write(value.ToString());

    /// <inheritdoc/>
    public override void Write(char[] buffer, int index, int count) => Write(new string(buffer, index, count));

    /// <inheritdoc/>
    public override void Write(ReadOnlySpan<char> buffer) => Write(new string(buffer));

    /// <inheritdoc/>
    public override void Write(string? value)
    {
        if (string.IsNullOrEmpty(value))
        {
            return;
        }

        if (CellContext.Current is not { Output: var output })
        {
            fallback.Write(value);
        }
        else if (isError)
        {
            output.Stderr(value);
        }
        else
        {
            output.Stdout(value);
        }
    }

    /// <inheritdoc/>
    public override void WriteLine() => Write("\n");

    /// <inheritdoc/>
    public override void WriteLine(string? value) => Write(value + "\n");

    /// <inheritdoc/>
    public override void Flush() => fallback.Flush();
}
