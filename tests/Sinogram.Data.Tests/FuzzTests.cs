using System.Globalization;
using System.Text;
using Sinogram.Data.Parquet;
using Sinogram.Data.Postgres;
using Sinogram.Data.Storage.Hdfs;
using Sinogram.Data.Storage.S3;
using Sinogram.Data.Tests.Arrow;

namespace Sinogram.Data.Tests;

/// <summary>Our own readers over mutated input: a value or a typed error, and nothing else. SINOGRAM_FUZZ says how many mutants; a thousand without it.</summary>
[Trait("Category", "Fuzz")]
public sealed class FuzzTests
{
    private static int Mutants => Environment.GetEnvironmentVariable("SINOGRAM_FUZZ") is { Length: > 0 } text ? int.Parse(text, CultureInfo.InvariantCulture) : 1000;

    [Theory]
    [InlineData(ArrowCompression.None)]
    [InlineData(ArrowCompression.Lz4)]
    [InlineData(ArrowCompression.Zstd)]
    public void Arrow_streams(ArrowCompression compression)
    {
        var original = ArrowStreamTests.Bytes(AllTypes.Table(12), compression);
        Run(original, 1, bytes => Visit(Table.ReadArrow(bytes)));
    }

    [Fact]
    public void Arrow_layouts_that_columns_do_not_have() => Run(LayoutStream.Make(), 7, bytes => Visit(Table.ReadArrow(bytes)));

    [Fact]
    public void Arrow_unions()
    {
        using var folder = new TempFolder();
        ApacheArrowTests.Run("unions.mjs", folder.File("u.arrow"));
        Run(File.ReadAllBytes(folder.File("u.arrow")), 8, bytes => Visit(Table.ReadArrow(bytes)));
    }

    [Fact]
    public void Arrow_files()
    {
        using var folder = new TempFolder();
        AllTypes.Table(12).WriteArrow(folder.File("t.arrow"), CancellationToken.None);
        var original = File.ReadAllBytes(folder.File("t.arrow"));
        Run(original, 2, bytes =>
        {
            File.WriteAllBytes(folder.File("m.arrow"), bytes);
            Visit(Table.ReadArrow(folder.File("m.arrow")));
        });
    }

    [Fact]
    public async Task Binary_copies()
    {
        var table = AllTypes.Table(12).Drop("timestamp_ns", "interval");
        using var stream = new MemoryStream();
        var types = table.Schema.Select(f => PostgresTypes.Of(f.Type).Oid).ToArray();
        var writer = new CopyWriter(stream, [.. table.Columns.Select((c, i) => FieldWriter.For(c.Type, types[i])!)]);
        await writer.WriteAsync(table, CancellationToken.None);
        await writer.EndAsync(CancellationToken.None);
        Run(stream.ToArray(), 3, bytes =>
        {
            var fields = types.Select((t, i) => FieldReader.For(t, table[i].Name)).ToArray();
            var reader = new CopyReader(new MemoryStream(bytes), fields);
            reader.BeginAsync(CancellationToken.None).GetAwaiter().GetResult();
            reader.ReadAsync(long.MaxValue, null, CancellationToken.None).GetAwaiter().GetResult();
            Visit(new Table(fields.Select(f => f.Finish()).Select((d, i) => new Column(new Field(table[i].Name, d.Type), d))));
        });
    }

    [Fact]
    public void Answers_of_storages()
    {
        var error = "<?xml version=\"1.0\"?><Error><Code>NoSuchKey</Code><Message>m &#34;x&#34;</Message><Region>eu</Region></Error>"u8.ToArray();
        Run(error, 4, bytes => S3Errors.Parse(Encoding.UTF8.GetString(bytes)));
        var exception = "{\"RemoteException\":{\"exception\":\"AccessControlException\",\"message\":\"Permission denied\\n\\tat x\"}}"u8.ToArray();
        Run(exception, 5, bytes =>
        {
            using var response = new HttpResponseMessage(System.Net.HttpStatusCode.Forbidden) { Content = new ByteArrayContent(bytes), RequestMessage = new HttpRequestMessage(HttpMethod.Get, "http://localhost/") };
            HdfsErrors.ReadAsync(response, "here", CancellationToken.None).GetAwaiter().GetResult();
        });
    }

    [Fact]
    public void Schemas_beside_parquet_data()
    {
        var table = AllTypes.Table(3);
        var (_, kept) = ParquetSchema.Prepare(table);
        Run(Convert.FromBase64String(kept), 6, bytes => Visit(ParquetSchema.Restore(table, [Convert.ToBase64String(bytes)])));
    }

