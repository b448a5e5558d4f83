using Sinogram.Core.Configuration;
using Sinogram.Tool.Configuration;

namespace Sinogram.Tool.Audit;

/// <summary>Where the audit goes: where the policy says, else into the user's own folder.</summary>
internal static class AuditPlace
{
    /// <summary>The audit in force.</summary>
    public static AuditLog Of(Policy policy, TimeProvider time) =>
        new(policy.AuditPlace ?? Path.Combine(ConfigurationFolders.State, "audit.jsonl"), UserName(), time, file => AuditHead.Of(file, ConfigurationFolders.User));

    /// <summary>Who the lines name: the account, and the hub's name for it where a hub started us.</summary>
    private static string UserName()
    {
        var hub = Environment.GetEnvironmentVariable("JUPYTERHUB_USER");
        return string.IsNullOrEmpty(hub) || hub == Environment.UserName ? Environment.UserName : $"{hub} ({Environment.UserName})";
    }
}
