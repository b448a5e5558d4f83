using Sinogram.Imaging.Dicom;

namespace Sinogram.Imaging.Validation;

/// <summary>What a finding means for the file.</summary>
public enum ValidationSeverity
{
    /// <summary>The file stays usable; the finding goes into the validation table.</summary>
    Warning,

    /// <summary>The file may not be kept.</summary>
    Quarantine,
}

/// <summary>One thing that is wrong with a file. Names rule and place, never a value.</summary>
/// <param name="Rule">The rule's name, one of <see cref="ValidationRules"/>.</param>
/// <param name="Severity">What it means for the file.</param>
/// <param name="Tag">The attribute, where one is concerned.</param>
/// <param name="Path">The attribute with the items on the way, for example <c>00400275[0].00400009</c>; empty where none is concerned.</param>
/// <param name="Message">One sentence for people.</param>
public sealed record ValidationFinding(string Rule, ValidationSeverity Severity, Tag? Tag, string Path, string Message);
