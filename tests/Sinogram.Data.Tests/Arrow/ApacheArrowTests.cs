using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Sinogram.Data.Arrow;

namespace Sinogram.Data.Tests.Arrow;

/// <summary>Against an independent implementation: npm's apache-arrow reads what we write, and we read what it writes.</summary>
public sealed class ApacheArrowTests
{
    [Theory]
    [InlineData("stream")]
    [InlineData("file")]
    public void An_independent_reader_sees_the_same_values(string format)
    {
        using var folder = new TempFolder();
        var table = AllTypes.Table(300).Slice(5, 271);
        if (format == "file") { table.WriteArrow(folder.File("in"), CancellationToken.None); }
        else { File.WriteAllBytes(folder.File("in"), ArrowStreamTests.Bytes(table)); }
        using var said = Ask(folder.File("in"), folder.File("out"), format);
        Assert.Equal(table.RowCount, said.RootElement.GetProperty("rows").GetInt64());
        foreach (var column in table.Columns)
        {
            var theirs = said.RootElement.GetProperty("columns").GetProperty(column.Name);
            Assert.Equal(column.Field.Nullable, theirs.GetProperty("nullable").GetBoolean());
            Assert.Equal(column.NullCount, theirs.GetProperty("nulls").GetInt64());
            for (var i = 0; i < table.RowCount; i++) { AssertSame(column, i, theirs.GetProperty("values")[i], theirs.GetProperty("type").GetString()!); }
        }
        AllTypes.AssertSameValues(table, Table.ReadArrow(folder.File("out")));
    }

    [Fact]
    public void A_file_of_no_rows_whose_schema_is_in_its_footer_alone_is_read()
    {
        using var folder = new TempFolder();
        var table = AllTypes.Table(5).Slice(0, 0);
        table.WriteArrow(folder.File("in"), CancellationToken.None);
        using var said = Ask(folder.File("in"), folder.File("out"), "file");
        var back = Table.ReadArrow(folder.File("out"));
        Assert.Equal(0, back.RowCount);
        Assert.Equal(table.Schema.Select(f => (f.Name, f.Type)), back.Schema.Select(f => (f.Name, f.Type)));
    }

    [Fact]
    public void Unions_of_an_independent_writer_are_read()
    {
        using var folder = new TempFolder();
        Run("unions.mjs", folder.File("u.arrow"));
        var table = Table.ReadArrow(folder.File("u.arrow"));
        foreach (var name in new[] { "dense", "sparse" })
        {
            var values = Enumerable.Range(0, 5).Select(i => (StructValue)table[name].GetValue(i)!).ToArray();
            Assert.Equal(["num", "str", "num", "str", "num"], values.Select(v => v["tag"]));
            Assert.Equal([1.5, null, null, null, 3.5], values.Select(v => v["num"]));
            Assert.Equal([null, "a", null, "longer than twelve bytes", null], values.Select(v => v["str"]));
        }
    }

    [Theory]
    [InlineData("plain")]
    [InlineData("lz4")]
    public void Layouts_that_columns_do_not_have_come_from_an_independent_writer_in_batches_with_a_growing_dictionary(string packed)
    {
        using var folder = new TempFolder();
        Run("layouts.mjs", folder.File("l.arrow"), packed);
        var table = Table.ReadArrow(folder.File("l.arrow"));
        Assert.Equal(5, table.RowCount);
        Assert.Equal("js", table.Schema.Metadata["source"]);
        string[] expected =
        [
            "CT|null|MR|a modality with a long name|CT", "0.5|null|-2|65504|0", "0x010203|null|0x040506|0x000000|0xff0001", "[1, 2]|null|[3, null]|[4, 5]|[-1, -2]",
            "1970-01-02|null|1970-01-01|1969-12-31|2024-02-29", "00:00:00.001|null|23:59:59.999|00:00:00|00:00:00.005", "00:00:01|null|23:59:59|00:00:00|00:00:05",
            "P1Y2M|null|PT0S|P10Y11M|P1M", "00:00:01|null|-00:00:05|00:00:00|00:00:07", "x|null|long enough not to be short||é", "0x09|null|0x|0x0102|0x03", "null|null|null|null|null",
            "[{a: 1}, {a: null}]|null|[]|[{a: 3}]|[{a: 4}, {a: 5}]",
        ];
        Assert.Equal(expected, table.Columns.Select(c => string.Join('|', Enumerable.Range(0, 5).Select(i => Presentation.ValueText.Of(c, i) ?? "null"))));
        // Ours of the same rows, read there.
        table = table.Drop("months");
        File.WriteAllBytes(folder.File("in"), ArrowStreamTests.Bytes(table));
        using var said = Ask(folder.File("in"), folder.File("out"));
        AllTypes.AssertSameValues(table, Table.ReadArrow(folder.File("out")));
    }

    [Fact]
    public void What_is_compressed_here_is_read_by_another_decoder()
    {
        using var folder = new TempFolder();
        var table = new Table(Column.Of("n", Enumerable.Range(0, 5000).Select(i => (long)(i % 7))), Column.Of("t", Enumerable.Range(0, 5000).Select(i => i % 3 == 0 ? null : $"text {i % 50}")));
        File.WriteAllBytes(folder.File("in"), ArrowStreamTests.Bytes(table, ArrowCompression.Lz4));
        Assert.True(new FileInfo(folder.File("in")).Length < 40_000);
        var said = Run("lz4.mjs", folder.File("in")).Trim();
        Assert.Equal($"5000 {Enumerable.Range(0, 5000).Sum(i => (long)(i % 7))} {Enumerable.Range(0, 5000).Where(i => i % 3 != 0).Sum(i => $"text {i % 50}".Length)} 1667", said);
    }

