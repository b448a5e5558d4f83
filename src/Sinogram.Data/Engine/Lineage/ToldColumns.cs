using Sinogram.Data.Privacy;

namespace Sinogram.Data.Engine.Lineage;

/// <summary>What a statement tells of the columns of its result.</summary>
/// <param name="Marks">What of each identifies.</param>
/// <param name="IsWhole">That is their whole story: nothing came from where it could not be followed.</param>
internal sealed record ToldColumns(IReadOnlyList<Mark> Marks, bool IsWhole)
{
    /// <summary>A result with its columns marked, each under the attribute that it is.</summary>
    public Table Mark(Table result)
    {
        var i = 0;
        return Marks.Any(m => m.Identifies) ? result.With(c => Marks[i++] is { Identifies: true } mark && (mark.IsInstant || IdentifyingNames.CanIdentify(c.Type)) ? IdentifyingColumns.Marked(c, mark.Attribute, mark.IsRegistered) : c) : result;
    }
}
