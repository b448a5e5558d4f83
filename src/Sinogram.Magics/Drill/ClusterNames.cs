using System.Collections.Concurrent;
using System.Text.RegularExpressions;
using Sinogram.Core.Magics;
using Sinogram.Remote.Drill.Cluster;

namespace Sinogram.Magics.Drill;

/// <summary>
/// The names of the clusters that this session has spoken to, for completion. A connection that was not used yet is not opened by a key press: its password may
/// have to be asked for.
/// </summary>
internal sealed partial class ClusterNames
{
    private readonly ConcurrentDictionary<string, DrillNames> _known = new(StringComparer.Ordinal);

    /// <summary>A cluster was reached by what a line names.</summary>
    public void Reached(MagicInvocation invocation, DrillServerOptions options)
    {
        foreach (var name in (ReadOnlySpan<string?>)[invocation.Option(CommonOptions.Connect.Name), invocation.Option("url")])
        {
            if (name is not null) { _known.GetOrAdd(name, _ => new DrillNames(options)); }
        }
    }

    /// <summary>Whether a line is about a cluster, and the names of it where they are known.</summary>
    public bool IsCluster(string line, out DrillNames? names)
    {
        var match = Target().Match(line);
        names = match.Success ? _known.GetValueOrDefault(match.Groups["name"].Value.Trim('"')) : null;
        return match.Success;
    }

    [GeneratedRegex(@"--(connect|url)(\s+|=)(?<name>""[^""]*""|\S+)", RegexOptions.CultureInvariant)]
    private static partial Regex Target();
}
