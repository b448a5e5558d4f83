namespace Sinogram.Core.Execution;

/// <summary>How a session ends.</summary>
public enum SessionEnd
{
    /// <summary>For good: what it holds elsewhere (a remote session) ends too.</summary>
    Final,

    /// <summary>Another one takes its place: what lives elsewhere and can be found again is left.</summary>
    Restart,
}

/// <summary>A magic or language for which the two ends differ; others are only disposed.</summary>
public interface IEndsWithSession
{
    /// <summary>The session ends. Called instead of disposing.</summary>
    ValueTask EndAsync(SessionEnd end);
}
