using Sinogram.Core.Configuration;

namespace Sinogram.Tool.Configuration;

/// <summary>
/// Merges policy, environment and the user's file into <see cref="Settings"/>: the policy wins, then <c>SINOGRAM_*</c> variables, then
/// <c>config.json</c>. A policy that cannot be read closes, never opens. <c>SINOGRAM_POLICY_FILE</c> names a further policy, as a hub may for some of its
/// servers: it can forbid more, and allow nothing that the administrator's forbids.
/// </summary>
internal static class SettingsLoader
{
    private const string EnvironmentPrefix = "SINOGRAM_";
    private const string FurtherPolicy = "SINOGRAM_POLICY_FILE";

    /// <summary>The settings in force.</summary>
    /// <param name="headless">Nobody answers.</param>
    /// <param name="warnings">Told of a file that could not be read.</param>
    /// <param name="policyFile">Another place for the policy, for tests.</param>
    /// <param name="userFile">Another place for the user's file, for tests.</param>
    public static Settings Load(bool headless, Action<string> warnings, string? policyFile = null, string? userFile = null)
    {
        var values = new SortedDictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        ReadUser(userFile ?? ConfigurationFolders.UserFile, values, warnings);
        foreach (System.Collections.DictionaryEntry variable in Environment.GetEnvironmentVariables())
        {
            var name = (string)variable.Key;
            if (name.StartsWith(EnvironmentPrefix, StringComparison.Ordinal))
            {
                values[name[EnvironmentPrefix.Length..].Replace('_', '.').ToLowerInvariant()] = (string?)variable.Value ?? "";
            }
        }

        var policy = ReadPolicy(policyFile ?? ConfigurationFolders.PolicyFile, warnings);
        if (Environment.GetEnvironmentVariable(FurtherPolicy) is { Length: > 0 } further)
        {
            policy = policy.And(ReadPolicy(further, warnings, isNamed: true));
        }

        return new Settings { Headless = headless, Values = values, Policy = policy };
    }

    private static void ReadUser(string path, SortedDictionary<string, string> values, Action<string> warnings)
    {
        if (!File.Exists(path))
        {
            return;
        }

        try
        {
            foreach (var (name, value) in UserSettings.Read(EntryReader.Bytes(path)))
            {
                values[name] = value;
            }
        }
        catch (Exception e) when (e is ConfigurationException or IOException or UnauthorizedAccessException or NotSupportedException)
        {
            warnings($"The configuration {path} is not used: {e.Message}");
        }
    }

    /// <param name="path">The file.</param>
    /// <param name="warnings">Told where it cannot be read.</param>
    /// <param name="isNamed">It was named, so that it must be there.</param>
    private static Policy ReadPolicy(string path, Action<string> warnings, bool isNamed = false)
    {
        if (!isNamed && !IsThere(path))
        {
            return Policy.Open;
        }

        try
        {
            return PolicyReader.Read(EntryReader.Bytes(path)) with { Source = path };
        }
        catch (Exception e) when (e is ConfigurationException or IOException or UnauthorizedAccessException or NotSupportedException)
        {
            warnings($"The policy {path} cannot be read, so everything it could forbid is forbidden: {e.Message}");
            return Policy.Closed with { Source = path, Problem = e.Message };
        }
    }

    /// <summary>A file that cannot be looked at counts as there: it closes.</summary>
    private static bool IsThere(string path)
    {
        try
        {
            _ = File.GetAttributes(path);
            return true;
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return new FileInfo(path).LinkTarget is not null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return true;
        }
    }
}
