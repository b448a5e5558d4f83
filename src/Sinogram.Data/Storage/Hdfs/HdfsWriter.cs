using System.IO.Pipelines;
using System.Text.Json;
using Sinogram.Data.Storage.Http;

namespace Sinogram.Data.Storage.Hdfs;

/// <summary>
/// Writes under a hidden name in the same folder, compares the servers' length and checksum with what was sent, and renames. A name node replaces a former file in
/// that one step. HttpFS cannot: there the former file steps aside under a hidden name, for two requests there is none, and it comes back when the second one fails.
/// </summary>
internal sealed class HdfsWriter : StorageWriter
{
    private readonly HdfsClient _client;
    private readonly string _path;
    private readonly string _part;
    private readonly string _location;
    private readonly Pipe _pipe = new(new PipeOptions(pauseWriterThreshold: 4 << 20, resumeWriterThreshold: 2 << 20, useSynchronizationContext: false));
    private readonly HdfsChecksum _checksum;
    private readonly CancellationTokenSource _stop = new();
    private Task _sending = Task.CompletedTask;
    private bool _prepared;
    private bool _done;

    private HdfsWriter(HdfsClient client, HdfsOptions options, string path, string location)
    {
        (_client, _path, _location) = (client, path, location);
        _part = HiddenName(path, "part");
        _checksum = new HdfsChecksum(options.BlockSize);
    }

    public static async Task<HdfsWriter> BeginAsync(HdfsClient client, HdfsOptions options, string path, string location, CancellationToken cancellationToken)
    {
        var writer = new HdfsWriter(client, options, path, location);
        var url = client.Url(writer._part, "CREATE", ("overwrite", "false"), ("permission", options.Permission),
            ("blocksize", options.BlockSize.ToString(System.Globalization.CultureInfo.InvariantCulture)));
        var place = await client.PlaceAsync(url, location, cancellationToken).ConfigureAwait(false);
        writer._sending = writer.SendAsync(place);
        return writer;
    }

    public override async Task CommitAsync(CancellationToken cancellationToken = default)
    {
        await PrepareAsync(cancellationToken).ConfigureAwait(false);
        await RenameAsync(cancellationToken).ConfigureAwait(false);
        _done = true;
    }

    public override async Task PrepareAsync(CancellationToken cancellationToken = default)
    {
        if (_done) { throw new InvalidOperationException("The file was committed or given up."); }
        if (_prepared) { return; }
        await _pipe.Writer.CompleteAsync().ConfigureAwait(false);
        await _sending.WaitAsync(cancellationToken).ConfigureAwait(false);
        await VerifyAsync(cancellationToken).ConfigureAwait(false);
        _prepared = true;
    }

