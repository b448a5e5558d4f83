using Sinogram.Core.Cells;
using Sinogram.Core.Configuration;
using Sinogram.Core.Display;
using Sinogram.Core.Execution;
using Sinogram.Core.Privacy;
using Sinogram.Core.Values;

namespace Sinogram.Core.Magics;

/// <summary>
/// A magic command: parses nothing itself, calls a library, and returns the value to show or keep. One instance lives as long as its
/// session; it may be <see cref="IAsyncDisposable"/>.
/// </summary>
public interface IMagic
{
    /// <summary>What help, completion and the parser know of it.</summary>
    MagicInfo Info { get; }

    /// <summary>
    /// Runs one line with its body. The value returned is kept under <c>--out</c> or shown; null shows nothing; a <see cref="CellResult"/> is how the cell ended.
    /// </summary>
    /// <exception cref="MagicException">The user's to fix: shown without a trace. Any other exception is a defect.</exception>
    Task<object?> RunAsync(MagicInvocation invocation, CancellationToken token);

    /// <summary>Completions within the text below the magic's line.</summary>
    /// <param name="line">The magic's line.</param>
    /// <param name="body">The text below it.</param>
    /// <param name="position">The place in the text, a UTF-16 offset.</param>
    /// <param name="variables">What the line may name.</param>
    /// <param name="token">Stops it.</param>
    Task<Completions> CompleteBodyAsync(string line, string body, int position, IVariables variables, CancellationToken token) =>
        Task.FromResult(new Completions(position, position, []));

    /// <summary>What is known of the thing at a place of the text below the magic's line, or null.</summary>
    /// <param name="line">The magic's line.</param>
    /// <param name="body">The text below it.</param>
    /// <param name="position">The place in the text, a UTF-16 offset.</param>
    /// <param name="variables">The notebook's variables.</param>
    /// <param name="token">Stops it.</param>
    Task<MimeBundle?> InspectBodyAsync(string line, string body, int position, IVariables variables, CancellationToken token) => Task.FromResult<MimeBundle?>(null);
}

/// <summary>A prefix magic: runs what follows it in the cell.</summary>
public interface IPrefixMagic : IMagic
{
    /// <summary>Runs the rest of the cell by calling <paramref name="rest"/>, and says what it has to say.</summary>
    Task<CellResult> RunAroundAsync(MagicInvocation invocation, Func<CancellationToken, Task<CellResult>> rest, CancellationToken token);

    /// <inheritdoc/>
    Task<object?> IMagic.RunAsync(MagicInvocation invocation, CancellationToken token) => Task.FromResult<object?>(null);
}

/// <summary>The user's mistake or the environment's: what happened and where, and what to do.</summary>
public sealed class MagicException : Exception
{
    /// <param name="message">What happened and where. Never holds identifying values or secrets.</param>
    /// <param name="hint">What to do.</param>
    /// <param name="inner">What caused it.</param>
    public MagicException(string message, string? hint = null, Exception? inner = null)
        : base(message, inner) => Hint = hint;

    /// <summary>What to do.</summary>
    public string? Hint { get; }
}

/// <summary>What a magic works with during one call.</summary>
/// <param name="Cell">The cell's output, input and channels.</param>
/// <param name="Variables">The notebook's variables.</param>
/// <param name="Connections">Named connections.</param>
/// <param name="Settings">Configuration and policy in force.</param>
public sealed record MagicContext(CellContext Cell, IVariables Variables, IConnections Connections, Settings Settings)
{
    /// <summary>The session's languages.</summary>
    public ILanguages Languages { get; init; } = NoLanguages.Instance;

    /// <summary>The language that is selected where the line stands: what <c>#!share</c> and <c>#!who</c> are about. Null outside a session.</summary>
    public ILanguage? Language { get; init; }

    /// <summary>Where output goes.</summary>
    public IOutput Output => Cell.Output;

    /// <summary>The file that the line was read from, or null for a cell of the notebook itself.</summary>
    public CellFile? File { get; init; }

    internal Func<RevealScope>? OpenReveal { get; init; }

    /// <summary>Shows identifying values in what the calling flow displays, until the scope is disposed.</summary>
    /// <exception cref="MagicException">Nothing may be revealed here.</exception>
    public RevealScope Reveal() => OpenReveal?.Invoke() ?? throw new MagicException("Nothing can be revealed here.");
}
