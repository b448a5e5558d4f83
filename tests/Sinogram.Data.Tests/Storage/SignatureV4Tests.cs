using System.IO.Compression;
using System.Text.Json;
using System.Text.RegularExpressions;
using Sinogram.Data.Storage.S3;
using Sinogram.Testing;

namespace Sinogram.Data.Tests.Storage;

public sealed partial class SignatureV4Tests
{
    [Theory]
    [InlineData("buckets.jsonl", 10)]
    [InlineData("list_v2.jsonl", 12)]
    [InlineData("objects.jsonl", 25)]
    [InlineData("keys.jsonl", 40)]
    [InlineData("multipart.jsonl.gz", 15)]
    public void Signatures_that_a_real_service_accepted_are_made_again(string file, int least)
    {
        var count = 0;
        foreach (var request in Requests(file))
        {
            var headers = request.GetProperty("headers").EnumerateObject().ToDictionary(h => h.Name.ToLowerInvariant(), h => h.Value.GetString()!);
            if (!headers.TryGetValue("authorization", out var authorization) || !authorization.Contains("Credential=imaging-demo/", StringComparison.Ordinal)) { continue; }
            var names = SignedHeaders().Match(authorization).Groups[1].Value.Split(';');
            var region = authorization.Split('/')[2];
            var path = request.GetProperty("path").GetString()!.Split('?', 2);
            var made = SignatureV4.Authorization(request.GetProperty("method").GetString()!, path[0], path.Length > 1 ? path[1] : "",
                [.. names.Select(n => KeyValuePair.Create(n, headers[n]))], headers["x-amz-content-sha256"], headers["x-amz-date"], region, "imaging-demo", "imaging-demo-secret");
            Assert.Equal(authorization, made);
            count++;
        }
        Assert.True(count >= least, $"only {count} signatures");
    }

    [Theory]
    [InlineData("CT thorax/ü+%~.dcm", "CT%20thorax/%C3%BC%2B%25~.dcm")]
    [InlineData("a/b", "a/b")]
    public void Keys_are_encoded_once(string key, string encoded) => Assert.Equal(encoded, SignatureV4.Encode(key, keepSlashes: true));

    private static IEnumerable<JsonElement> Requests(string file)
    {
        using var stream = File.OpenRead(SharedFolder.Path($"recordings/s3/{file}"));
        using Stream plain = file.EndsWith(".gz", StringComparison.Ordinal) ? new GZipStream(stream, CompressionMode.Decompress) : stream;
        using var reader = new StreamReader(plain);
        while (reader.ReadLine() is { } line)
        {
            using var json = JsonDocument.Parse(line);
            yield return json.RootElement.GetProperty("request");
        }
    }

    [GeneratedRegex("SignedHeaders=([^,]+)")]
    private static partial Regex SignedHeaders();
}
