using System.Net.Http.Headers;

namespace Sinogram.Imaging.Network;

/// <summary>How a <see cref="DicomWebClient"/> talks to its server.</summary>
public sealed record DicomWebOptions
{
    /// <summary>Sent as the Authorization header; null sends none.</summary>
    public AuthenticationHeaderValue? Authorization { get; init; }

    /// <summary>Longest wait for the head of an answer, and between two pieces of its body.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(100);

    /// <summary>How often a search or retrieval is tried again after a failure that may pass (no connection, 408, 429, 500, 502, 503, 504).</summary>
    public int Retries { get; init; } = 3;

    /// <summary>Wait before the first retry; it doubles each time.</summary>
    public TimeSpan RetryDelay { get; init; } = TimeSpan.FromMilliseconds(500);

    /// <summary>Rows asked for in one search request.</summary>
    public int PageSize { get; init; } = 500;

    /// <summary>Largest instance accepted, in bytes.</summary>
    public long MaximumInstanceBytes { get; init; } = Array.MaxLength;

    /// <summary>Largest answer of a search accepted, in bytes.</summary>
    public int MaximumSearchBytes { get; init; } = 256 * 1024 * 1024;

    /// <summary>The clock behind waits.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;
}
