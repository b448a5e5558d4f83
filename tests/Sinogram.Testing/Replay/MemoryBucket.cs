using System.Collections.Concurrent;
using System.Globalization;
using System.Security;
using System.Security.Cryptography;
using System.Text;
using System.Web;

namespace Sinogram.Testing.Replay;

/// <summary>
/// A bucket of an S3 service in memory, for tests that need more than a recording holds: path style, list version 2 in pages, ranges, conditions, whole and
/// multipart writes, deletion. It answers as the recorded service does, and refuses bodies that are not those of their hash.
/// </summary>
public sealed class MemoryBucket : IAsyncDisposable
{
    private readonly ConcurrentDictionary<string, byte[]> _objects = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, SortedDictionary<int, byte[]>> _uploads = new(StringComparer.Ordinal);
    private readonly string _root;
    private readonly ReplayServer _server;

    /// <param name="name">The bucket's name.</param>
    public MemoryBucket(string name = "imaging")
    {
        _root = "/" + name;
        _server = new ReplayServer(Answer);
    }

    /// <summary>The endpoint.</summary>
    public Uri Url => _server.Url;

    /// <summary>The objects by key.</summary>
    public IDictionary<string, byte[]> Objects => _objects;

    /// <summary>Uploads that were begun and neither ended nor given up.</summary>
    public int OpenUploads => _uploads.Count;

    /// <summary>Every request as <c>VERB key</c>, in order.</summary>
    public ConcurrentQueue<string> Requests { get; } = new();

    /// <summary>Answers before anything else does, where it gives an answer.</summary>
    public Func<ReplayRequest, RecordedExchange?>? Before { get; set; }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _server.DisposeAsync();

    /// <summary>An answer of the service.</summary>
    public static RecordedExchange Reply(int status, byte[] body, params (string Name, string Value)[] headers) =>
        new(0, "", "", "", status, "Status", [.. headers.Select(h => KeyValuePair.Create(h.Name, h.Value))], [body]);

    /// <summary>An error of the service.</summary>
    public static RecordedExchange Error(int status, string code) => Reply(status, Encoding.UTF8.GetBytes($"<Error><Code>{code}</Code><Message>{code}.</Message></Error>"), ("Content-Type", "application/xml"));

    private RecordedExchange Answer(ReplayRequest request)
    {
        var mark = request.Path.IndexOf('?', StringComparison.Ordinal);
        var path = mark < 0 ? request.Path : request.Path[..mark];
        var query = HttpUtility.ParseQueryString(mark < 0 ? "" : request.Path[mark..]);
        var key = path.Length > _root.Length ? Uri.UnescapeDataString(path[(_root.Length + 1)..]) : "";
        Requests.Enqueue($"{request.Method} {key}");
        if (Before?.Invoke(request) is { } special) { return special; }
        if (request.Headers.TryGetValue("x-amz-content-sha256", out var hash) && hash != Convert.ToHexStringLower(SHA256.HashData(request.Body)))
        {
            return Error(400, "XAmzContentSHA256Mismatch");
        }

        return request.Method switch
        {
            "GET" when key.Length == 0 => List(query["prefix"] ?? "", query["delimiter"], query["continuation-token"], int.Parse(query["max-keys"] ?? "1000", CultureInfo.InvariantCulture)),
            "GET" or "HEAD" => Read(key, request.Headers),
            "PUT" when query["uploadId"] is { } upload => PutPart(upload, int.Parse(query["partNumber"]!, CultureInfo.InvariantCulture), request.Body),
            "PUT" => Put(key, request.Body),
            "POST" when query["uploadId"] is { } upload => Complete(key, upload),
            "POST" => Begin(),
            "DELETE" when query["uploadId"] is { } upload => GiveUp(upload),
            "DELETE" => Delete(key),
            _ => Error(405, "MethodNotAllowed"),
        };
    }

