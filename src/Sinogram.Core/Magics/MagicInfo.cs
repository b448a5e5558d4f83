namespace Sinogram.Core.Magics;

/// <summary>Everything that help, completion and the parser know of a magic; written once.</summary>
/// <param name="Name">The name after <c>#!</c>.</param>
/// <param name="Summary">One sentence.</param>
/// <param name="Verbs">What it can do, in the order help shows. A verb with an empty name runs where no verb is given.</param>
/// <param name="Example">A cell that runs, on the demo's data where it needs any.</param>
public sealed record MagicInfo(string Name, string Summary, IReadOnlyList<VerbInfo> Verbs, string Example)
{
    /// <summary>Other names after <c>#!</c>.</summary>
    public IReadOnlyList<string> Aliases { get; init; } = [];

    /// <summary>
    /// The magic acts on the rest of the cell instead of taking it as a body (<c>#!time</c>): it is called around what follows.
    /// </summary>
    public bool IsPrefix { get; init; }

    /// <summary>It answers where older notebooks call it, but is not offered: lists and completion leave it out.</summary>
    public bool IsHidden { get; init; }
}

/// <summary>One thing that a magic can do.</summary>
/// <param name="Name">The verb; empty for what the magic does without one.</param>
/// <param name="Summary">One sentence.</param>
/// <param name="Options">Its options besides the common ones.</param>
public sealed record VerbInfo(string Name, string Summary, params IReadOnlyList<OptionInfo> Options)
{
    private readonly bool? _canReveal;

    /// <summary>The arguments in help's words (<c>SOURCE</c>, <c>[WORKSPACE]</c>), in order; a bracket makes it optional, a trailing <c>…</c> repeats, small letters are words to choose from (<c>[list|show]</c>).</summary>
    public IReadOnlyList<string> Arguments { get; init; } = [];

    /// <summary>Its only argument is the rest of the line as it is written, quotes and dashes and all, from the first word that is no option of it.</summary>
    public bool TakesLine { get; init; }

    /// <summary>What the text below the line is.</summary>
    public BodyKind Body { get; init; } = BodyKind.None;

    /// <summary>The body's language in words (SQL, R, OpenCL C), for help.</summary>
    public string? BodyLanguage { get; init; }

    /// <summary>The verb gives a value: <c>--out name</c> keeps it, otherwise it is shown.</summary>
    public bool HasResult { get; init; }

    /// <summary>The verb takes variables by <c>--in a,b</c>.</summary>
    public bool TakesVariables { get; init; }

    /// <summary>What it shows may be shown unmasked, with <c>--reveal</c>: where it gives a value, unless said otherwise.</summary>
    public bool CanReveal { get => _canReveal ?? HasResult; init => _canReveal = value; }

    /// <summary>The verb works over a named connection, picked by <c>--connect name</c>.</summary>
    public bool UsesConnection { get; init; }
}

/// <summary>Whether a verb takes the text below its line.</summary>
public enum BodyKind
{
    /// <summary>The text below belongs to the cell's language.</summary>
    None,

    /// <summary>The text below is the magic's, and may be missing.</summary>
    Optional,

    /// <summary>The text below is the magic's and must be there.</summary>
    Required,
}

/// <summary>One option of a verb.</summary>
/// <param name="Name">Without the dashes.</param>
/// <param name="Summary">A few words for help.</param>
public sealed record OptionInfo(string Name, string Summary)
{
    /// <summary>A one-letter alias, without the dash.</summary>
    public char? Alias { get; init; }

    /// <summary>The value in help's words (<c>N</c>, <c>FILE</c>); null for a flag without a value.</summary>
    public string? Value { get; init; }

    /// <summary>What its value is.</summary>
    public OptionKind Kind { get; init; } = OptionKind.Text;

    /// <summary>May be given several times, or with commas.</summary>
    public bool Many { get; init; }

    /// <summary>Must be given.</summary>
    public bool Required { get; init; }

    /// <summary>The default in help's words.</summary>
    public string? Default { get; init; }

    /// <summary>
    /// A reference (<c>@name</c>, <c>@input</c>) is left as it is written, and quoted text as JSON text: the magic takes the value itself, not its text.
    /// </summary>
    public bool TakesReference { get; init; }

    /// <summary>The values that are allowed; empty for any.</summary>
    public IReadOnlyList<string> Choices { get; init; } = [];

    /// <summary>A flag.</summary>
    public static OptionInfo Flag(string name, string summary, char? alias = null) => new(name, summary) { Alias = alias, Kind = OptionKind.Flag };

    /// <summary>An option with a value.</summary>
    public static OptionInfo Of(string name, string value, string summary, char? alias = null) => new(name, summary) { Value = value, Alias = alias };

    /// <summary>A whole number.</summary>
    public static OptionInfo Whole(string name, string summary, string? defaultText = null, char? alias = null) =>
        new(name, summary) { Value = "N", Kind = OptionKind.Whole, Default = defaultText, Alias = alias };

    /// <summary>A number.</summary>
    public static OptionInfo Number(string name, string summary, string? defaultText = null, char? alias = null) =>
        new(name, summary) { Value = "X", Kind = OptionKind.Number, Default = defaultText, Alias = alias };

    /// <summary>One of a few words.</summary>
    public static OptionInfo Choice(string name, string summary, params IReadOnlyList<string> choices) =>
        new(name, summary) { Value = string.Join('|', choices), Choices = choices };
}

/// <summary>The kinds of option values; checked before the magic runs.</summary>
public enum OptionKind
{
    /// <summary>Any text.</summary>
    Text,

    /// <summary>No value.</summary>
    Flag,

    /// <summary>A 64-bit whole number.</summary>
    Whole,

    /// <summary>A finite floating-point number.</summary>
    Number,
}
