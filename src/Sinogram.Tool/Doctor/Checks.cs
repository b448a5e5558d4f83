using System.Runtime.InteropServices;
using Sinogram.Data;
using Sinogram.Gpu.Devices;

namespace Sinogram.Tool.Doctor;

/// <summary>The visible list of what the kernel needs on a machine, each with the command that installs it.</summary>
internal static class Checks
{
    private const string Install = "apt-get install --no-install-recommends ";
    private static readonly string[] RLibraries = ["/usr/local/lib/R/site-library", "/usr/lib/R/site-library", "/usr/lib/R/library"];

    /// <summary>Runs all checks, in order.</summary>
    public static IEnumerable<CheckResult> Run()
    {
        yield return new CheckResult(".NET", CheckState.Found, RuntimeInformation.FrameworkDescription);
        yield return Library("ZeroMQ", "libzmq.so.5", "libzmq5", required: true);
        yield return DuckDb();
        yield return OpenClDevices();
        yield return Library("R", "libR.so", "r-base-core", required: true);
        yield return RPackage("ggplot2");
        yield return RPackage("pROC");
        yield return RPackage("mclust");
        yield return Library("JPEG 2000", "libopenjp2.so.7", "libopenjp2-7", required: true);
        yield return Library("JPEG-LS", "libcharls.so.2", "libcharls2", required: true);
        yield return Folder("demo images", "/usr/lib/python3/dist-packages/pydicom/data/test_files", "python3-pydicom");
        yield return Program("Jupyter", "jupyter-notebook", "jupyter-notebook");
        yield return Program("JupyterHub", "jupyterhub", "jupyterhub");
        yield return KernelSpecCheck.Run(Environment.GetEnvironmentVariable);
    }

    private static CheckResult Library(string name, string soname, string package, bool required)
    {
        if (!NativeLibrary.TryLoad(soname, out var handle))
        {
            return new CheckResult(name, required ? CheckState.Missing : CheckState.Optional, soname + " is not there", Install + package);
        }

        // R's library is not made to be unloaded.
        if (soname != "libR.so")
        {
            NativeLibrary.Free(handle);
        }

        return new CheckResult(name, CheckState.Found, soname);
    }

    private static CheckResult DuckDb()
    {
        try
        {
            return new CheckResult("DuckDB", CheckState.Found, DuckDbEngine.LibraryPath);
        }
        catch (EngineException e)
        {
            return new CheckResult("DuckDB", CheckState.Missing, e.Message, "make build");
        }
    }

    private static CheckResult OpenClDevices()
    {
        try
        {
            var devices = GpuDevices.All;
            return devices.Count > 0
                ? new CheckResult("OpenCL", CheckState.Found, string.Join(", ", devices.Select(d => d.Name)))
                : new CheckResult("OpenCL", CheckState.Missing, "no device", Install + "pocl-opencl-icd");
        }
        catch (GpuException e)
        {
            return new CheckResult("OpenCL", CheckState.Missing, e.Message, Install + "ocl-icd-libopencl1 pocl-opencl-icd");
        }
    }

    private static CheckResult RPackage(string package) =>
        RLibraries.Any(library => Directory.Exists(Path.Combine(library, package)))
            ? new CheckResult("R: " + package, CheckState.Found, "")
            : new CheckResult("R: " + package, CheckState.Missing, "the package is not there", Install + "r-cran-" + package.ToLowerInvariant());

    private static CheckResult Folder(string name, string folder, string package) => Directory.Exists(folder)
        ? new CheckResult(name, CheckState.Found, folder)
        : new CheckResult(name, CheckState.Missing, folder + " is not there", Install + package);

    private static CheckResult Program(string name, string program, string package)
    {
        var folder = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').FirstOrDefault(f => File.Exists(Path.Combine(f, program)));
        return folder is not null
            ? new CheckResult(name, CheckState.Found, Path.Combine(folder, program))
            : new CheckResult(name, CheckState.Optional, "not on the PATH", Install + package);
    }
}
