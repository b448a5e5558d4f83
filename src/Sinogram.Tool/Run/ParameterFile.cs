using System.Globalization;
using System.Text.Json;
using YamlDotNet.Core;
using YamlDotNet.Serialization;

namespace Sinogram.Tool.Run;

/// <summary>Parameters from a YAML (or JSON) file: a mapping of names to values.</summary>
internal static class ParameterFile
{
    public static IReadOnlyDictionary<string, string> Read(string path)
    {
        if (!File.Exists(path))
        {
            throw new UserErrorException($"There is no parameter file {path}.");
        }

        try
        {
            var values = new DeserializerBuilder().Build().Deserialize<Dictionary<string, object?>?>(File.ReadAllText(path)) ?? [];
            return values.ToDictionary(p => p.Key, p => Text(p.Value), StringComparer.Ordinal);
        }
        catch (YamlException e)
        {
            throw new UserErrorException($"{path} is not a mapping of parameters to values (line {e.Start.Line}): {e.InnerException?.Message ?? e.Message}");
        }
    }

    private static string Text(object? value) => value switch
    {
        null => "null",
        string text => text,
        IEnumerable<object?> list => "[" + string.Join(", ", list.Select(i => i is string s ? JsonSerializer.Serialize(s) : Text(i))) + "]",
        _ => Convert.ToString(value, CultureInfo.InvariantCulture) ?? "",
    };
}
