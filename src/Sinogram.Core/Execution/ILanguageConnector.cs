using Sinogram.Core.Magics;

namespace Sinogram.Core.Execution;

/// <summary>Makes a language of the notebook out of something elsewhere: one verb of <c>#!connect</c>.</summary>
public interface ILanguageConnector
{
    /// <summary>The word after <c>#!connect</c> and its options. Every connector also takes <c>--kernel-name</c>, the new selector.</summary>
    VerbInfo Verb { get; }

    /// <summary>Connects. The language given back is added under its name.</summary>
    /// <exception cref="MagicException">It cannot be connected.</exception>
    Task<ILanguage> ConnectAsync(MagicInvocation invocation, CancellationToken token);
}

/// <summary>A language that runs in a process of its own.</summary>
public interface ILanguageProcess
{
    /// <summary>The process number; null while none runs.</summary>
    int? ProcessId { get; }

    /// <summary>Ends the process; its variables are gone, and the next cell starts a fresh one.</summary>
    Task RestartAsync(CancellationToken token);
}
