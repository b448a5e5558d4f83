using System.Diagnostics;
using System.Text.Json.Nodes;

namespace Sinogram.Benchmarks.Kernel;

/// <summary>Runs a measuring script in Debian's Python, which finds our kernel beside Debian's.</summary>
internal static class KernelScript
{
    private const string Python = "/usr/bin/python3";

    /// <param name="script">The script, in the folder of the benchmarks.</param>
    /// <returns>What it prints: one JSON object.</returns>
    public static JsonNode Run(string script)
    {
        var folder = Directory.CreateTempSubdirectory("sinogram-bench-").FullName;
        try
        {
            InstallKernel(folder);
            return Run(script, folder);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static void InstallKernel(string folder)
    {
        var kernel = Directory.CreateDirectory(Path.Combine(folder, "kernels", "sinogram")).FullName;
        var spec = JsonNode.Parse(File.ReadAllText(Path.Combine(Checkout.Root(), "kernel-spec", "kernel.json")))!;
        spec["argv"]![0] = Checkout.Tool;
        File.WriteAllText(Path.Combine(kernel, "kernel.json"), spec.ToJsonString());
    }

    private static JsonNode Run(string script, string folder)
    {
        if (!File.Exists(Python))
        {
            throw new BenchmarkException("Debian's Python is missing: apt-get install python3-ipykernel");
        }

        var start = new ProcessStartInfo(Python, [Path.Combine(AppContext.BaseDirectory, script)]) { RedirectStandardOutput = true, WorkingDirectory = folder };
        start.Environment["JUPYTER_PATH"] = folder;
        start.Environment["JUPYTER_RUNTIME_DIR"] = Path.Combine(folder, "runtime");
        start.Environment["SINOGRAM_HISTORY"] = Path.Combine(folder, "history.jsonl");
        start.Environment["PYDEVD_DISABLE_FILE_VALIDATION"] = "1";
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0
            ? JsonNode.Parse(output)!
            : throw new BenchmarkException($"the measuring script ended with {process.ExitCode}");
    }
}
