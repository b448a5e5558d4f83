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
