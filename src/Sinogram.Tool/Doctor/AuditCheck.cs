using Sinogram.Core.Magics;
using Sinogram.Tool.Audit;

namespace Sinogram.Tool.Doctor;

/// <summary>Whether the chain of the audit is whole, to the end that was written.</summary>
internal static class AuditCheck
{
    private const string Name = "audit";

    /// <summary>Checks an audit.</summary>
    public static CheckResult Run(AuditLog audit)
    {
        try
        {
            var (lines, problem) = audit.Verify();
            return problem is not null
                ? new CheckResult(Name, CheckState.Broken, $"{audit.File}: {problem}", "keep the file as evidence, ask who changed it, and move it away with the user's audit-head file")
                : new CheckResult(Name, CheckState.Found, lines == 0 ? $"{audit.File}: nothing was revealed yet" : $"{audit.File}: {lines} lines, the chain is whole");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or MagicException)
        {
            return new CheckResult(Name, CheckState.Broken, $"{audit.File} cannot be checked: {e.Message}", "make it and the key readable for their owner, or set another place in the policy");
        }
    }
}
