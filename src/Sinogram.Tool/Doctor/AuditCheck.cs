using Sinogram.Core.Configuration;
using Sinogram.Tool.Audit;

namespace Sinogram.Tool.Doctor;

/// <summary>Whether the chain of the audit is whole.</summary>
internal static class AuditCheck
{
    private const string Name = "audit";

    public static CheckResult Run(Policy policy) => Run(AuditPlace.Of(policy, TimeProvider.System).File);

    internal static CheckResult Run(string file)
    {
        if (!File.Exists(file))
        {
            return new CheckResult(Name, CheckState.Found, $"{file}: nothing was revealed yet");
        }

        try
        {
            var state = AuditLog.Verify(file);
            return state.BrokenAt is { } line
                ? new CheckResult(Name, CheckState.Broken, $"{file}: line {line} does not follow from the one before", "keep the file as evidence, ask who changed it, and move it away")
                : new CheckResult(Name, CheckState.Found, $"{file}: {state.Lines} lines, the chain is whole");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return new CheckResult(Name, CheckState.Broken, $"{file} cannot be read: {e.Message}", "make it readable for its owner, or set another place in the policy");
        }
    }
}
