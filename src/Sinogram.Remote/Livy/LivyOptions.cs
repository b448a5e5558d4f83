namespace Sinogram.Remote.Livy;

/// <summary>Time limits of a Livy client.</summary>
public sealed record LivyOptions
{
    /// <summary>How long a server may take for one answer. It holds the outputs of statements back until they fit one message, so this is long.</summary>
    public TimeSpan RequestTimeout { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>How long a connection may take.</summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How long an interrupt waits for the statement to stop before it says that it goes on.</summary>
    public TimeSpan CancelWait { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How long a refused statement waits for the session's state to tell why: a killed driver is noticed within 5 s.</summary>
    public TimeSpan StateWait { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>The first pause between two looks at a statement or session; it doubles up to <see cref="LongestPause"/>.</summary>
    public TimeSpan FirstPause { get; init; } = TimeSpan.FromMilliseconds(50);

    /// <summary>The longest pause between two looks.</summary>
    public TimeSpan LongestPause { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>The largest answer that is read, in bytes.</summary>
    public long LargestAnswer { get; init; } = 256L << 20;

    /// <summary>The clock.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;
}
