using Sinogram.Core.Configuration;

namespace Sinogram.Tool.Configuration;

/// <summary>Where the key is, when the policy says it: that place holds for everything in the process, whatever the user's environment names.</summary>
internal static class KeyPlace
{
    private const string Variable = "SINOGRAM_KEY_FILE";

    /// <summary>Applies the policy to this process.</summary>
    public static void Apply(Policy policy)
    {
        if (policy.KeyFile is { } file)
        {
            Environment.SetEnvironmentVariable(Variable, file);
        }
    }
}
