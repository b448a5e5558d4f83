using Sinogram.Imaging.Validation;

namespace Sinogram.Imaging.Harvest;

/// <summary>Why a source is refused; names rule and place, never a value.</summary>
/// <param name="Rule">Short name of the rule.</param>
/// <param name="Reason">What is wrong, in words.</param>
internal sealed record Refusal(string Rule, string Reason)
{
    /// <summary>The refusal that a finding asks for.</summary>
    public static Refusal Of(ValidationFinding finding) => new(finding.Rule, finding.Path.Length > 0 ? $"{finding.Message} [{finding.Path}]" : finding.Message);
}

/// <summary>An instance is refused; caught by the worker.</summary>
internal sealed class RefusedException(Refusal refusal) : Exception(refusal.Reason)
{
    public Refusal Refusal { get; } = refusal;
}
