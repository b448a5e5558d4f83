using Sinogram.Data;
using Sinogram.Remote.Drill;
using Sinogram.Remote.Drill.Embedded;
using Sinogram.Remote.Drill.Embedded.Sources.Avro;
using Sinogram.Testing;

namespace Sinogram.Remote.Tests.Drill.Embedded;

/// <summary>Files of Avro that Debian's python3-avro writes, read in Drill's types.</summary>
public sealed class AvroTests : IDisposable
{
    private const string Writer = """
        import datetime, decimal, json, sys
        try:
            import avro.schema, avro.datafile, avro.io
        except ImportError:
            print("missing"); sys.exit()
        path, codec = sys.argv[1], sys.argv[2]
        schema = avro.schema.parse(json.dumps({"type": "record", "name": "scan", "namespace": "org.example", "fields": [
            {"name": "id", "type": "long"}, {"name": "small", "type": "int"}, {"name": "ok", "type": "boolean"}, {"name": "f", "type": "float"}, {"name": "d", "type": "double"},
            {"name": "name", "type": ["null", "string"]}, {"name": "raw", "type": "bytes"}, {"name": "four", "type": {"type": "fixed", "name": "four", "size": 4}},
            {"name": "modality", "type": {"type": "enum", "name": "modality", "symbols": ["CT", "MR"]}},
            {"name": "day", "type": {"type": "int", "logicalType": "date"}}, {"name": "at", "type": {"type": "int", "logicalType": "time-millis"}},
            {"name": "ts", "type": {"type": "long", "logicalType": "timestamp-micros"}}, {"name": "dec", "type": {"type": "bytes", "logicalType": "decimal", "precision": 10, "scale": 2}},
            {"name": "tags", "type": {"type": "array", "items": "string"}}, {"name": "doses", "type": {"type": "map", "values": "double"}},
            {"name": "patient", "type": {"type": "record", "name": "patient", "fields": [{"name": "age", "type": ["int", "null"]}, {"name": "second", "type": "org.example.modality"}]}},
            {"name": "series", "type": {"type": "array", "items": {"type": "record", "name": "series", "fields": [{"name": "n", "type": "int"}]}}}]}))
        with avro.datafile.DataFileWriter(open(path, "wb"), avro.io.DatumWriter(), schema, codec=codec) as writer:
            for i in range(int(sys.argv[3])):
                writer.append({"id": 9007199254740993 + i, "small": -i, "ok": i % 2 == 0, "f": i + 0.5, "d": i / 4, "name": None if i % 3 == 1 else "é%d" % i, "raw": bytes([i % 256, 255]), "four": b"abcd",
                    "modality": "MR" if i % 2 else "CT", "day": datetime.date(2024, 2, 29), "at": datetime.time(10, 11, 12, 345000), "ts": datetime.datetime(2024, 2, 29, 10, 11, 12, 345678, tzinfo=avro.timezones.utc),
                    "dec": decimal.Decimal("-12.34"), "tags": ["a"] * (i % 3), "doses": {"2023": 4.5, "2024": float(i)}, "patient": {"age": None if i == 2 else i, "second": "CT"}, "series": [{"n": k} for k in range(i % 4)]})
        print("written")
        """;

    private readonly string _folder = Directory.CreateTempSubdirectory("sinogram-avro-").FullName;
    private readonly EmbeddedDrill _drill = new(new EngineOptions { MemoryLimit = 256L << 20 });

    public AvroTests() => _drill.SetWorkspace("dfs", _folder);

    public void Dispose()
    {
        _drill.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Theory]
    [InlineData("null")]
    [InlineData("deflate")]
    [InlineData("snappy")]
    public void Values_are_read_as_they_were_written(string codec)
    {
        Write("scans.avro", codec, 5);
        var table = _drill.Run("SELECT * FROM dfs.`scans.avro`").Table;
        Assert.Equal(
            ["BIGINT", "INTEGER", "BOOLEAN", "FLOAT", "DOUBLE", "VARCHAR", "VARBINARY", "VARBINARY", "VARCHAR", "DATE", "TIME", "TIMESTAMP", "DECIMAL(10, 2)", "ARRAY<VARCHAR>", "MAP<VARCHAR, DOUBLE>", "STRUCT<age INTEGER, second VARCHAR>", "ARRAY<STRUCT<n INTEGER>>"],
            table.Schema.Select(f => DrillTypeNames.Of(f.Type)));
        Assert.Equal([9007199254740993, 9007199254740994, 9007199254740995, 9007199254740996, 9007199254740997], table["id"].ToArray<long>());
        Assert.Equal("é3", table.GetValue(3, "name"));
        Assert.Null(table.GetValue(4, "name"));
        Assert.Equal("MR", table.GetValue(1, "modality"));
        Assert.Equal(new DateOnly(2024, 2, 29), table.GetValue(0, "day"));
        Assert.Equal(new TimeOnly(10, 11, 12, 345), table.GetValue(0, "at"));
        Assert.Equal(new DateTime(2024, 2, 29, 10, 11, 12).AddMicroseconds(345678), table.GetValue(0, "ts"));
        Assert.Equal("-12.34", table.GetValue(0, "dec")!.ToString());
        Assert.Equal(new byte[] { 4, 255 }, table.GetValue(4, "raw"));
        var nested = _drill.Run("SELECT t.patient.age AS age, t.doses['2024'] AS dose, t.tags[1] AS tag, t.series[2].n AS n, filename FROM dfs.`scans.avro` t ORDER BY t.id").Table;
        Assert.Null(nested.GetValue(2, "age"));
        Assert.Equal(3, nested.GetValue(3, "age"));
        Assert.Equal([0.0, 1, 2, 3, 4], nested["dose"].ToArray<double>());
        Assert.Equal("a", nested.GetValue(2, "tag"));
        Assert.Equal(2, nested.GetValue(3, "n"));
        Assert.Equal("scans.avro", nested.GetValue(0, "filename"));
    }

