using System.Text.RegularExpressions;
using Sinogram.Core.Values;
using Sinogram.Data;
using Sinogram.Remote.Drill.Embedded;
using Sinogram.Remote.Drill.Storage;

namespace Sinogram.Magics.Drill;

/// <summary>What a line that is not run yet names for the query below it: its tables, of which only the columns count, and its folder.</summary>
internal sealed partial class LineNames : IDisposable
{
    private readonly EmbeddedDrill _drill;
    private readonly StoragePlugin? _former;
    private readonly List<string> _tables = [];

    public LineNames(EmbeddedDrill drill, string line, IVariables variables)
    {
        _drill = drill;
        foreach (var name in Values(line, "in").SelectMany(v => v.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)))
        {
            var table = variables.TryGet(name, out var value) ? value switch { Table t => t, Column c => new Table(c), _ => null } : null;
            if (table is null) { continue; }
            drill.Register(name, table.Head(0));
            _tables.Add(name);
        }
        var root = Values(line, "root").LastOrDefault();
        if (root is ['@', .. var variable]) { root = variables.TryGet(variable, out var text) ? text as string : null; }
        if (root is not null && Directory.Exists(root))
        {
            _former = drill.Storages["dfs"];
            drill.SetWorkspace("dfs", root);
        }
    }

    public void Dispose()
    {
        foreach (var name in _tables) { _drill.Unregister(name); }
        if (_former is not null) { _drill.PutStorage(_former); }
    }

    private static IEnumerable<string> Values(string line, string option) =>
        Option().Matches(line).Where(m => m.Groups["name"].Value == option).Select(m => m.Groups["value"].Value.Trim('"'));

    [GeneratedRegex(@"--(?<name>in|root)(\s+|=)(?<value>""[^""]*""|\S+)", RegexOptions.CultureInvariant)]
    private static partial Regex Option();
}
