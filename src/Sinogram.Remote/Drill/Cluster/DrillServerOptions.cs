namespace Sinogram.Remote.Drill.Cluster;

/// <summary>How a client says who it is.</summary>
public enum DrillAuthentication
{
    None,
    /// <summary>A header with each request. Drill takes its bytes as ISO 8859-1.</summary>
    Basic,
    /// <summary>The login form, once; a cookie afterwards. For passwords of any characters.</summary>
    Form,
    /// <summary>A header of a gateway.</summary>
    Header,
    /// <summary>Kerberos, by the ticket of the process.</summary>
    Negotiate,
}

/// <summary>Where a Drill cluster is, and how it is spoken to.</summary>
public sealed record DrillServerOptions
{
    /// <summary>The address of a drillbit's web interface: <c>http://host:8047</c>.</summary>
    public required Uri Url { get; init; }

    public DrillAuthentication Authentication { get; init; }
    public string? User { get; init; }

    /// <summary>The password, or the header's value.</summary>
    public string? Secret { get; init; }

    /// <summary>The header's name.</summary>
    public string HeaderName { get; init; } = "Authorization";

    /// <summary>A file of certificates (PEM) that the server's is checked by, in place of the machine's.</summary>
    public string? CertificateAuthorities { get; init; }

    /// <summary>The user that queries run as, where the server lets this one do so.</summary>
    public string? RunAs { get; init; }

    /// <summary>How long a connection may take.</summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How long an answer may take that is no query's.</summary>
    public TimeSpan RequestTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long a query may take, where it says nothing else: one that is never answered has to end.</summary>
    public TimeSpan QueryTimeout { get; init; } = TimeSpan.FromHours(1);

    /// <summary>How long a cancelled query is waited for before its state is told as it is.</summary>
    public TimeSpan CancelWait { get; init; } = TimeSpan.FromSeconds(4);

    /// <summary>The pause between two looks at a query's profile.</summary>
    public TimeSpan Pause { get; init; } = TimeSpan.FromMilliseconds(500);

    public TimeProvider Time { get; init; } = TimeProvider.System;
}

/// <summary>What a query is run with.</summary>
public sealed record DrillQueryOptions
{
    /// <summary>At most so many rows, and whether there were more.</summary>
    public long? RowLimit { get; init; }

    /// <summary>The schema in which names are looked for first.</summary>
    public string? DefaultSchema { get; init; }

    /// <summary>Options of the session.</summary>
    public IReadOnlyDictionary<string, string> Options { get; init; } = new Dictionary<string, string>();

    /// <summary>Values for <c>$name</c> and <c>@name</c>, written by their type.</summary>
    public IReadOnlyDictionary<string, object?> Parameters { get; init; } = new Dictionary<string, object?>();

    /// <summary>How long it may take; null for the server's.</summary>
    public TimeSpan? Timeout { get; init; }

    /// <summary>Told about twice a second.</summary>
    public IProgress<DrillProgress>? Progress { get; init; }
}

/// <param name="State">The query's state on the server.</param>
/// <param name="FinishedFragments">Parts that are done.</param>
/// <param name="TotalFragments">All parts.</param>
/// <param name="Records">Records that its operators have taken in so far.</param>
/// <param name="Rows">Rows that have arrived.</param>
public readonly record struct DrillProgress(string State, int FinishedFragments, int TotalFragments, long Records, long Rows);

/// <summary>A query was interrupted; the message says in what state it was left.</summary>
public sealed class DrillInterruptedException(string message, CancellationToken token) : OperationCanceledException(message, token);
