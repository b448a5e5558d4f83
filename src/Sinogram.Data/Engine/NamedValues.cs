namespace Sinogram.Data.Engine;

/// <summary>Values by name, as parameters of SQL are given.</summary>
internal static class NamedValues
{
    /// <param name="parameters">A dictionary, or an object whose properties are the values.</param>
    public static IReadOnlyDictionary<string, object?> Of(object parameters) => parameters as IReadOnlyDictionary<string, object?>
        ?? parameters.GetType().GetProperties().ToDictionary(p => p.Name, p => p.GetValue(parameters), StringComparer.OrdinalIgnoreCase);
}
