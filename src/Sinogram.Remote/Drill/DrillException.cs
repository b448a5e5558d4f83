namespace Sinogram.Remote.Drill;

/// <summary>Drill SQL that is wrong, or that the engine at hand does not follow; the message names the construct, the offset says where it stands.</summary>
public sealed class DrillException : Exception
{
    public DrillException(string message, int? offset = null, string? hint = null, Exception? inner = null) : base(message, inner) => (Offset, Hint) = (offset, hint);

    /// <summary>Index into the SQL text, where it is known.</summary>
    public int? Offset { get; }

    /// <summary>What to do.</summary>
    public string? Hint { get; }
}
