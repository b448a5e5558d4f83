namespace Sinogram.Core.Values;

/// <summary>Values that cross into a language and out of it, by name.</summary>
public interface IValueExchange
{
    /// <summary>Gives the language a variable.</summary>
    /// <exception cref="Magics.MagicException">The language cannot hold the value without loss, or does not take the name.</exception>
    Task SetAsync(string name, object? value, CancellationToken token);

    /// <summary>Takes the value of one of the language's variables.</summary>
    /// <exception cref="Magics.MagicException">There is none of that name, or it cannot leave the language.</exception>
    Task<object?> GetAsync(string name, CancellationToken token);

    /// <summary>As <see cref="GetAsync"/>, of data that carry no patient: columns of its tables are not taken as identifying for their names.</summary>
    Task<object?> GetPublicAsync(string name, CancellationToken token) => GetAsync(name, token);

    /// <summary>The language's variables, by name.</summary>
    Task<IReadOnlyList<VariableSummary>> ListAsync(CancellationToken token);
}

/// <summary>A variable of any language in words.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Type">Its type in the language's words, with a shape where it has one.</param>
/// <param name="Preview">A short value on one line.</param>
public sealed record VariableSummary(string Name, string Type, string Preview);
