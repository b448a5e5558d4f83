namespace Sinogram.Core.Privacy;

/// <summary>The record of what was revealed. An implementation adds who and when, and keeps it so that nothing can be changed unseen.</summary>
public interface IAudit
{
    /// <summary>Makes sure that a line can be written, before anything is revealed.</summary>
    /// <exception cref="Magics.MagicException">It cannot, so that nothing may be revealed.</exception>
    void Require();

    /// <summary>Adds one line; it is kept when this returns.</summary>
    /// <exception cref="Magics.MagicException">It cannot be added, so that what it tells of may not be shown.</exception>
    void Write(AuditEntry entry);
}

/// <summary>One line of the audit; never holds a value.</summary>
/// <param name="Action">What was done: <c>reveal</c>.</param>
/// <param name="Cell">The cell's execution count.</param>
/// <param name="Attributes">Which attributes were shown.</param>
/// <param name="Rows">How many rows of them; of text, how many values.</param>
public sealed record AuditEntry(string Action, int Cell, IReadOnlyList<string> Attributes, long Rows);

/// <summary>No audit: nothing may be revealed.</summary>
public sealed class NoAudit : IAudit
{
    /// <inheritdoc/>
    public void Require() => throw new Magics.MagicException("This session keeps no audit, so nothing can be revealed.");

    /// <inheritdoc/>
    public void Write(AuditEntry entry)
    {
    }
}
