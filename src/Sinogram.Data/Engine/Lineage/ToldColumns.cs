using Sinogram.Data.Privacy;

namespace Sinogram.Data.Engine.Lineage;

/// <summary>What a statement tells of the columns of its result.</summary>
/// <param name="Marks">What of each identifies.</param>
/// <param name="IsWhole">That is their whole story: nothing came from where it could not be followed.</param>
internal sealed record ToldColumns(IReadOnlyList<Mark> Marks, bool IsWhole)
{
    /// <summary>Some of it came from files that say nothing of what their columns hold.</summary>
    public bool IsOfUnknownOrigin { get; init; }

    /// <summary>A result with its columns marked, each under the attribute that it is.</summary>
    public Table Mark(Table result)
    {
        var i = 0;
        var marked = Marks.Any(m => m.Identifies) ? result.With(c => Marks[i++] is { Identifies: true } mark && (mark.IsInstant || IdentifyingNames.CanIdentify(c.Type)) ? IdentifyingColumns.Marked(c, mark.Attribute, mark.IsRegistered) : c) : result;
        return IsOfUnknownOrigin ? PersonNames.Mark(marked) : marked;
    }
}
