namespace Sinogram.Core.Configuration;

/// <summary>
/// What is configured and what is allowed, after the administrator's policy, the environment and the user's file have been merged
/// (the policy wins). Read by the tool; the core and the magics only ask.
/// </summary>
public sealed record Settings
{
    /// <summary>The defaults, with no restriction.</summary>
    public static Settings Default { get; } = new();

    /// <summary>What the administrator allows.</summary>
    public Policy Policy { get; init; } = Policy.Open;

    /// <summary>The run is headless (<c>sinogram run</c>): nobody answers, nothing is revealed.</summary>
    public bool Headless { get; init; }

    /// <summary>Other settings by name (<c>drill.limit</c>), as text.</summary>
    public IReadOnlyDictionary<string, string> Values { get; init; } = new Dictionary<string, string>();
}

/// <summary>The administrator's limits. It guards against mistakes: C# code runs with the user's rights.</summary>
public sealed record Policy
{
    /// <summary>Nothing is forbidden.</summary>
    public static Policy Open { get; } = new();

    /// <summary>A policy that could not be read forbids everything it could forbid.</summary>
    public static Policy Closed { get; } = new()
    {
        AllowReveal = false, AllowExport = false, AllowIdentified = false, AllowPackages = false, AllowListeners = false, AllowShell = false,
        AllowConnections = false,
    };

    public bool AllowReveal { get; init; } = true;

    public bool AllowExport { get; init; } = true;

    /// <summary>Harvesting without de-identification (<c>--deid none</c>, <c>--index-only</c>).</summary>
    public bool AllowIdentified { get; init; } = true;

    public bool AllowPackages { get; init; } = true;

    public bool AllowListeners { get; init; } = true;

    public bool AllowShell { get; init; } = true;

    /// <summary>Named connections and those of a magic's line.</summary>
    public bool AllowConnections { get; init; } = true;

    /// <summary>Where packages may come from; null for anywhere.</summary>
    public IReadOnlyList<string>? PackageSources { get; init; }

    /// <summary>How the addresses of allowed connections begin; null for any.</summary>
    public IReadOnlyList<string>? ConnectionPrefixes { get; init; }

    /// <summary>The file of the de-identification key, in place of the user's; null for the user's.</summary>
    public string? KeyFile { get; init; }

    /// <summary>The file of the audit, or a folder with a file for each user; null for the user's own.</summary>
    public string? AuditPlace { get; init; }

    /// <summary>Why the policy could not be read; null where it could, or where there is none.</summary>
    public string? Problem { get; init; }

    /// <summary>Whether a connection to an address is allowed.</summary>
    public bool AllowsConnection(string address) =>
        AllowConnections && (ConnectionPrefixes is null || ConnectionPrefixes.Any(p => Begins(address, p)));

    /// <summary>A name or a number at the end of a beginning is whole: <c>https://a.example</c> is no beginning of <c>https://a.example.org</c>.</summary>
    private static bool Begins(string address, string prefix) => address.StartsWith(prefix, StringComparison.OrdinalIgnoreCase)
        && (address.Length == prefix.Length || prefix is [.., not (>= '0' and <= '9' or >= 'a' and <= 'z' or >= 'A' and <= 'Z')] || address[prefix.Length] is '/' or ':' or '?' or '#');

    /// <summary>Both policies in force: what one forbids is forbidden, and what both bound is bounded by both. Places are this one's where it names them.</summary>
    public Policy And(Policy other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return new Policy
        {
            AllowReveal = AllowReveal && other.AllowReveal,
            AllowExport = AllowExport && other.AllowExport,
            AllowIdentified = AllowIdentified && other.AllowIdentified,
            AllowPackages = AllowPackages && other.AllowPackages,
            AllowListeners = AllowListeners && other.AllowListeners,
            AllowShell = AllowShell && other.AllowShell,
            AllowConnections = AllowConnections && other.AllowConnections,
            PackageSources = PackageSources is null || other.PackageSources is null ? PackageSources ?? other.PackageSources : [.. PackageSources.Intersect(other.PackageSources)],
            ConnectionPrefixes = ConnectionPrefixes is null || other.ConnectionPrefixes is null ? ConnectionPrefixes ?? other.ConnectionPrefixes
                : [.. ConnectionPrefixes.SelectMany(a => other.ConnectionPrefixes.Select(b => Longer(a, b))).OfType<string>().Distinct()],
            KeyFile = KeyFile ?? other.KeyFile,
            AuditPlace = AuditPlace ?? other.AuditPlace,
            Problem = Problem ?? other.Problem,
            Source = Source is null || other.Source is null ? Source ?? other.Source : $"{Source} and {other.Source}",
        };

        // An address begins with both only where one begins with the other.
        static string? Longer(string a, string b) =>
            a.StartsWith(b, StringComparison.OrdinalIgnoreCase) ? a : b.StartsWith(a, StringComparison.OrdinalIgnoreCase) ? b : null;
    }

    /// <summary>Where the policy came from, for <c>doctor --policy</c>; null where there is none.</summary>
    public string? Source { get; init; }
}
