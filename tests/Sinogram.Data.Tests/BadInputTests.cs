using System.Diagnostics;
using System.Globalization;
using System.Text;
using Sinogram.Data.Arrays;
using Sinogram.Data.Engine;
using Sinogram.Data.Storage;

namespace Sinogram.Data.Tests;

/// <summary>Files that are broken, lie or are too much: an error that says what, where and what to do, and never a crash.</summary>
public sealed class BadInputTests : IDisposable
{
    private readonly DuckDbEngine _engine = new(new EngineOptions { MemoryLimit = 512L << 20 });
    private readonly TempFolder _folder = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _engine.Dispose();
        _folder.Dispose();
    }

    [Theory]
    [InlineData("cut")]
    [InlineData("empty")]
    [InlineData("text")]
    [InlineData("footer length")]
    [InlineData("footer bytes")]
    public void A_broken_parquet_file_is_named(string how)
    {
        var path = _folder.File("t.parquet");
        _engine.WriteParquet(AllTypes.Table(500), path, cancellationToken: Token);
        var bytes = File.ReadAllBytes(path);
        switch (how)
        {
            case "cut": bytes = bytes[..(bytes.Length * 2 / 3)]; break;
            case "empty": bytes = []; break;
            case "text": bytes = Encoding.ASCII.GetBytes("PAR1 no parquet at all PAR1"); break;
            case "footer length": BitConverter.TryWriteBytes(bytes.AsSpan(bytes.Length - 8), int.MaxValue); break;
            default: bytes.AsSpan(bytes.Length - 1000, 900).Fill(0xA5); break;
        }
        File.WriteAllBytes(path, bytes);
        var error = Assert.Throws<EngineException>(() => _engine.ReadParquet(path, cancellationToken: Token));
        Assert.True(error.Message.Contains("t.parquet", StringComparison.Ordinal) || how == "footer bytes", error.Message);
        Assert.DoesNotContain("LINE 1", error.Message, StringComparison.Ordinal);
        Assert.Equal(1, _engine.Query("SELECT 1 AS still", Token).GetValue(0, "still"));
    }

    [Theory]
    [InlineData("latin-1", "Müller;3,5\n", "utf-8")]
    [InlineData("utf-16", "a,b\n1,x\n", "utf-8")]
    public void Another_encoding_is_told_with_what_to_write(string encoding, string text, string said)
    {
        File.WriteAllText(_folder.File("t.csv"), "name;value\n" + text, Encoding.GetEncoding(encoding == "latin-1" ? "iso-8859-1" : encoding));
        var error = Assert.Throws<EngineException>(() => _engine.Query($"FROM {DuckDbEngine.Literal(_folder.File("t.csv"))}", Token));
        Assert.Contains(said, error.Message, StringComparison.OrdinalIgnoreCase);
        Assert.Contains($"'{encoding}'", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("sample_size", error.Message, StringComparison.Ordinal);
        // What it advises works.
        Assert.Equal(1, _engine.Query($"FROM read_csv({DuckDbEngine.Literal(_folder.File("t.csv"))}, encoding = '{encoding}', delim = ';', skip = {(encoding == "utf-16" ? 1 : 0)}, header = true)", Token).RowCount);
    }

    [Fact]
    public void A_damaged_Parquet_file_is_named_and_what_is_wrong_with_it()
    {
        using var folder = new TempFolder();
        using var engine = new DuckDbEngine();
        engine.Execute($"COPY (SELECT range AS id, 'x' || range AS t FROM range(5000)) TO '{folder.File("good.parquet")}' (FORMAT parquet)", CancellationToken.None);
        var good = File.ReadAllBytes(folder.File("good.parquet"));
        string Says(byte[] bytes)
        {
            File.WriteAllBytes(folder.File("bad.parquet"), bytes);
            return Assert.Throws<EngineException>(() => engine.Query($"SELECT * FROM '{folder.File("bad.parquet")}'", CancellationToken.None)).Message;
        }
        var lies = good.ToArray();
        foreach (ref var b in lies.AsSpan(lies.Length - 200, 190)) { b ^= 0x55; }
        var holed = good.ToArray();
        holed.AsSpan(4, 200).Clear();
        foreach (var (bytes, part) in new[] { (good[..(good.Length / 2)], "cut short"), ([.. good[..^8], 0xFF, 0xFF, 0xFF, 0x7F, .. "PAR1"u8], "its end does not describe"), (lies, ""), (holed, "is damaged") })
        {
            var message = Says(bytes);
            Assert.Contains("bad.parquet", message, StringComparison.Ordinal);
            Assert.Contains(part, message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Mixed_encodings_name_the_line()
    {
        File.WriteAllBytes(_folder.File("t.csv"), [.. "a,b\n1,ü\n"u8, .. "2,"u8, 0xFC, .. "\n"u8]);
        Assert.Contains("Line: 3", Assert.Throws<EngineException>(() => _engine.Query($"FROM {DuckDbEngine.Literal(_folder.File("t.csv"))}", Token)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_quote_that_never_closes_loses_nothing()
    {
        var rows = string.Concat(Enumerable.Range(0, 50_000).Select(i => string.Create(CultureInfo.InvariantCulture, $"{i},\"x\"\n")));
        File.WriteAllText(_folder.File("t.csv"), "a,b\n" + rows + "1,\"never closed\n" + rows);
        try
        {
            // Every line is a row, or it is an error: never a row that swallowed the rest.
            Assert.Equal(100_001, _engine.Query($"FROM {DuckDbEngine.Literal(_folder.File("t.csv"))}", Token).RowCount);
        }
        catch (EngineException e)
        {
            Assert.Contains("t.csv", e.Message + e.Sql, StringComparison.Ordinal);
            Assert.Contains("Line:", e.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Ten_delimiters_give_one_reading()
    {
        File.WriteAllText(_folder.File("t.csv"), "a,b;c|d\te:f^g~h#i!j\n1,2;3|4\t5:6^7~8#9!0\n");
        var table = _engine.Query($"FROM {DuckDbEngine.Literal(_folder.File("t.csv"))}", Token);
        Assert.Equal(1, table.RowCount);
        Assert.Equal("a,b;c|d\te:f^g~h#i!j", string.Join(',', table.Schema.Select(f => f.Name)));
    }

    [Fact]
    public void A_json_line_beyond_the_limit_is_refused_before_it_is_in_memory()
    {
        using (var file = File.Create(_folder.File("t.json")))
        {
            file.Write("{\"a\": \""u8);
            // A hole of the file system: two gigabytes that take no room.
            file.SetLength(2L << 30);
        }
        var error = Assert.Throws<EngineException>(() => _engine.Query($"FROM {DuckDbEngine.Literal(_folder.File("t.json"))}", Token));
        Assert.Contains("t.json", error.Message + error.Sql, StringComparison.Ordinal);
    }

    [Fact]
    public void Tables_of_no_rows_or_no_columns_go_everywhere()
    {
        var empty = new Table(Column.Of("a", Array.Empty<int>()), Column.Of("b", Array.Empty<string>()));
        foreach (var name in new[] { "t.parquet", "t.csv", "t.json" })
        {
            if (name.EndsWith("parquet", StringComparison.Ordinal)) { _engine.WriteParquet(empty, _folder.File(name), cancellationToken: Token); }
            else if (name.EndsWith("csv", StringComparison.Ordinal)) { _engine.WriteCsv(empty, _folder.File(name), Token); }
            else { _engine.WriteJson(empty, _folder.File(name), Token); }
            Assert.Equal(0, _engine.Query($"FROM {DuckDbEngine.Literal(_folder.File(name))}", Token).RowCount);
        }
        Assert.Equal(0, empty.OrderBy("a").Filter("a > 1").GroupBy("b").Count().Join(empty, "b").RowCount);
        var none = new Table();
        using var stream = new MemoryStream();
        none.WriteArrow(stream, Token);
        Assert.Equal((0L, 0), (Table.ReadArrow(stream.ToArray(), Token).RowCount, Table.ReadArrow(stream.ToArray(), Token).ColumnCount));
        Assert.Throws<TableException>(() => _engine.WriteParquet(none, _folder.File("n.parquet"), cancellationToken: Token));
        Assert.Throws<TableException>(() => _engine.Register("none", none, Token));
        Assert.Contains("0 rows × 0 columns", Presentation.TableSummary.Of(none).Totals, StringComparison.Ordinal);
        Assert.Contains("\"data\":[]", Presentation.DataResource.Write(none), StringComparison.Ordinal);
    }

    [Fact]
    public void More_rows_than_a_table_holds_are_told_with_the_number()
    {
        var half = new Table(new Column(new Field("n", DataType.Null), new ArrayData(DataType.Null, 1 << 30, null, [])));
        Assert.Equal(1L << 30, half.RowCount);
        Assert.Contains("2,147,483,591", Assert.Throws<TableException>(() => half.Append(half)).Message, StringComparison.Ordinal);
        // As much as fits in two batches of one stream, and one batch more.
        using var stream = new MemoryStream();
        half.Slice(0, (1 << 30) - 100).WriteArrow(stream, Token);
        var bytes = stream.ToArray();
        var batch = bytes.AsSpan().LastIndexOf((ReadOnlySpan<byte>)[0xFF, 0xFF, 0xFF, 0xFF, 0, 0, 0, 0]);
        var schemaEnd = 8 + BitConverter.ToInt32(bytes, 4);
        byte[] Batches(int count) => [.. bytes[..schemaEnd], .. Enumerable.Repeat(bytes[schemaEnd..batch], count).SelectMany(b => b), .. bytes[batch..]];
        Assert.Equal(2L * ((1 << 30) - 100), Table.ReadArrow(Batches(2), Token).RowCount);
        Assert.Contains("2,147,483,591", Assert.Throws<ArrowFormatException>(() => Table.ReadArrow(Batches(3), Token)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void More_rows_than_a_table_holds_are_refused_where_native_code_hands_them_over()
    {
        var schema = new Interop.ArrowSchema();
        var array = new Interop.ArrowArray();
        unsafe
        {
            new Table(new Column(new Field("n", DataType.Null), new ArrayData(DataType.Null, 5, null, []))).ExportArrow(&schema, &array);
            array.Length = 1L << 31;
            for (var i = 0; i < array.ChildCount; i++) { array.Children[i]->Length = 1L << 31; }
            var (s, a) = ((nint)(&schema), (nint)(&array));
            Assert.Contains("2,147,483,591", Assert.Throws<ArrowFormatException>(() => Table.ImportArrow((Interop.ArrowSchema*)s, (Interop.ArrowArray*)a)).Message, StringComparison.Ordinal);
        }
    }

    // Two billion rows take half a minute: with the long ones.
    [Fact]
    [Trait("Category", "Fuzz")]
    public void A_result_of_more_rows_than_a_table_holds_ends_with_the_number()
    {
        if (Environment.GetEnvironmentVariable("SINOGRAM_FUZZ") is not { Length: > 0 }) { Assert.Skip("two billion rows take half a minute: make fuzz"); }
        var error = Assert.Throws<TableException>(() => _engine.Query("SELECT NULL AS n FROM range(2147483592)", Token));
        Assert.Contains("2,147,483,591", error.Message, StringComparison.Ordinal);
        Assert.Contains("export", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_result_that_outgrows_the_memory_is_ended_while_it_can_be_told()
    {
        long left = 8L << 30;
        var guard = new MemoryGuard(() => left, () => 16L << 30);
        guard.Check(1_000_000);
        left = 400L << 20;
        // Not looked at with every row.
        guard.Check(1_000_001);
        Assert.Contains("2,000,000 rows", Assert.Throws<TableException>(() => guard.Check(2_000_000)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_disk_that_fills_during_an_export_keeps_the_former_file()
    {
        // A file system of 4 MiB in a namespace of its own, seen by the child process alone.
        var start = new ProcessStartInfo("unshare", ["-m", "--propagation", "private", "sh", "-c", "mount -t tmpfs -o size=4m tmpfs \"$1\" || exit 77; exec \"$2\" full-disk \"$1\"", "sh", _folder.Path, Environment.ProcessPath!])
        {
            RedirectStandardError = true,
        };
        using var child = Process.Start(start)!;
        var said = child.StandardError.ReadToEnd();
        child.WaitForExit();
        if (child.ExitCode is 77 or 1 && !said.Contains("full-disk", StringComparison.Ordinal)) { Assert.Skip("a file system of one's own needs root"); }
        Assert.True(child.ExitCode == 0, said);
    }

    /// <summary>In the child: exports onto the small disk.</summary>
    internal static int OnFullDisk(string folder)
    {
        using var engine = new DuckDbEngine(new EngineOptions { MemoryLimit = 256L << 20 });
        foreach (var name in new[] { "t.parquet", "t.csv", "t.json", "t.arrow" })
        {
            var path = Path.Combine(folder, name);
            File.WriteAllText(path, "former");
            try
            {
                engine.Export("SELECT hash(range) AS a, hash(range + 1)::VARCHAR AS b FROM range(1_000_000)", path);
                Console.Error.WriteLine($"full-disk: {name} fitted");
                return 2;
            }
            catch (Exception e) when (e is EngineException or StorageException && e.Message.Contains("is full", StringComparison.Ordinal) && e.Message.Contains(name, StringComparison.Ordinal))
            {
                // What is wanted.
            }
            if (File.ReadAllText(path) != "former" || Directory.GetFileSystemEntries(folder).Length != 1)
            {
                Console.Error.WriteLine($"full-disk: {name} was lost, or more was left: {string.Join(", ", Directory.GetFileSystemEntries(folder))}");
                return 3;
            }
            File.Delete(path);
        }
        return 0;
    }
}
