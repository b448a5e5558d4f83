using System.Collections;

namespace Sinogram.Data.Workers;

/// <summary>The environment that child processes get: this process's own, without the hub's tokens and our keys.</summary>
public static class WorkerEnvironment
{
    private static readonly string[] SecretPrefixes = ["JUPYTERHUB_", "JPY_", "SINOGRAM_KEY", "CONFIGPROXY_", "DOTNET_DbgEnable", "DOTNET_Startup"];
    private static readonly string[] SecretNames = ["JUPYTER_TOKEN", "SINOGRAM_TOKEN", "SINOGRAM_PASSWORD", "PGPASSWORD", "DOTNET_STARTUP_HOOKS"];
    private static readonly string[] SecretEndings = ["_TOKEN", "_SECRET", "_PASSWORD", "_SECRET_KEY", "_SECRET_ACCESS_KEY", "_API_KEY", "_PRIVATE_KEY"];

    /// <summary>True for a variable that no child process may see.</summary>
    public static bool IsSecret(string name) =>
        SecretPrefixes.Any(prefix => name.StartsWith(prefix, StringComparison.OrdinalIgnoreCase)) ||
        SecretNames.Contains(name, StringComparer.OrdinalIgnoreCase) ||
        SecretEndings.Any(ending => name.EndsWith(ending, StringComparison.OrdinalIgnoreCase));

    /// <summary>The variables for a worker.</summary>
    /// <param name="options">Its own additions come last.</param>
    /// <param name="temporary">The folder for what it keeps for as long as it lives.</param>
    internal static Dictionary<string, string> Of(WorkerOptions options, string temporary)
    {
        var changes = new Dictionary<string, string?>
        {
            ["TMPDIR"] = temporary,

            // No debugger sockets and no core files: both outlive a killed worker, and a core holds data.
            ["DOTNET_EnableDiagnostics"] = "0",
            ["DOTNET_gcServer"] = "0",
            ["DOTNET_TieredPGO"] = "0",
        };
        foreach (var (name, value) in options.Environment)
        {
            changes[name] = value;
        }

        return Clean(changes);
    }

    /// <summary>The variables for a child process; <paramref name="changes"/> adds and, with null, removes.</summary>
    public static Dictionary<string, string> Clean(IReadOnlyDictionary<string, string?>? changes = null)
    {
        var clean = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (DictionaryEntry variable in Environment.GetEnvironmentVariables())
        {
            if (variable is { Key: string name, Value: string value } && !IsSecret(name))
            {
                clean[name] = value;
            }
        }

        foreach (var (name, value) in changes ?? new Dictionary<string, string?>())
        {
            if (value is null)
            {
                clean.Remove(name);
            }
            else
            {
                clean[name] = value;
            }
        }

        return clean;
    }
}
