using Sinogram.Core.Cells;
using Sinogram.Core.Display;
using Sinogram.Core.Values;

namespace Sinogram.Core.Execution;

/// <summary>A language of the notebook. Identity and execution are required; the rest has honest defaults.</summary>
public interface ILanguage
{
    /// <summary>Who it is.</summary>
    LanguageIdentity Identity { get; }

    /// <summary>
    /// Runs code. Never throws for the code's own faults: they are a <see cref="CellResult.Failed"/>.
    /// When the token is cancelled it stops as soon as it can and answers <see cref="CellResult.Cancelled"/>.
    /// </summary>
    Task<CellResult> ExecuteAsync(CellPart part, CellContext context, CancellationToken token);

    /// <summary>The language's variables, where they live in this process.</summary>
    IVariables? Variables => null;

    /// <summary>How values cross into the language and out of it; null where they cannot.</summary>
    IValueExchange? Exchange => Variables is { } variables ? new VariablesExchange(variables) : null;

    /// <summary>False for a name that older notebooks use and this kernel only answers with an alternative; such are not offered.</summary>
    bool IsAvailable => true;

    /// <summary>A cell's value is an object of this process, which <c>--name</c> on the selector's line keeps.</summary>
    bool GivesValues => false;

    /// <summary>Whether a selector means this language.</summary>
    bool Answers(string name) => Identity.Is(name);

    /// <summary>What interrupted cells left running because it could not be stopped, in words.</summary>
    IReadOnlyList<string> StillRunning => [];

    /// <summary>Completions at a position of the code (UTF-16 offset).</summary>
    Task<Completions> CompleteAsync(string code, int position, CancellationToken token) =>
        Task.FromResult(new Completions(position, position, []));

    /// <summary>What is known about the thing at a position, or null.</summary>
    Task<MimeBundle?> InspectAsync(string code, int position, CancellationToken token) => Task.FromResult<MimeBundle?>(null);

    /// <summary>Whether the code can run as it stands.</summary>
    Completeness IsComplete(string code) => new(CompletenessStatus.Unknown, "");
}

/// <summary>A language's name and what front ends need to highlight it.</summary>
/// <param name="Name">The selector: <c>#!name</c>.</param>
/// <param name="Aliases">Other selectors.</param>
/// <param name="DisplayName">For people.</param>
/// <param name="Version">The language version.</param>
/// <param name="MimeType">Of its source.</param>
/// <param name="FileExtension">With the dot.</param>
/// <param name="PygmentsLexer">For nbconvert.</param>
/// <param name="CodeMirrorMode">For notebook front ends.</param>
public sealed record LanguageIdentity(
    string Name,
    IReadOnlyList<string> Aliases,
    string DisplayName,
    string Version,
    string MimeType,
    string FileExtension,
    string PygmentsLexer,
    string CodeMirrorMode)
{
    /// <summary>Whether this is the name or an alias, in any case.</summary>
    public bool Is(string name) =>
        string.Equals(Name, name, StringComparison.OrdinalIgnoreCase) || Aliases.Contains(name, StringComparer.OrdinalIgnoreCase);
}

/// <summary>Completions for a range of the code.</summary>
public sealed record Completions(int Start, int End, IReadOnlyList<Completion> Items);

/// <summary>One completion.</summary>
/// <param name="Text">What replaces the range.</param>
/// <param name="Kind">In Jupyter's words: function, class, instance, keyword, module, property, magic …</param>
/// <param name="Signature">A short signature or type, or null.</param>
/// <param name="Documentation">What it is for, in a sentence or two, or null.</param>
public sealed record Completion(string Text, string Kind, string? Signature = null, string? Documentation = null);

/// <summary>Jupyter's four answers to is_complete.</summary>
public enum CompletenessStatus
{
    /// <summary>Can run.</summary>
    Complete,

    /// <summary>Needs more lines.</summary>
    Incomplete,

    /// <summary>Cannot become right by adding lines.</summary>
    Invalid,

    /// <summary>Cannot say.</summary>
    Unknown,
}

/// <summary>An is_complete answer with the indent of the next line.</summary>
public sealed record Completeness(CompletenessStatus Status, string Indent);
