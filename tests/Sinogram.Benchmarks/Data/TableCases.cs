using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json;
using Sinogram.Data;
using Sinogram.Data.Postgres;

namespace Sinogram.Benchmarks.Data;

/// <summary>Our side of the figures of tables: one case in a process of its own, so that its peak of memory is its own.</summary>
internal static class TableCases
{
    /// <summary>Eight columns of the kinds that image catalogues have.</summary>
    public const string Create = """
        CREATE TABLE t AS SELECT range AS a, (range * 7919 % 1000003) / 8.0 AS b, 'name ' || (range % 1000) AS c, range % 7 = 0 AS d, DATE '2020-01-01' + (range % 3000)::INTEGER AS e,
        TIMESTAMP '2020-01-01' + INTERVAL 1 SECOND * (range % 1000000) AS f, (range % 100)::SMALLINT AS g, CASE WHEN range % 5 = 0 THEN NULL ELSE range / 3.0 END AS h FROM range({rows})
        """;

    // Seconds of all threads in the best round: what a busy machine changes least.
    private static double s_processor = double.MaxValue;

    // Rounds of what takes a moment only.
    private const int Short = 9;

    /// <summary>Runs a case and prints its seconds, bytes and peak of memory as JSON.</summary>
    public static int Run(string name, long rows)
    {
        var (seconds, bytes) = name switch
        {
            "query" => Query(rows),
            "arrow-write" or "arrow-read" or "arrow-copy" or "arrow-store" => Arrow(name, rows),
            "copy-write" or "copy-stream" or "copy-read" or "copy-export" => Postgres(name, rows).GetAwaiter().GetResult(),
            _ => OfTable(name, rows),
        };
        Console.WriteLine(JsonSerializer.Serialize(new { seconds, processor = s_processor, bytes, peak = PeakMebibytes() }));
        return 0;
    }

    private static (double, long) Query(long rows)
    {
        using var engine = new DuckDbEngine();
        engine.Execute(Sql(rows), CancellationToken.None);
        return Best(() => engine.Query("SELECT * FROM t", CancellationToken.None).RowCount);
    }

    /// <summary>To and from the server that the environment names: a table, rows as the engine makes them, and back.</summary>
    private static async Task<(double, long)> Postgres(string name, long rows)
    {
        await using var database = new PostgresDatabase(Environment.GetEnvironmentVariable(PostgresBenchmark.Server) ?? throw new BenchmarkException("no server is named"));
        if (name == "copy-read") { return Best(() => database.QueryAsync("SELECT * FROM ours").GetAwaiter().GetResult().RowCount); }
        if (name == "copy-export")
        {
            var path = Path.Combine(Path.GetTempPath(), $"sinogram-bench-{Guid.NewGuid():N}.parquet");
            try
            {
                return Best(() => database.ExportAsync("SELECT * FROM ours", path).GetAwaiter().GetResult().Rows);
            }
            finally
            {
                File.Delete(path);
            }
        }

        if (name == "copy-write")
        {
            var table = Load(rows);
            return Best(() => database.WriteAsync(table, "ours", PostgresWrite.Replace).GetAwaiter().GetResult());
        }

        using var engine = new DuckDbEngine();
        return Best(() => database.WriteAsync(engine.Stream(Sql(rows)["CREATE TABLE t AS ".Length..]), "ours", PostgresWrite.Replace).GetAwaiter().GetResult());
    }

    private static (double, long) OfTable(string name, long rows)
    {
        var table = Load(rows);
        var other = new Table(Column.Of("c", Enumerable.Range(0, 1000).Select(i => $"name {i}")), Column.Of("weight", Enumerable.Range(0, 1000).Select(i => i * 3L)));
        return name switch
        {
            "group" => Best(() => table.GroupBy("c").Aggregate("count(*) AS n", "sum(a) AS total", "avg(h) AS mean").RowCount),
            "join" => Best(() => table.Join(other, "c").RowCount),
            "sort" => Best(() => table.OrderBy("b desc").RowCount),
            _ => throw new BenchmarkException($"there is no case {name}"),
        };
    }

