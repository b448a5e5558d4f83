namespace Sinogram.Imaging.Deidentify;

/// <summary>A file cannot be de-identified, or the proof failed: it is refused, and nothing of it is given out.</summary>
public sealed class DeidentificationException : Exception
{
    /// <summary>Refuses for one reason.</summary>
    public DeidentificationException(string message) : base(message) => Findings = [];

    /// <summary>Refuses because of what the proof found.</summary>
    public DeidentificationException(IReadOnlyList<ProofFinding> findings)
        : base($"The de-identified file was checked and refused: {string.Join("; ", findings.Take(3))}{(findings.Count > 3 ? $"; {findings.Count - 3} more" : "")}.") => Findings = findings;

    /// <summary>What the proof found: rules and attributes, never values.</summary>
    public IReadOnlyList<ProofFinding> Findings { get; }
}
