using System.Collections.Concurrent;
using System.Text;
using Sinogram.Data.Storage;
using Sinogram.Data.Storage.Hdfs;
using Sinogram.Testing.Replay;

namespace Sinogram.Data.Tests.Storage;

/// <summary>Against recordings of a real Hadoop name node, data node and HttpFS.</summary>
public sealed class HdfsStorageTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_file_of_several_blocks_is_read_whole_and_in_ranges()
    {
        await using var server = ReplayServer.Of(Testing.SharedFolder.Path("recordings/hdfs/large.jsonl.gz"));
        using var provider = Provider();
        var (storage, path) = provider.Resolve(At(server, "/imaging/shared/large/volume.bin"));
        var content = RecordedBytes.Of("sinogram-hdfs", 2_109_497);
        Assert.Equal(content, await RecordedBytes.ReadAllAsync(await storage.OpenReadAsync(path, cancellationToken: Token)));
        Assert.Equal(content[1_048_570..1_048_582], await RecordedBytes.ReadAllAsync(await storage.OpenReadAsync(path, 1_048_570, 12, Token)));
        Assert.Equal(content[2_109_397..], await RecordedBytes.ReadAllAsync(await storage.OpenReadAsync(path, 2_109_397, cancellationToken: Token)));
        Assert.Equal(2_109_497, (await storage.RequireAsync(path, Token)).Length);
        var sum = await storage.ChecksumAsync(path, Token);
        Assert.Equal((sum.Algorithm, sum.Value), Computed(content, 1_048_576));
    }

    [Theory]
    [InlineData("checksum.jsonl", "empty", "", 0, 1_048_576)]
    [InlineData("checksum.jsonl", "b1", "sinogram-hdfsb1", 1, 1_048_576)]
    [InlineData("checksum.jsonl", "b511", "sinogram-hdfsb511", 511, 1_048_576)]
    [InlineData("checksum.jsonl", "b513", "sinogram-hdfsb513", 513, 1_048_576)]
    [InlineData("checksum.jsonl", "k300", "sinogram-hdfsk300", 307_200, 1_048_576)]
    [InlineData("checksum.jsonl", "blocks", null, 150_000, 65_536)]
    public async Task Checksums_are_those_of_the_servers(string file, string name, string? seed, int length, long blockSize)
    {
        await using var server = ReplayServer.Of(Testing.SharedFolder.Path($"recordings/hdfs/{file}"));
        using var provider = Provider();
        var (storage, path) = provider.Resolve(At(server, $"/imaging/shared/checksum/{name}"));
        var sum = await storage.ChecksumAsync(path, Token);
        var content = seed is null ? Sent(file, name) : RecordedBytes.Of(seed, length);
        Assert.Equal((sum.Algorithm, sum.Value), Computed(content, blockSize));
    }

    [Fact]
    public async Task Folders_are_listed_and_a_file_is_not_one()
    {
        await using var server = ReplayServer.Of(Testing.SharedFolder.Path("recordings/hdfs/liststatus.jsonl"));
        using var provider = Provider();
        var (storage, path) = provider.Resolve(At(server, "/imaging/shared/list"));
        var entries = await RecordedBytes.ListAsync(storage.ListAsync(path, cancellationToken: Token));
        Assert.Equal(["empty", "one.dcm", "sub", "two.csv"], entries.Select(e => e.Name));
        Assert.Equal([true, false, true, false], entries.Select(e => e.IsFolder));
        Assert.Equal(136, entries[1].Length);
        Assert.Equal(StorageFault.Invalid, (await Assert.ThrowsAsync<StorageException>(() => RecordedBytes.ListAsync(storage.ListAsync(path + "/one.dcm", cancellationToken: Token)))).Fault);
    }

    [Fact]
    public async Task A_folder_of_1500_files_is_listed_whole()
    {
        await using var server = ReplayServer.Of(Testing.SharedFolder.Path("recordings/hdfs/list_batch.jsonl.gz"));
        using var provider = Provider();
        var folder = RecordedBytes.Exchanges("hdfs/list_batch.jsonl.gz").First(e => e.Path.Contains("op=LISTSTATUS&", StringComparison.Ordinal)).Path.Split('?')[0]["/webhdfs/v1".Length..];
        var (storage, path) = provider.Resolve(At(server, folder));
        Assert.Equal(1500, (await RecordedBytes.ListAsync(storage.ListAsync(path, cancellationToken: Token))).Count);
    }

    [Fact]
    public async Task Awkward_names_are_read_by_their_name()
    {
        var exchanges = RecordedBytes.Exchanges("hdfs/names.jsonl");
        await using var server = new ReplayServer(new ReplayScript(exchanges));
        using var provider = Provider();
        var read = 0;
        for (var i = 0; i + 1 < exchanges.Count; i++)
        {
            // The name node's answer to OPEN, and what the data node sent.
            if (exchanges[i] is not { Method: "GET", Status: 307 } first || !first.Path.EndsWith("?op=OPEN&user.name=harvest", StringComparison.Ordinal) || exchanges[i + 1].Status != 200) { continue; }
            var written = first.Path.Split('?')[0]["/webhdfs/v1".Length..];
            // Raw spellings of the same name are not ours.
            if (written != string.Join('/', Uri.UnescapeDataString(written).Split('/').Select(Uri.EscapeDataString))) { continue; }
            var (storage, path) = provider.Resolve(At(server, Uri.UnescapeDataString(written)));
            if (!path.IsNormalized(NormalizationForm.FormC)) { continue; }
            Assert.Equal(exchanges[i + 1].Chunks.SelectMany(c => c), await storage.ReadAllBytesAsync(path, Token));
            read++;
        }
        Assert.True(read >= 18, $"only {read} names");
    }

    [Fact]
    public async Task Ranges_beyond_the_end_are_empty_and_missing_files_an_error()
    {
        await using var server = ReplayServer.Of(Testing.SharedFolder.Path("recordings/hdfs/open_ranges.jsonl"));
        using var provider = Provider();
        var (storage, _) = provider.Resolve(At(server, "/"));
        Assert.Empty(await RecordedBytes.ReadAllAsync(await storage.OpenReadAsync("/imaging/shared/open/empty", 1, cancellationToken: Token)));
        var gone = await Assert.ThrowsAsync<StorageException>(() => storage.ReadAllBytesAsync("/imaging/shared/open/nothere.bin", Token));
        Assert.Equal(StorageFault.NotFound, gone.Fault);
        Assert.DoesNotContain("\tat ", gone.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_file_is_written_hidden_compared_and_renamed(bool httpFs)
    {
        var hadoop = new RecordedHadoop(httpFs);
        await using var server = hadoop.Serve();
        using var provider = Provider(o => o with { BlockSize = 1 << 20 });
        var (storage, path) = provider.Resolve(At(server, "/imaging/k 300.bin"));
        var content = RecordedBytes.Of("sinogram-hdfsk300", 307_200);
        await using (var writer = await storage.CreateAsync(path, Token))
        {
            for (var at = 0; at < content.Length; at += 10_000) { await writer.WriteAsync(content.AsMemory(at, Math.Min(10_000, content.Length - at)), Token); }
            await writer.CommitAsync(Token);
        }
        Assert.Equal(content, hadoop.Body);
        Assert.StartsWith("/webhdfs/v1/imaging/.k%20300.bin.", hadoop.Requests.First(r => r.Contains("op=CREATE", StringComparison.Ordinal)).Split(' ')[1], StringComparison.Ordinal);
        var last = hadoop.Requests.Last();
        Assert.Contains("op=RENAME", last, StringComparison.Ordinal);
        Assert.Contains("destination=%2Fimaging%2Fk%20300.bin", last, StringComparison.Ordinal);
        Assert.Single(hadoop.Requests, r => r.Contains("op=RENAME", StringComparison.Ordinal));
        Assert.Equal(["/imaging/k 300.bin"], hadoop.Files);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task HttpFs_moves_the_former_file_aside_and_back_when_the_new_one_cannot_take_its_place(bool fails)
    {
        var hadoop = new RecordedHadoop(httpFs: true) { Refuses = (from, to) => fails && from.EndsWith(".part", StringComparison.Ordinal) };
        await using var server = hadoop.Serve();
        hadoop.Files.Add("/imaging/k300.bin");
        using var provider = Provider(o => o with { BlockSize = 1 << 20 });
        var (storage, path) = provider.Resolve(At(server, "/imaging/k300.bin"));
        await using (var writer = await storage.CreateAsync(path, Token))
        {
            await writer.WriteAsync(RecordedBytes.Of("sinogram-hdfsk300", 307_200), Token);
            if (fails) { await Assert.ThrowsAsync<StorageException>(() => writer.CommitAsync(Token)); }
            else { await writer.CommitAsync(Token); }
        }
        // One file of that name, nothing hidden, and the former one was never deleted under its name.
        Assert.Equal(["/imaging/k300.bin"], hadoop.Files);
        Assert.DoesNotContain(hadoop.Requests, r => r.StartsWith("DELETE /webhdfs/v1/imaging/k300.bin", StringComparison.Ordinal));
        Assert.Equal(fails ? "former" : "new", hadoop.Renames.Count(r => r.To == "/imaging/k300.bin" && r.From.EndsWith(".former", StringComparison.Ordinal)) == 1 ? "former" : "new");
    }

    [Fact]
    public async Task Bytes_that_arrive_changed_are_never_renamed()
    {
        var hadoop = new RecordedHadoop(httpFs: false);
        await using var server = hadoop.Serve();
        using var provider = Provider(o => o with { BlockSize = 1 << 20 });
        var (storage, path) = provider.Resolve(At(server, "/imaging/k300.bin"));
        var content = RecordedBytes.Of("sinogram-hdfsk300", 307_200);
        content[5] ^= 1;
        await using (var writer = await storage.CreateAsync(path, Token))
        {
            await writer.WriteAsync(content, Token);
            Assert.Equal(StorageFault.Changed, (await Assert.ThrowsAsync<StorageException>(() => writer.CommitAsync(Token))).Fault);
        }
        Assert.DoesNotContain(hadoop.Requests, r => r.Contains("op=RENAME", StringComparison.Ordinal));
        Assert.Contains("op=DELETE", hadoop.Requests.Last(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_servers_exceptions_become_faults()
    {
        var faults = new Dictionary<string, StorageFault>();
        foreach (var file in new[] { "safemode.jsonl", "httpfs.jsonl", "permissions.jsonl", "users.jsonl", "summary_quota.jsonl.gz" })
        {
            foreach (var exchange in RecordedBytes.Exchanges($"hdfs/{file}").Where(e => e.Status >= 400))
            {
                var text = Encoding.UTF8.GetString([.. exchange.Chunks.SelectMany(c => c)]);
                var name = text.Contains("\"exception\":\"", StringComparison.Ordinal) ? text.Split("\"exception\":\"")[1].Split('"')[0] : exchange.Status.ToString(System.Globalization.CultureInfo.InvariantCulture);
                await using var server = new ReplayServer((_, _, _) => exchange with { Status = exchange.Status });
                using var provider = Provider();
                var (storage, path) = provider.Resolve(At(server, "/x"));
                var error = await Assert.ThrowsAsync<StorageException>(() => storage.DeleteAsync(path, Token));
                Assert.DoesNotContain('\n', error.Message);
                Assert.DoesNotContain("<html", error.Message, StringComparison.OrdinalIgnoreCase);
                faults.TryAdd(name, error.Fault);
            }
        }
        Assert.Equal(StorageFault.Unavailable, faults["SafeModeException"]);
        Assert.Equal(StorageFault.Denied, faults["AccessControlException"]);
        Assert.Equal(StorageFault.Denied, faults["401"]);
        Assert.Equal(StorageFault.NotFound, faults["FileNotFoundException"]);
        Assert.Equal(StorageFault.Full, faults["DSQuotaExceededException"]);
        Assert.Equal(StorageFault.Exists, faults["FileAlreadyExistsException"]);
    }

    [Fact]
    public void Locations_that_cannot_be_are_refused()
    {
        using var provider = new StorageProvider();
        foreach (var location in new[] { "hdfs://nn:8020/a", "gs://b/a", "s3:///a", "webhdfs://user@nn/a", "webhdfs:///a" })
        {
            Assert.Equal(StorageFault.Invalid, Assert.Throws<StorageException>(() => provider.Resolve(location)).Fault);
        }
        Assert.False(StorageProvider.IsRemote("/a://b"));
    }

    private static string At(ReplayServer server, string path) => $"webhdfs://{server.Url.Authority}{path}";

    private static StorageProvider Provider(Func<HdfsOptions, HdfsOptions>? change = null)
    {
        var options = new HdfsOptions { User = "harvest" };
        return new StorageProvider(new StorageOptions { Hdfs = change?.Invoke(options) ?? options });
    }

    private static (string, string) Computed(byte[] content, long blockSize)
    {
        using var checksum = new HdfsChecksum(blockSize);
        for (var at = 0; at < content.Length; at += 777) { checksum.Append(content.AsSpan(at, Math.Min(777, content.Length - at))); }
        var sum = checksum.Finish();
        return (sum.Algorithm, sum.Value);
    }

    /// <summary>What the recorder sent for a file.</summary>
    private static byte[] Sent(string file, string name)
    {
        foreach (var line in File.ReadLines(Testing.SharedFolder.Path($"recordings/hdfs/{file}")))
        {
            using var json = System.Text.Json.JsonDocument.Parse(line);
            var request = json.RootElement.GetProperty("request");
            if (request.GetProperty("path").GetString()!.Contains($"/{name}?op=CREATE", StringComparison.Ordinal) && request.TryGetProperty("base64", out var body)) { return body.GetBytesFromBase64(); }
        }
        throw new InvalidOperationException("The recording has no body.");
    }

    /// <summary>Answers a write with what the real servers answered to the same operations on a recorded file.</summary>
    private sealed class RecordedHadoop(bool httpFs)
    {
        private readonly IReadOnlyList<RecordedExchange> _checksum = RecordedBytes.Exchanges("hdfs/checksum.jsonl");
        private readonly IReadOnlyList<RecordedExchange> _dirs = RecordedBytes.Exchanges("hdfs/dirs.jsonl");
        private readonly IReadOnlyList<RecordedExchange> _httpFs = RecordedBytes.Exchanges("hdfs/httpfs.jsonl");
        /// <summary>What is there, by path.</summary>
        public HashSet<string> Files { get; } = [];

        /// <summary>Renames that were done.</summary>
        public List<(string From, string To)> Renames { get; } = [];

        /// <summary>Renames that the server does not do although it could.</summary>
        public Func<string, string, bool> Refuses { get; init; } = (_, _) => false;

        public ConcurrentQueue<string> Requests { get; } = new();
        public byte[] Body { get; private set; } = [];

        public ReplayServer Serve() => new(Answer);

        private RecordedExchange Answer(ReplayRequest request)
        {
            Requests.Enqueue($"{request.Method} {request.Path}");
            var path = Uri.UnescapeDataString(request.Path.Split('?')[0])["/webhdfs/v1".Length..];
            var step2 = request.Path.Contains(httpFs ? "data=true" : "namenoderpcaddress", StringComparison.Ordinal);
            var operation = request.Path.Split("op=")[1].Split('&')[0];
            if (operation == "CREATE" && step2)
            {
                Body = request.Body;
                Files.Add(path);
                return httpFs ? _httpFs.First(e => e.Status == 201) : _checksum.First(e => e.Status == 201);
            }
            var recorded = operation switch
            {
                "CREATE" => SentOn(request, httpFs ? _httpFs.First(e => e.Status == 307) : _checksum.First(e => e.Status == 307)),
                "GETFILESTATUS" when request.Path.Contains(".part", StringComparison.Ordinal) => Status(),
                "GETFILESTATUS" => _httpFs.First(e => e.Status == 404 && e.Path.Contains("GETFILESTATUS", StringComparison.Ordinal)),
                "GETFILECHECKSUM" => _checksum.First(e => e.Status == 200 && e.Path.Contains("/k300?op=GETFILECHECKSUM", StringComparison.Ordinal)),
                "RENAME" when Renamed(path, System.Web.HttpUtility.ParseQueryString(request.Path.Split('?')[1])["destination"]!) is var done && httpFs =>
                    _httpFs.First(e => e.Path.Contains("op=RENAME", StringComparison.Ordinal) && Text(e).Contains(done ? "true" : "false", StringComparison.Ordinal)),
                "RENAME" => _dirs.First(e => e.Path.Contains("renameoptions=OVERWRITE", StringComparison.Ordinal)),
                _ => _dirs.First(e => e.Method == "DELETE" && e.Status == 200),
            };
            if (operation == "DELETE") { Files.Remove(path); }
            return recorded;
        }

        private bool Renamed(string from, string to)
        {
            if (!Files.Contains(from) || (httpFs && Files.Contains(to)) || Refuses(from, to)) { return false; }
            Files.Remove(from);
            Files.Add(to);
            Renames.Add((from, to));
            return true;
        }

        private static RecordedExchange SentOn(ReplayRequest request, RecordedExchange recorded)
        {
            var former = recorded.Headers.First(h => h.Key.Equals("location", StringComparison.OrdinalIgnoreCase)).Value;
            var query = former[(former.IndexOf('?', StringComparison.Ordinal) + 1)..];
            return recorded with { Headers = [KeyValuePair.Create("Location", $"http://localhost:9864{request.Path.Split('?')[0]}?{query}")] };
        }

        private RecordedExchange Status()
        {
            var recorded = _httpFs.First(e => e.Status == 200 && e.Path.Contains("GETFILESTATUS", StringComparison.Ordinal));
            var text = System.Text.RegularExpressions.Regex.Replace(Text(recorded), "\"length\":\\d+", $"\"length\":{Body.Length}");
            return recorded with { Chunks = [Encoding.UTF8.GetBytes(text)] };
        }

        private static string Text(RecordedExchange exchange) => Encoding.UTF8.GetString([.. exchange.Chunks.SelectMany(c => c)]);
    }
}
