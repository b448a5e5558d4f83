using Sinogram.Core.Configuration;

namespace Sinogram.Tool.Configuration;

/// <summary>Puts settings in force for the whole process: the place of the key that the policy says, whatever the environment names, then the user's entries where no variable is set.</summary>
internal static class ProcessSettings
{
    /// <summary>Applies settings to this process.</summary>
    public static void Apply(Settings settings)
    {
        if (settings.Policy.KeyFile is { } file)
        {
            Environment.SetEnvironmentVariable(UserSettings.VariableOf("key.file"), file);
        }

        foreach (var (name, _) in UserSettings.Entries)
        {
            var variable = UserSettings.VariableOf(name);
            if (Environment.GetEnvironmentVariable(variable) is null && settings.Values.TryGetValue(name, out var value))
            {
                Environment.SetEnvironmentVariable(variable, value);
            }
        }
    }
}