    /// <summary>The embedded engine's own readers, in a process of their own: what they do not survive would need a guard before it.</summary>
    [Theory]
    [InlineData("parquet")]
    [InlineData("csv")]
    [InlineData("json")]
    public async Task The_native_readers_survive(string format)
    {
        using var folder = new TempFolder();
        var start = new System.Diagnostics.ProcessStartInfo(Environment.ProcessPath!, ["native", format, folder.Path]) { RedirectStandardError = true };
        using var child = System.Diagnostics.Process.Start(start)!;
        var said = await child.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await child.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.True(child.ExitCode == 0, $"exit {child.ExitCode}: {said}");
    }

    /// <summary>In the child: mutants of a file, most of them at its end, where a Parquet file describes itself.</summary>
    internal static int ReadNatively(string format, string folder)
    {
        using var engine = new DuckDbEngine(new EngineOptions { MemoryLimit = 512L << 20, Threads = 2 });
        var original = Path.Combine(folder, "original." + format);
        engine.Export("SELECT range AS id, 'name ' || (range % 17) AS name, range / 3.0::DOUBLE AS x, [range, NULL] AS l, {'a': range, 'b': 'x' || range} AS s, "
            + "CASE WHEN range % 5 = 0 THEN NULL ELSE DATE '2020-01-01' + range::INTEGER END AS d, MAP {'k': range} AS m, hash(range)::VARCHAR AS h FROM range(300)", original);
        var content = File.ReadAllBytes(original);
        var mutant = Path.Combine(folder, "mutant." + format);
        var random = new Random(10);
        for (var round = 0; round < Mutants / 2; round++)
        {
            var bytes = (byte[])content.Clone();
            for (var i = random.Next(1, 5); i > 0; i--)
            {
                var at = random.Next(2) == 0 ? bytes.Length - 1 - random.Next(Math.Min(bytes.Length, 1500)) : random.Next(bytes.Length);
                bytes[at] = random.Next(5) switch { 0 => 0, 1 => 0xFF, 2 => 0x7F, 3 => (byte)(bytes[at] ^ (1 << random.Next(8))), _ => (byte)random.Next(256) };
            }
            File.WriteAllBytes(mutant, random.Next(30) == 0 ? bytes[..random.Next(bytes.Length)] : bytes);
            // Where it dies, this is the last line.
            Console.Error.Write($"\rmutant {round}");
            try
            {
                _ = engine.Read(mutant).RowCount;
            }
            catch (Exception e) when (e is EngineException or TableException)
            {
                if (e.Message.Contains("INTERNAL", StringComparison.Ordinal) || e.Message.Contains("invalidated", StringComparison.Ordinal))
                {
                    Console.Error.WriteLine(e.Message);
                    return 2;
                }
            }
        }
        return 0;
    }

    [Fact]
    public void Footers_of_parquet_files()
    {
        using var folder = new TempFolder();
        using var engine = new DuckDbEngine();
        engine.WriteParquet(AllTypes.Table(3000), folder.File("t.parquet"), new ParquetOptions { RowGroupSize = 2048 });
        var file = File.ReadAllBytes(folder.File("t.parquet"));
        var start = file.Length - (int)ParquetFooter.LengthFrom(file, file.Length)!.Value;
        Run(file[start..], 9, bytes =>
        {
            if (bytes.Length < ParquetFooter.TailLength || ParquetFooter.LengthFrom(bytes, file.Length) is not { } length || length > bytes.Length) { return; }
            var footer = ParquetFooter.TryRead(bytes.AsSpan(0, bytes.Length - ParquetFooter.TailLength), start);
            // Whatever it says, nothing outside the file is asked for.
            foreach (var range in footer?.Ranges(_ => true, 1000) ?? []) { Assert.True(range.Start >= 0 && range.Length >= 0 && range.End <= file.Length, $"{range}"); }
        });
    }

    private static void Run(byte[] original, int seed, Action<byte[]> read)
    {
        var random = new Random(seed);
        for (var round = 0; round < Mutants; round++)
        {
            var bytes = (byte[])original.Clone();
            for (var i = random.Next(1, 6); i > 0; i--)
            {
                var at = random.Next(bytes.Length);
                bytes[at] = random.Next(5) switch { 0 => 0, 1 => 0xFF, 2 => 0x7F, 3 => (byte)(bytes[at] ^ (1 << random.Next(8))), _ => (byte)random.Next(256) };
            }
            if (random.Next(20) == 0) { bytes = bytes[..random.Next(bytes.Length)]; }
            try
            {
                read(bytes);
            }
            catch (Exception e) when (e is ArrowFormatException or TableException or EngineException)
            {
                // What is wanted.
            }
            catch (Exception e)
            {
                Assert.Fail($"Mutant {round}: {e}");
            }
        }
    }

    private static void Visit(Table table)
    {
        foreach (var column in table.Columns)
        {
            for (long i = 0; i < Math.Min(column.Length, 20); i++)
            {
                // A date may be outside .NET's range; that is said when the value is asked for.
                try { _ = column.GetValue(i); }
                catch (TableException) { }
            }
        }
    }
}