    [Fact]
    public void Several_blocks_and_files_are_one_table()
    {
        Directory.CreateDirectory(Path.Combine(_folder, "all", "2023"));
        Write("all/2023/a.avro", "deflate", 3000);
        Write("all/b.avro", "snappy", 200);
        var table = _drill.Run("SELECT dir0, COUNT(*) AS n, SUM(d) AS d FROM dfs.`all` GROUP BY dir0 ORDER BY n").Table;
        Assert.Equal([200L, 3000], table["n"].ToArray<long>());
        Assert.Equal(2999 * 3000 / 2 / 4.0, table.GetValue(1, "d"));
    }

    [Theory]
    [InlineData("Obj", "does not begin as a file of Avro")]
    [InlineData("", "does not begin as a file of Avro")]
    [InlineData("nonsense that is long enough to be read", "does not begin as a file of Avro")]
    public void What_is_no_avro_is_said_with_the_files_name(string content, string message)
    {
        File.WriteAllText(Path.Combine(_folder, "bad.avro"), content);
        var error = Assert.Throws<DrillException>(() => _drill.Run("SELECT * FROM dfs.`bad.avro`"));
        Assert.Contains("bad.avro cannot be read as Avro", error.Message, StringComparison.Ordinal);
        Assert.Contains(message, error.Message, StringComparison.Ordinal);
        Assert.Equal(14, error.Offset);
    }

    [Theory]
    [InlineData("""{"type":"record","name":"r","fields":[{"name":"a","type":["int","string"]}]}""", "A union of several types is not read")]
    [InlineData("""{"type":"record","name":"r","fields":[{"name":"a","type":"r"}]}""", "holds itself")]
    [InlineData("""{"type":"record","name":"r","fields":[{"name":"a","type":"nope"}]}""", "names a type 'nope'")]
    [InlineData("""{"type":"record","name":"r"}""", "no schema of Avro")]
    [InlineData("[", "no schema of Avro")]
    public void Schemas_that_are_no_table_are_refused(string schema, string message) =>
        Assert.Contains(message, Assert.Throws<AvroFormatException>(() => AvroSchema.Parse(schema).Fields.Select(f => AvroValues.TypeOf(f.Schema)).ToList()).Message, StringComparison.Ordinal);

    [Fact]
    public void A_sequence_file_is_refused_by_its_name()
    {
        File.WriteAllText(Path.Combine(_folder, "x.seq"), "SEQ");
        Assert.Contains("does not read the format sequencefile", Assert.Throws<DrillException>(() => _drill.Run("SELECT * FROM dfs.`x.seq`")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Damaged_files_are_an_error_or_other_values() => Damage(seed: 23, rounds: 3000);

    [Fact]
    [Trait("Category", "Fuzz")]
    public void Damaged_files_are_an_error_or_other_values_at_length() => Damage(seed: 24, rounds: 200_000);

    private void Damage(int seed, int rounds)
    {
        var whole = new List<byte[]>();
        foreach (var codec in (string[])["null", "deflate", "snappy"])
        {
            Write($"{codec}.avro", codec, 6);
            whole.Add(File.ReadAllBytes(Path.Combine(_folder, $"{codec}.avro")));
        }
        var random = new Random(seed);
        for (var i = 0; i < rounds; i++)
        {
            var bytes = whole[i % whole.Count].ToArray();
            for (var m = random.Next(1, 5); m > 0; m--) { bytes[random.Next(bytes.Length)] = (byte)random.Next(256); }
            if (random.Next(5) == 0) { bytes = bytes[..random.Next(bytes.Length)]; }
            try
            {
                var container = new AvroContainer(bytes);
                foreach (var field in container.Schema.Fields) { _ = AvroValues.TypeOf(field.Schema); }
                foreach (var (count, block) in container.Blocks())
                {
                    var reader = new AvroBytes(block);
                    for (var r = 0L; r < Math.Min(count, 1000); r++) { _ = AvroValues.Read(ref reader, container.Schema); }
                }
            }
            catch (AvroFormatException)
            {
                // Said in its own words.
            }
        }
    }

    private void Write(string name, string codec, int rows)
    {
        var answer = Oracle.Python(Writer, Path.Combine(_folder, name), codec, rows.ToString(System.Globalization.CultureInfo.InvariantCulture));
        if (answer.Trim() == "missing") { Assert.Skip("Debian's python3-avro and python3-snappy are not installed (apt-get install python3-avro python3-snappy)"); }
    }
}
