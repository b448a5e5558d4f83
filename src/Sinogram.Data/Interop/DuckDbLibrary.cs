using System.Reflection;
using System.Runtime.InteropServices;

namespace Sinogram.Data.Interop;

/// <summary>Finds and loads libduckdb.so at first use.</summary>
internal static class DuckDbLibrary
{
    public const string Name = "duckdb";
    private const string Part = "@duckdb/node-bindings-linux-x64/libduckdb.so";
    private static readonly Lazy<nint> Handle = new(Load);

    /// <summary>Where <see cref="NativeLibrary"/> looks first; called once before the first import is bound.</summary>
    public static nint Resolve(string name, Assembly assembly, DllImportSearchPath? path) => name == Name ? Handle.Value : 0;

    /// <summary>The file that is loaded, or the reason why there is none.</summary>
    public static string Find()
    {
        if (Environment.GetEnvironmentVariable("SINOGRAM_DUCKDB") is { Length: > 0 } named)
        {
            return File.Exists(named) ? named : throw new EngineException($"SINOGRAM_DUCKDB names {named}, which does not exist.", "Installation");
        }
        var beside = Path.Combine(AppContext.BaseDirectory, "native", "libduckdb.so");
        if (File.Exists(beside)) { return beside; }
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            foreach (var place in (ReadOnlySpan<string>)["artifacts/npm/node_modules", "npm/node_modules", "node_modules"])
            {
                var candidate = Path.Combine(folder.FullName, place, Part);
                if (File.Exists(candidate)) { return candidate; }
            }
        }
        throw new EngineException("The embedded engine's library libduckdb.so is not there: run 'make build', which fetches the npm part @duckdb/node-bindings-linux-x64, "
            + "or name the file in SINOGRAM_DUCKDB.", "Installation");
    }

    private static nint Load()
    {
        var file = Find();
        try
        {
            return NativeLibrary.Load(file);
        }
        catch (Exception e) when (e is DllNotFoundException or BadImageFormatException)
        {
            throw new EngineException($"The embedded engine's library {file} cannot be loaded (it is for Linux on x86-64 and needs libstdc++6): {e.Message}", "Installation", inner: e);
        }
    }
}
