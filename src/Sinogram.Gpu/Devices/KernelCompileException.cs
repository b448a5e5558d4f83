using System.Globalization;
using System.Text;

namespace Sinogram.Gpu.Devices;

/// <summary>OpenCL C that does not compile, with the places in the source.</summary>
public sealed class KernelCompileException : GpuException
{
    internal KernelCompileException(string source, int firstLine, IReadOnlyList<KernelDiagnostic> diagnostics)
        : base(Describe(source, firstLine, diagnostics), Interop.OpenClConstants.BuildProgramFailure) => Diagnostics = diagnostics;

    /// <summary>What the compiler said, errors and warnings, in its order.</summary>
    public IReadOnlyList<KernelDiagnostic> Diagnostics { get; }

    private static string Describe(string source, int firstLine, IReadOnlyList<KernelDiagnostic> diagnostics)
    {
        var lines = source.Split('\n');
        var text = new StringBuilder("The OpenCL C source does not compile.");
        foreach (var diagnostic in diagnostics.Where(d => d.IsError))
        {
            text.Append('\n').Append(diagnostic);
            var index = diagnostic.Line - firstLine;
            if (index < 0 || index >= lines.Length)
            {
                continue;
            }
            var number = diagnostic.Line.ToString(CultureInfo.InvariantCulture);
            var line = lines[index].TrimEnd('\r');
            var before = line[..Math.Clamp(diagnostic.Column - 1, 0, line.Length)];
            // Tabs stay tabs, so that the caret stands under its character whatever their width.
            var indent = new string([.. before.Select(c => c == '\t' ? '\t' : ' ')]);
            text.Append(CultureInfo.InvariantCulture, $"\n  {number} | {line}\n  {new string(' ', number.Length)} | {indent}^");
        }
        return text.ToString();
    }
}
