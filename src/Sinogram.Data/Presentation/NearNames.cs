using Sinogram.Core.Spelling;

namespace Sinogram.Data.Presentation;

/// <summary>Names that were meant where one is written that does not exist.</summary>
public static class NearNames
{
    /// <summary>The name that differs least, by no more than a third of its letters, whatever their case; null where none is so near.</summary>
    public static string? Nearest(string name, IEnumerable<string> known) => NearestWord.Of(name, known);
}
