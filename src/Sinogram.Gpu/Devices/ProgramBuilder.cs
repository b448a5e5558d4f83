using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Sinogram.Gpu.Interop;

namespace Sinogram.Gpu.Devices;

/// <summary>Compiles OpenCL C and reads the compiler's log.</summary>
internal static unsafe partial class ProgramBuilder
{
    /// <summary>The file name that the source is given, so that the log's places can be told from those of the driver's headers.</summary>
    private const string SourceName = "cell";

    private const int MostAttempts = 3;

    internal static GpuProgram Build(GpuContext context, string source, string options, int firstLine)
    {
        // The kernels keep the program alive.
        using var handle = Create(context, $"#line {firstLine.ToString(CultureInfo.InvariantCulture)} \"{SourceName}\"\n{source}\n");
        var (status, log) = Compile(handle, context.Device.Id, $"-cl-kernel-arg-info {options}".Trim());
        var diagnostics = Parse(log);
        if (status == OpenClConstants.BuildProgramFailure)
        {
            throw new KernelCompileException(source, firstLine, diagnostics.Any(d => d.IsError) ? diagnostics : [new KernelDiagnostic(0, 0, true, log)]);
        }
        OpenClStatus.Check(status, $"Compiling with the options '{options}'");
        var names = GpuDevices.Text((n, s, v, out needed) => OpenCl.clGetProgramInfo(handle, n, s, v, out needed), OpenClConstants.ProgramKernelNames);
        var divisible = !PlaceInLaunch().IsMatch(source);
        return new GpuProgram(
            context, diagnostics, [.. names.Split(';', StringSplitOptions.RemoveEmptyEntries).Select(name => new GpuKernel(context, handle, name, divisible))]);
    }

    private static (int Status, string Log) Compile(ProgramHandle handle, nint device, string options)
    {
        for (var attempt = 1; ; attempt++)
        {
            var status = CompilerNoise.HoldBack(() => SignalHandlers.Keep(() =>
            {
                var id = device;
                return OpenCl.clBuildProgram(handle, 1, &id, options, 0, 0);
            }));
            var log = GpuDevices.Text((n, s, v, out needed) => OpenCl.clGetProgramBuildInfo(handle, device, n, s, v, out needed), OpenClConstants.ProgramBuildLog);
            // A fault that managed code handles on another thread makes clang delete its temporary files: not the source's error.
            if (attempt == MostAttempts || !log.Contains("unable to rename temporary", StringComparison.Ordinal))
            {
                return (status, log);
            }
        }
    }

    private static ProgramHandle Create(GpuContext context, string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        fixed (byte* first = bytes)
        {
            var start = first;
            var length = (nuint)bytes.Length;
            var handle = OpenCl.clCreateProgramWithSource(context.Handle, 1, &start, &length, out var status);
            OpenClStatus.Check(status, "Handing over the source");
            return handle;
        }
    }

    internal static List<KernelDiagnostic> Parse(string log)
    {
        var found = new List<KernelDiagnostic>();
        foreach (Match match in Diagnostic().Matches(log))
        {
            found.Add(new KernelDiagnostic(
                int.Parse(match.Groups["line"].ValueSpan, CultureInfo.InvariantCulture),
                int.Parse(match.Groups["column"].ValueSpan, CultureInfo.InvariantCulture),
                match.Groups["kind"].Value != "warning",
                match.Groups["text"].Value.Trim()));
        }
        return found;
    }

    /// <summary>PoCL puts the kind before the place, clang and the vendors' drivers put it behind.</summary>
    [GeneratedRegex(@"^(?:(?<kind>error|warning): [^:\n]*:(?<line>\d+):(?<column>\d+):|[^:\n]*:(?<line>\d+):(?<column>\d+): (?:fatal )?(?<kind>error|warning):)(?<text>.*)$",
        RegexOptions.Multiline | RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant)]
    private static partial Regex Diagnostic();

    /// <summary>What a kernel can ask about its launch as a whole: it then cannot be cut into several.</summary>
    [GeneratedRegex(@"\bget_(group_id|num_groups|global_size|global_offset|global_linear_id)\b", RegexOptions.CultureInvariant)]
    private static partial Regex PlaceInLaunch();
}