    private static unsafe (double, long) Arrow(string name, long rows)
    {
        var table = Load(rows);
        var bytes = table.Columns.Sum(c => c.ByteSize);
        long copied = 0;
        var path = Path.Combine(Path.GetTempPath(), $"sinogram-bench-{Guid.NewGuid():N}.arrow");
        try
        {
            if (name == "arrow-copy")
            {
                // The limit: the same bytes, copied once in memory that is there.
                var target = (byte*)NativeMemory.AllocZeroed((nuint)bytes);
                var result = Best(() =>
                {
                    long at = 0;
                    foreach (var buffer in table.Columns.Where(c => c.Type.Id == TypeId.Int64 || c.Type.Id == TypeId.Float64 || c.Type.Id == TypeId.Timestamp))
                    {
                        foreach (var part in new[] { buffer, buffer })
                        {
                            var source = part.Type.Id == TypeId.Float64 ? MemoryMarshal.AsBytes(part.Values<double>()) : MemoryMarshal.AsBytes(part.Values<long>());
                            var length = (int)Math.Min(source.Length, bytes - at);
                            source[..length].CopyTo(new Span<byte>(target + at, length));
                            at += length;
                        }
                    }
                    copied = at;
                    return at;
                }, Short);
                NativeMemory.Free(target);
                return (result.Seconds, copied);
            }
            if (name == "arrow-write")
            {
                // To memory that is there: what the format costs. To the disk, the disk decides.
                using var target = new MemoryTarget(bytes + (1 << 20));
                return (Best(() => { target.Position = 0; table.WriteArrow(target, CancellationToken.None); return target.Position; }, Short).Seconds, bytes);
            }
            if (name == "arrow-store") { return (Best(() => { table.WriteArrow(path, CancellationToken.None); return 1; }).Seconds, bytes); }
            table.WriteArrow(path, CancellationToken.None);
            return (Best(() => Table.ReadArrow(path, CancellationToken.None).RowCount, Short).Seconds, bytes);
        }
        finally
        {
            File.Delete(path);
        }
    }

    // The rows are held once, as the peer's are: in the table, and not in the engine too.
    private static Table Load(long rows)
    {
        using var engine = new DuckDbEngine();
        return engine.Query(Sql(rows)["CREATE TABLE t AS ".Length..], CancellationToken.None);
    }

    private static string Sql(long rows) => Create.Replace("{rows}", rows.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal);

    private static (double Seconds, long) Best(Func<long> act, int rounds = 3)
    {
        var best = double.MaxValue;
        for (var round = 0; round < rounds; round++)
        {
            var processor = Environment.CpuUsage.TotalTime;
            var watch = Stopwatch.StartNew();
            if (act() < 1) { throw new BenchmarkException("no rows came"); }
            best = Math.Min(best, watch.Elapsed.TotalSeconds);
            s_processor = Math.Min(s_processor, (Environment.CpuUsage.TotalTime - processor).TotalSeconds);
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }
        return (best, 0);
    }

    internal static double PeakMebibytes()
    {
        var line = File.ReadLines("/proc/self/status").First(l => l.StartsWith("VmHWM:", StringComparison.Ordinal));
        return double.Parse(line["VmHWM:".Length..].Replace("kB", "", StringComparison.Ordinal).Trim(), CultureInfo.InvariantCulture) / 1024;
    }

    /// <summary>A stream onto memory that is there; larger than a MemoryStream can be.</summary>
    private sealed unsafe class MemoryTarget(long capacity) : Stream
    {
        private byte* _memory = (byte*)NativeMemory.AllocZeroed((nuint)capacity);

        public override bool CanRead => false;
        public override bool CanSeek => false;
        public override bool CanWrite => true;
        public override long Length => capacity;
        public override long Position { get; set; }

        public override void Write(ReadOnlySpan<byte> buffer)
        {
            if (Position + buffer.Length > capacity) { throw new IOException("full"); }
            buffer.CopyTo(new Span<byte>(_memory + Position, buffer.Length));
            Position += buffer.Length;
        }

        public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));
        public override void Flush() { }
        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();
        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();
        public override void SetLength(long value) => throw new NotSupportedException();

        protected override void Dispose(bool disposing)
        {
            NativeMemory.Free(_memory);
            _memory = null;
            base.Dispose(disposing);
        }
    }
}
