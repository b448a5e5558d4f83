using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Sinogram.Data.Storage.S3;

/// <summary>
/// Writes an object: a small one in one request, a large one in parts that the service puts together at the end. Both appear whole or not at all, and every
/// request carries the hash of its bytes, which the service checks.
/// </summary>
internal sealed class S3Writer(S3Client client, string key, string location, int partSize) : StorageWriter
{
    private readonly List<string> _tags = [];
    private byte[] _part = [];
    private int _used;
    private string? _upload;
    private bool _done;

    public override async Task CommitAsync(CancellationToken cancellationToken = default)
    {
        if (_done) { throw new InvalidOperationException("The file was committed or given up."); }
        if (_upload is null)
        {
            var content = _part.AsMemory(0, _used);
            var sum = Convert.ToBase64String(SHA256.HashData(content.Span));
            using var response = await client.SendAsync(HttpMethod.Put, key, [], location, cancellationToken, content, [("x-amz-checksum-sha256", sum)]).ConfigureAwait(false);
        }
        else
        {
            if (_used > 0) { await SendPartAsync(cancellationToken).ConfigureAwait(false); }
            await CompleteAsync(_upload, cancellationToken).ConfigureAwait(false);
        }
        _done = true;
    }

    /// <summary>Also a small object goes as the one part of an upload then: its bytes need not wait here until the others are there.</summary>
    public override Task PrepareAsync(CancellationToken cancellationToken = default) => _used > 0 ? SendPartAsync(cancellationToken) : Task.CompletedTask;

    protected override async ValueTask AppendAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        while (bytes.Length > 0)
        {
            if (_used == PartSize) { await SendPartAsync(cancellationToken).ConfigureAwait(false); }
            var count = Math.Min(bytes.Length, PartSize - _used);
            if (_part.Length < _used + count) { Array.Resize(ref _part, (int)Math.Min(PartSize, Math.Max((long)_part.Length * 2, _used + count))); }
            bytes[..count].CopyTo(_part.AsMemory(_used));
            _used += count;
            bytes = bytes[count..];
        }
    }

    public override async ValueTask DisposeAsync()
    {
        if (_done) { return; }
        _done = true;
        if (_upload is not { } upload) { return; }
        try
        {
            // Parts that nobody put together are paid for until they are given up; not cancelled with what failed.
            using var response = await client.SendAsync(HttpMethod.Delete, key, [("uploadId", upload)], location, CancellationToken.None).ConfigureAwait(false);
        }
        catch (StorageException)
        {
            // The service forgets them by its own rules.
        }
    }

    // At most 10,000 parts: later ones are larger, so that an object of the service's 5 TB fits.
    private int PartSize => (int)Math.Min((long)partSize << Math.Min(_tags.Count / 1000, 6), 1 << 29);

    private async Task SendPartAsync(CancellationToken cancellationToken)
    {
        _upload ??= await BeginAsync(cancellationToken).ConfigureAwait(false);
        var number = (_tags.Count + 1).ToString(CultureInfo.InvariantCulture);
        using var response = await client.SendAsync(HttpMethod.Put, key, [("partNumber", number), ("uploadId", _upload)], location, cancellationToken, _part.AsMemory(0, _used)).ConfigureAwait(false);
        _tags.Add(response.Headers.ETag?.ToString() ?? throw new StorageException(StorageFault.Invalid, $"{location}: the service gave no tag for part {number}."));
        _used = 0;
    }

    private async Task<string> BeginAsync(CancellationToken cancellationToken)
    {
        using var response = await client.SendAsync(HttpMethod.Post, key, [("uploads", "")], location, cancellationToken).ConfigureAwait(false);
        var root = S3Xml.TryParse(await response.Content.ReadAsStringAsync(cancellationToken).ConfigureAwait(false));
        return root?.Elements().FirstOrDefault(e => e.Name.LocalName == "UploadId")?.Value ?? throw new StorageException(StorageFault.Invalid, $"{location}: the service began no upload.");
    }

    private async Task CompleteAsync(string upload, CancellationToken cancellationToken)
    {
        var list = new StringBuilder("<CompleteMultipartUpload>");
        for (var i = 0; i < _tags.Count; i++) { list.Append(CultureInfo.InvariantCulture, $"<Part><PartNumber>{i + 1}</PartNumber><ETag>{_tags[i]}</ETag></Part>"); }
        list.Append("</CompleteMultipartUpload>");
        using var response = await client.SendAsync(HttpMethod.Post, key, [("uploadId", upload)], location, cancellationToken, Encoding.UTF8.GetBytes(list.ToString())).ConfigureAwait(false);
        // The service may begin to answer before it knows how it ends.
        if (S3Errors.Parse(await response.Content.ReadAsStringAsync(cancellationToken).ConfigureAwait(false)) is { } error)
        {
            throw new StorageException(StorageFault.Unavailable, $"{location}: the parts could not be put together: {error.Message} ({error.Code}).");
        }
    }
}
