using System.Text.Json;
using Sinogram.Jupyter.Wire;

namespace Sinogram.Jupyter.Client;

/// <summary>An installed Jupyter kernel: how it is started and what it speaks.</summary>
public sealed record KernelSpec
{
    /// <summary>The name it is installed under.</summary>
    public required string Name { get; init; }

    /// <summary>The folder of its <c>kernel.json</c>.</summary>
    public required string Folder { get; init; }

    /// <summary>The program and its arguments; <c>{connection_file}</c> stands for the connection file.</summary>
    public required IReadOnlyList<string> Command { get; init; }

    /// <summary>For people.</summary>
    public required string DisplayName { get; init; }

    /// <summary>The language, as the kernel calls it.</summary>
    public required string Language { get; init; }

    /// <summary>It is interrupted by a message instead of a signal.</summary>
    public bool InterruptsByMessage { get; init; }

    /// <summary>Variables that it wants in its environment.</summary>
    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>();

    /// <summary>Its sockets can be files: true of the kernels that are known to read the connection's transport.</summary>
    public bool TakesSocketFiles => Command.Any(word =>
        word.Contains("ipykernel", StringComparison.Ordinal) || word.Contains("xeus", StringComparison.Ordinal) || word.Contains("xpython", StringComparison.Ordinal)
        || Path.GetFileName(word) == "sinogram");

    /// <summary>Reads a kernel's <c>kernel.json</c>; null where it is none.</summary>
    internal static KernelSpec? Read(string folder)
    {
        try
        {
            var json = JsonElement.Parse(File.ReadAllBytes(Path.Combine(folder, "kernel.json")));
            if (json.ValueKind != JsonValueKind.Object || !json.TryGetProperty("argv", out var argv) || argv.ValueKind != JsonValueKind.Array)
            {
                return null;
            }

            var name = Path.GetFileName(folder);
            var command = argv.EnumerateArray().Where(word => word.ValueKind == JsonValueKind.String)
                .Select(word => word.GetString()!.Replace("{resource_dir}", folder, StringComparison.Ordinal)).ToList();
            return command.Count == 0 ? null : new KernelSpec
            {
                Name = name,
                Folder = folder,
                Command = command,
                DisplayName = json.Text("display_name") ?? name,
                Language = json.Text("language") ?? name,
                InterruptsByMessage = json.Text("interrupt_mode") == "message",
                Environment = json.Object("env") is { } variables
                    ? variables.EnumerateObject().Where(v => v.Value.ValueKind == JsonValueKind.String).ToDictionary(v => v.Name, v => v.Value.GetString()!)
                    : new Dictionary<string, string>(),
            };
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException or InvalidOperationException)
        {
            return null;
        }
    }
}
