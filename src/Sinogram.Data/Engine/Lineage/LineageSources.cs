using System.Collections.Frozen;

namespace Sinogram.Data.Engine.Lineage;

/// <summary>What a statement reads.</summary>
/// <param name="SchemaOf">The columns of a registered table; null for any other.</param>
/// <param name="OwnTable">A table or view of the engine's own; null where nothing is known of it.</param>
/// <param name="ByName">Whether a column of a file identifies by its name.</param>
/// <param name="Told">Names of identified columns, as files of our own say.</param>
/// <param name="ReadsIdentified">A registered table that is read, or one of the engine's own, has identified columns.</param>
internal sealed record LineageSources(
    Func<string, Schema?> SchemaOf, Func<string, OwnTable?> OwnTable, Func<string, bool> ByName, IReadOnlySet<string> Told, bool ReadsIdentified)
{
    /// <summary>Columns of files of unknown origin count by their names.</summary>
    public bool IsOfUnknownOrigin { get; init; }

    /// <summary>Columns of such files with fields within that identify by their names.</summary>
    public IReadOnlySet<string> Holding { get; init; } = FrozenSet<string>.Empty;

    /// <summary>What of a variable of the engine's identifies.</summary>
    public Func<string, Mark> Variable { get; init; } = _ => Mark.None;
}
