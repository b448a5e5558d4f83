namespace Sinogram.Core.Display;

/// <summary>Questions to the person at the front end.</summary>
public interface IInput
{
    /// <summary>False where nobody can answer (headless runs, <c>allow_stdin</c> false).</summary>
    bool IsAvailable { get; }

    /// <summary>Asks for a line of text.</summary>
    /// <param name="prompt">What to ask.</param>
    /// <param name="secret">The answer is hidden and must not be kept anywhere.</param>
    /// <param name="token">Ends the wait.</param>
    /// <exception cref="Magics.MagicException">Nobody can answer here.</exception>
    Task<string> AskAsync(string prompt, bool secret, CancellationToken token);
}

/// <summary>An input that refuses, for headless runs.</summary>
public sealed class NoInput : IInput
{
    /// <inheritdoc/>
    public bool IsAvailable => false;

    /// <inheritdoc/>
    public Task<string> AskAsync(string prompt, bool secret, CancellationToken token) =>
        Task.FromException<string>(new Magics.MagicException(
            "This run has nobody to answer a question.",
            "Give the value as a parameter, or run the notebook in Jupyter."));
}
