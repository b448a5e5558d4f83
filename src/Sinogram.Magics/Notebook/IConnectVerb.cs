using Sinogram.Core.Magics;

namespace Sinogram.Magics.Notebook;

/// <summary>A verb of <c>#!connect</c> that connects a place, not a language.</summary>
public interface IConnectVerb
{
    /// <summary>The word after <c>#!connect</c> and its options.</summary>
    VerbInfo Verb { get; }

    /// <summary>Runs it.</summary>
    /// <returns>Its result, or null.</returns>
    /// <exception cref="MagicException">It cannot be connected.</exception>
    Task<object?> RunAsync(MagicInvocation invocation, CancellationToken token);
}