    [Fact]
    public void Big_endian_data_are_refused()
    {
        // The schema of another machine: its first field is the order of its bytes.
        var writer = new FlatBufferWriter();
        var fields = writer.Offsets([]);
        writer.StartTable();
        writer.Reference(1, fields);
        writer.Short(0, 1);
        var schema = writer.EndTable();
        writer.StartTable();
        writer.Long(3, 0);
        writer.Reference(2, schema);
        writer.Byte(1, IpcFormat.SchemaHeader);
        writer.Short(0, IpcFormat.Version5);
        var message = writer.Finish(writer.EndTable()).ToArray();
        var padded = (message.Length + 7) & ~7;
        byte[] stream = [0xFF, 0xFF, 0xFF, 0xFF, .. BitConverter.GetBytes(padded), .. message, .. new byte[padded - message.Length], 0xFF, 0xFF, 0xFF, 0xFF, 0, 0, 0, 0];
        Assert.Contains("big-endian", Assert.Throws<ArrowFormatException>(() => Table.ReadArrow(stream)).Message, StringComparison.Ordinal);
    }

    private static void AssertSame(Column column, int row, JsonElement theirs, string type)
    {
        var ours = Expected(column.GetValue(row), column, row, column.Type);
        var text = theirs.ValueKind switch { JsonValueKind.Null => null, JsonValueKind.String => theirs.GetString(), _ => theirs.GetRawText() };
        if (theirs.ValueKind == JsonValueKind.Number && double.TryParse(ours, CultureInfo.InvariantCulture, out var number)) { Assert.Equal(number, theirs.GetDouble()); }
        else { Assert.True(ours == text, $"{column.Field} row {row}: {ours} is {text} ({type}) there"); }
    }

    private static string? Expected(object? value, Column column, int row, DataType type) => value switch
    {
        null => null,
        bool b => b ? "true" : "false",
        float f => float.IsFinite(f) ? ((double)f).ToString("R", CultureInfo.InvariantCulture) : "NaN",
        double d => double.IsFinite(d) ? d.ToString("R", CultureInfo.InvariantCulture) : d > 0 ? "Infinity" : "-Infinity",
        string s => s,
        byte[] b => Convert.ToHexStringLower(b),
        // That reader gives the 16 bytes as four words.
        Interval v => string.Create(CultureInfo.InvariantCulture, $"{v.Months},{v.Days},{(int)v.Nanoseconds},{(int)(v.Nanoseconds >> 32)}"),
        DateOnly d => d.ToDateTime(TimeOnly.MinValue).Subtract(DateTime.UnixEpoch).TotalMilliseconds.ToString("R", CultureInfo.InvariantCulture),
        _ when type is DecimalType => column.Values<Int128>()[row].ToString(CultureInfo.InvariantCulture),
        _ when type is TimeType => column.Values<long>()[row].ToString(CultureInfo.InvariantCulture),
        _ when type is TimestampType timestamp => Milliseconds(column.Values<long>()[row], timestamp.Unit),
        Array or StructValue or MapValue => JsonSerializer.Serialize(Plain(value), Relaxed),
        _ => Convert.ToString(value, CultureInfo.InvariantCulture),
    };

    private static readonly JsonSerializerOptions Relaxed = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    // That reader gives every timestamp as a double of milliseconds.
    private static string Milliseconds(long value, TimeUnit unit) => (unit switch
    {
        TimeUnit.Second => value * 1000d,
        TimeUnit.Millisecond => value,
        TimeUnit.Microsecond => value / 1000d,
        _ => value / 1_000_000d,
    }).ToString("R", CultureInfo.InvariantCulture);

    private static object? Plain(object? value) => value switch
    {
        Array array => array.Cast<object?>().Select(Plain).ToArray(),
        StructValue row => row.Values.Select(Plain).ToArray(),
        MapValue map => map.Select(e => new[] { Plain(e.Key), Plain(e.Value) }).ToArray(),
        _ => value,
    };

    private static JsonDocument Ask(string input, string output, string format = "stream") => JsonDocument.Parse(Run("oracle.mjs", input, output, format));

    internal static string Run(string script, params string[] arguments)
    {
        var package = FindPackage();
        if (package is null) { Assert.Skip("npm's apache-arrow is not there (npm install apache-arrow in artifacts/npm-test, or name its folder in SINOGRAM_APACHE_ARROW)."); }
        var path = Path.Combine(AppContext.BaseDirectory, "Arrow", script);
        using var node = Process.Start(new ProcessStartInfo("node", [path, package, .. arguments]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var errors = node.StandardError.ReadToEndAsync();
        var text = node.StandardOutput.ReadToEnd();
        node.WaitForExit();
        Assert.True(node.ExitCode == 0, errors.Result);
        return text;
    }

    private static string? FindPackage()
    {
        if (Environment.GetEnvironmentVariable("SINOGRAM_APACHE_ARROW") is { Length: > 0 } named) { return named; }
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            var candidate = Path.Combine(folder.FullName, "artifacts", "npm-test");
            if (Directory.Exists(Path.Combine(candidate, "node_modules", "apache-arrow"))) { return candidate; }
        }
        return null;
    }
}
