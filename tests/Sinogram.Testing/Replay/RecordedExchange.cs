using System.IO.Compression;
using System.Text;
using System.Text.Json;

namespace Sinogram.Testing.Replay;

/// <summary>One request and its answer as they were recorded: a line of a recording.</summary>
/// <param name="Sequence">Its place in the recording.</param>
/// <param name="Method">The HTTP method.</param>
/// <param name="Path">Path and query.</param>
/// <param name="Body">The request's body.</param>
/// <param name="Status">The answer's status; 0 where the server did not answer.</param>
/// <param name="Reason">The reason phrase; <c>timeout</c> or <c>closed</c> with status 0.</param>
/// <param name="Headers">The answer's headers.</param>
/// <param name="Chunks">The answer's body in the pieces in which it came.</param>
public sealed record RecordedExchange(
    int Sequence,
    string Method,
    string Path,
    string Body,
    int Status,
    string Reason,
    IReadOnlyList<KeyValuePair<string, string>> Headers,
    IReadOnlyList<byte[]> Chunks)
{
    /// <summary>The connection was cut there: the body is not whole.</summary>
    public bool Broken { get; init; }

    /// <summary>The answer begins, and then nothing more comes.</summary>
    public bool Stalls { get; init; }

    /// <summary>Reads a recording: JSON lines, gzipped where the name ends in <c>.gz</c>.</summary>
    public static IReadOnlyList<RecordedExchange> Read(string path)
    {
        using var file = File.OpenRead(path);
        using Stream stream = path.EndsWith(".gz", StringComparison.Ordinal) ? new GZipStream(file, CompressionMode.Decompress) : file;
        using var reader = new StreamReader(stream, Encoding.UTF8);
        var exchanges = new List<RecordedExchange>();
        while (reader.ReadLine() is { } line)
        {
            exchanges.Add(Parse(line));
        }

        return exchanges;
    }

    /// <summary>Parses one line.</summary>
    public static RecordedExchange Parse(string line)
    {
        using var json = JsonDocument.Parse(line);
        var request = json.RootElement.GetProperty("request");
        var response = json.RootElement.GetProperty("response");
        return new RecordedExchange(
            json.RootElement.GetProperty("seq").GetInt32(),
            request.GetProperty("method").GetString()!,
            request.GetProperty("path").GetString()!,
            Encoding.UTF8.GetString(Content(request)),
            response.GetProperty("status").GetInt32(),
            response.TryGetProperty("reason", out var reason) ? reason.GetString() ?? "" : "",
            response.TryGetProperty("headers", out var headers) && headers.ValueKind == JsonValueKind.Array
                ? [.. headers.EnumerateArray().Select(h => KeyValuePair.Create(h[0].GetString()!, h[1].GetString()!))]
                : [],
            response.TryGetProperty("chunks", out var chunks) ? [.. chunks.EnumerateArray().Select(Content)] : [])
        {
            Broken = response.TryGetProperty("broken", out var broken) && broken.ValueKind is not (JsonValueKind.Null or JsonValueKind.False),
        };
    }

    private static byte[] Content(JsonElement element) =>
        element.TryGetProperty("text", out var text) ? Encoding.UTF8.GetBytes(text.GetString() ?? "")
        : element.TryGetProperty("base64", out var base64) ? base64.GetBytesFromBase64()
        : [];
}
