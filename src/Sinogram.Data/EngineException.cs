namespace Sinogram.Data;

/// <summary>The embedded engine refused or failed a statement; the message is its own, the position is where in the SQL text.</summary>
public sealed class EngineException : Exception
{
    /// <summary>The <see cref="Kind"/> of an export for which the disk has no room; a former file is as it was.</summary>
    public const string DiskFull = "Disk Full";

    public EngineException(string message, string kind = "Error", string? sql = null, int? position = null, Exception? inner = null) : base(message, inner)
    {
        (Kind, Sql, Position) = (kind, sql, position);
    }

    /// <summary>The engine's class of error: Parser, Binder, Catalog, Conversion, IO, Out of Memory …</summary>
    public string Kind { get; }

    /// <summary>The statement as the engine saw it.</summary>
    public string? Sql { get; }

    /// <summary>Index into <see cref="Sql"/> (characters), when the engine told one.</summary>
    public int? Position { get; }
}
