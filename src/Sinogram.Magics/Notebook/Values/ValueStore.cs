using System.Collections.Concurrent;
using Sinogram.Core.Cells;
using Sinogram.Core.Execution;
using Sinogram.Core.Values;

namespace Sinogram.Magics.Notebook.Values;

/// <summary>The named texts of <c>#!value</c>, which any language can share from.</summary>
public sealed class ValueStore : ILanguage, IVariables
{
    private readonly ConcurrentDictionary<string, object?> _values = new(StringComparer.Ordinal);

    /// <inheritdoc/>
    public LanguageIdentity Identity { get; } = new("value", [], "values", "", "text/plain", ".txt", "text", "text");

    /// <inheritdoc/>
    public IVariables Variables => this;

    /// <inheritdoc/>
    public Task<CellResult> ExecuteAsync(CellPart part, CellContext context, CancellationToken token) => Task.FromResult<CellResult>(
        new CellResult.Failed(CellError.User("MagicException", "A value needs a name.", "Begin the cell with #!value --name NAME.")));

    /// <inheritdoc/>
    public bool TryGet(string name, out object? value) => _values.TryGetValue(name, out value);

    /// <inheritdoc/>
    public void Set(string name, object? value, Type? type = null) => _values[name] = value;

    /// <inheritdoc/>
    public IReadOnlyList<Variable> List() => [.. _values.Select(p => new Variable(p.Key, p.Value?.GetType() ?? typeof(object), p.Value))];
}