    protected override async ValueTask AppendAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        _checksum.Append(bytes.Span);
        var flushed = await _pipe.Writer.WriteAsync(bytes, cancellationToken).ConfigureAwait(false);
        if (flushed.IsCompleted)
        {
            await _sending.ConfigureAwait(false);
            throw new StorageException(StorageFault.Unavailable, $"{_location}: the server stopped reading in the middle of the file.");
        }
    }

    public override async ValueTask DisposeAsync()
    {
        if (!_done)
        {
            _done = true;
            await _stop.CancelAsync().ConfigureAwait(false);
            await _pipe.Writer.CompleteAsync(new OperationCanceledException()).ConfigureAwait(false);
            await _sending.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            await RemoveAsync(_part).ConfigureAwait(false);
        }
        _checksum.Dispose();
        _stop.Dispose();
    }

    private async Task SendAsync(Uri place)
    {
        Exception? fault = null;
        try
        {
            using var content = new PipeContent(_pipe.Reader);
            await _client.WriteAsync(place, content, _location, _stop.Token).ConfigureAwait(false);
        }
        catch (Exception e)
        {
            fault = e;
            throw;
        }
        finally
        {
            // Wakes a writer that waits for room.
            await _pipe.Reader.CompleteAsync(fault is StorageException ? null : fault).ConfigureAwait(false);
        }
    }

    private async Task VerifyAsync(CancellationToken cancellationToken)
    {
        using var status = await _client.CallAsync(HttpMethod.Get, _client.Url(_part, "GETFILESTATUS"), _location, cancellationToken).ConfigureAwait(false);
        var file = status.RootElement.GetProperty("FileStatus");
        if (file.GetProperty("length").GetInt64() != Length)
        {
            throw new StorageException(StorageFault.Changed, $"{_location}: {Length:N0} bytes were sent, {file.GetProperty("length").GetInt64():N0} arrived; the former file is as it was.");
        }
        // Of an encrypted file the servers give the checksum of what they store.
        if (file.TryGetProperty("encBit", out var encrypted) && encrypted.ValueKind == JsonValueKind.True) { return; }
        using var answer = await _client.CallAsync(HttpMethod.Get, _client.Url(_part, "GETFILECHECKSUM"), _location, cancellationToken).ConfigureAwait(false);
        var theirs = answer.RootElement.GetProperty("FileChecksum");
        var ours = _checksum.Finish();
        // A server that counts otherwise (another chunk size, composite checksums) says so in the algorithm.
        if (theirs.GetProperty("algorithm").GetString() == ours.Algorithm && theirs.GetProperty("bytes").GetString() != ours.Value)
        {
            throw new StorageException(StorageFault.Changed, $"{_location}: the bytes that arrived are not those that were sent; the former file is as it was.");
        }
    }

    private async Task RenameAsync(CancellationToken cancellationToken)
    {
        if (await RenamedAsync(_part, _path, cancellationToken).ConfigureAwait(false)) { return; }
        var former = HiddenName(_path, "former");
        // From here to the end or back: half of it, nobody wants.
        var existed = await RenamedAsync(_path, former, CancellationToken.None).ConfigureAwait(false);
        StorageException? fault = null;
        try
        {
            if (!await RenamedAsync(_part, _path, CancellationToken.None).ConfigureAwait(false))
            {
                fault = new StorageException(StorageFault.Invalid, $"{_location}: the server does not rename the finished file to its place.");
            }
        }
        catch (StorageException e)
        {
            fault = e;
        }
        if (fault is null)
        {
            if (existed) { await RemoveAsync(former).ConfigureAwait(false); }
            return;
        }
        if (existed && !await IsRestoredAsync(former).ConfigureAwait(false))
        {
            throw new StorageException(fault.Fault, $"{fault.Message} The former file is kept as {former}: rename it yourself.", fault);
        }
        throw fault;
    }

    private async Task<bool> IsRestoredAsync(string former)
    {
        try
        {
            return await RenamedAsync(former, _path, CancellationToken.None).ConfigureAwait(false);
        }
        catch (StorageException)
        {
            return false;
        }
    }

    // With renameoptions the name node answers nothing on success; HttpFS does not know them and says true or false.
    private async Task<bool> RenamedAsync(string from, string to, CancellationToken cancellationToken)
    {
        var url = _client.Url(from, "RENAME", ("destination", to), ("renameoptions", "OVERWRITE"));
        using var answer = await _client.CallAsync(HttpMethod.Put, url, _location, cancellationToken).ConfigureAwait(false);
        return !answer.RootElement.TryGetProperty("boolean", out var renamed) || renamed.GetBoolean();
    }

    private async Task RemoveAsync(string path)
    {
        try
        {
            // Not cancelled with what failed: what arrived must not stay.
            using var answer = await _client.CallAsync(HttpMethod.Delete, _client.Url(path, "DELETE"), _location, CancellationToken.None).ConfigureAwait(false);
        }
        catch (StorageException)
        {
            // Hidden, and nobody reads it.
        }
    }

    private static string HiddenName(string path, string ending)
    {
        var slash = path.LastIndexOf('/');
        return $"{path[..(slash + 1)]}.{path[(slash + 1)..]}.{Guid.NewGuid():N}.{ending}";
    }
}
