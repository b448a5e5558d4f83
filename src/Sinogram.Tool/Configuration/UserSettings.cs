namespace Sinogram.Tool.Configuration;

/// <summary>
/// The user's <c>config.json</c>: each of its entries stands for a <c>SINOGRAM_*</c> variable, which wins over it. Its schema is
/// <c>kernel-spec/config.schema.json</c>.
/// </summary>
internal static class UserSettings
{
    /// <summary>Every entry: its name, and what it sets.</summary>
    public static IReadOnlyList<(string Name, string Sets)> Entries { get; } =
    [
        ("key.file", "the file of the de-identification key, an absolute path (SINOGRAM_KEY_FILE)"),
        ("history", "the file of the history of cells, an absolute path, or nothing for none (SINOGRAM_HISTORY)"),
        ("opencl.device", "the OpenCL device that is used first, by its number or a part of its name (SINOGRAM_OPENCL_DEVICE)"),
        ("duckdb", "the file of the DuckDB library, an absolute path (SINOGRAM_DUCKDB)"),
    ];

    /// <summary>The entries of a file.</summary>
    /// <exception cref="ConfigurationException">What is wrong, and in which line.</exception>
    public static IReadOnlyDictionary<string, string> Read(ReadOnlySpan<byte> json)
    {
        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        EntryReader.Read(json, [.. Entries.Select(e => e.Name)], "the configuration", (name, value, line) =>
        {
            var isPath = name != "opencl.device";
            values[name] = value is string text && (!isPath || Path.IsPathRooted(text) || (name == "history" && text.Length == 0))
                ? text
                : throw new ConfigurationException($"line {line}: '{name}' takes {(isPath ? "an absolute path" : "a text")}.");
        });
        return values;
    }

    /// <summary>The variable that an entry stands for.</summary>
    public static string VariableOf(string name) => "SINOGRAM_" + name.Replace('.', '_').ToUpperInvariant();
}
