using Sinogram.Core.Execution;

namespace Sinogram.Core.Magics;

/// <summary>What completes the values of a magic's line, by the word that help has for them.</summary>
/// <param name="Names">Files.</param>
/// <param name="Variables">The variables' names.</param>
/// <param name="Languages">The languages' names.</param>
public sealed record MagicValues(ITextNames Names, Func<IReadOnlyList<string>> Variables, IReadOnlyList<string> Languages)
{
    private static readonly HashSet<string> Files = new(StringComparer.Ordinal) { "FILE", "FOLDER", "SOURCE", "WORKSPACE", "PATH" };

    /// <summary>No values.</summary>
    public static MagicValues None { get; } = new(NoTextNames.Instance, () => [], []);

    /// <summary>The values that may stand for a word, and how much of its beginning they leave as it is: a path's folder, names that are there already.</summary>
    /// <param name="label">The word of help: <c>FILE</c>, <c>A,B</c>.</param>
    /// <param name="word">What is written of the value.</param>
    public (int Kept, IEnumerable<Completion> Items) Of(string label, string word)
    {
        ArgumentNullException.ThrowIfNull(label);
        ArgumentNullException.ThrowIfNull(word);
        label = label.Trim('[', ']', '…');
        if (Files.Contains(label))
        {
            // A name with a blank would need quotes around the whole.
            return (word.LastIndexOf('/') + 1, Names.Files(word).Where(f => !f.Contains(' ', StringComparison.Ordinal)).Select(f => new Completion(f, "path")));
        }

        return label switch
        {
            "A,B" => (word.LastIndexOf(',') + 1, Variables().Select(v => new Completion(v, "instance"))),
            "LANGUAGE" => (0, Languages.Select(l => new Completion(l, "keyword"))),
            _ => (0, []),
        };
    }
}
