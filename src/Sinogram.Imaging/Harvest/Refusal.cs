using System.Globalization;
using System.Text;
using Sinogram.Imaging.Dicom;

namespace Sinogram.Imaging.Harvest;

/// <summary>Why a source is refused; names rule and place, never a value.</summary>
/// <param name="Rule">Short name of the rule.</param>
/// <param name="Reason">What is wrong, in words.</param>
internal sealed record Refusal(string Rule, string Reason)
{
    /// <summary>The refusal of a file whose encoding is broken.</summary>
    public static Refusal Of(Defect defect)
    {
        StringBuilder rule = new();
        foreach (char c in defect.Reason.ToString())
        {
            rule.Append(char.IsUpper(c) && rule.Length > 0 ? "-" : "").Append(char.ToLowerInvariant(c));
        }

        string at = string.Create(CultureInfo.InvariantCulture, $"byte {defect.Offset}");
        return new Refusal(rule.ToString(), defect.Tag is { } tag ? $"{defect.Message} ({at}, element {tag})" : $"{defect.Message} ({at})");
    }
}

/// <summary>An instance is refused; caught by the worker.</summary>
internal sealed class RefusedException(Refusal refusal) : Exception(refusal.Reason)
{
    public Refusal Refusal { get; } = refusal;
}