    private RecordedExchange Read(string key, IReadOnlyDictionary<string, string> headers)
    {
        if (!_objects.TryGetValue(key, out var content)) { return Error(404, "NoSuchKey"); }
        var tag = Tag(content);
        if (headers.TryGetValue("If-Match", out var wanted) && wanted != tag) { return Error(412, "PreconditionFailed"); }
        if (!headers.TryGetValue("Range", out var range)) { return Reply(200, content, ("ETag", tag)); }
        var bounds = range["bytes=".Length..].Split('-');
        var from = int.Parse(bounds[0], CultureInfo.InvariantCulture);
        if (from >= content.Length) { return Error(416, "InvalidRange"); }
        var to = bounds[1].Length == 0 ? content.Length - 1 : Math.Min(int.Parse(bounds[1], CultureInfo.InvariantCulture), content.Length - 1);
        return Reply(206, content[from..(to + 1)], ("ETag", tag), ("Content-Range", $"bytes {from}-{to}/{content.Length}"));
    }

    private RecordedExchange List(string prefix, string? delimiter, string? after, int size)
    {
        var all = _objects.Keys.Where(k => k.StartsWith(prefix, StringComparison.Ordinal))
            .Select(k => delimiter is not null && k.IndexOf(delimiter, prefix.Length, StringComparison.Ordinal) is >= 0 and var at ? k[..(at + 1)] : k)
            .Distinct().Order(StringComparer.Ordinal).Where(k => after is null || string.CompareOrdinal(k, after) > 0).ToList();
        var page = all.Take(size).ToList();
        var xml = new StringBuilder("<ListBucketResult xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\"><EncodingType>url</EncodingType>");
        xml.Append(CultureInfo.InvariantCulture, $"<IsTruncated>{(page.Count < all.Count ? "true" : "false")}</IsTruncated>");
        if (page.Count < all.Count) { xml.Append(CultureInfo.InvariantCulture, $"<NextContinuationToken>{SecurityElement.Escape(page[^1])}</NextContinuationToken>"); }
        foreach (var key in page)
        {
            var shown = Uri.EscapeDataString(key);
            xml.Append(_objects.TryGetValue(key, out var content)
                ? $"<Contents><Key>{shown}</Key><LastModified>2026-01-02T03:04:05.000Z</LastModified><ETag>{SecurityElement.Escape(Tag(content))}</ETag><Size>{content.Length}</Size></Contents>"
                : $"<CommonPrefixes><Prefix>{shown}</Prefix></CommonPrefixes>");
        }

        return Reply(200, Encoding.UTF8.GetBytes(xml.Append("</ListBucketResult>").ToString()), ("Content-Type", "application/xml"));
    }

    private RecordedExchange Put(string key, byte[] body)
    {
        _objects[key] = body;
        return Reply(200, [], ("ETag", Tag(body)));
    }

    private RecordedExchange Begin()
    {
        var upload = Guid.NewGuid().ToString("N");
        _uploads[upload] = [];
        return Reply(200, Encoding.UTF8.GetBytes($"<InitiateMultipartUploadResult><UploadId>{upload}</UploadId></InitiateMultipartUploadResult>"));
    }

    private RecordedExchange PutPart(string upload, int number, byte[] body)
    {
        if (!_uploads.TryGetValue(upload, out var parts)) { return Error(404, "NoSuchUpload"); }
        parts[number] = body;
        return Reply(200, [], ("ETag", Tag(body)));
    }

    private RecordedExchange Complete(string key, string upload)
    {
        if (!_uploads.TryRemove(upload, out var parts)) { return Error(404, "NoSuchUpload"); }
        _objects[key] = [.. parts.Values.SelectMany(p => p)];
        return Reply(200, Encoding.UTF8.GetBytes("<CompleteMultipartUploadResult/>"));
    }

    private RecordedExchange GiveUp(string upload)
    {
        _uploads.TryRemove(upload, out _);
        return Reply(204, []);
    }

    private RecordedExchange Delete(string key)
    {
        _objects.TryRemove(key, out _);
        return Reply(204, []);
    }

#pragma warning disable CA5351 // The protocol's tag of an object.
    private static string Tag(byte[] content) => $"\"{Convert.ToHexStringLower(MD5.HashData(content))}\"";
#pragma warning restore CA5351
}
