namespace Sinogram.Data.Tests.Arrow;

public sealed class ArrowStreamTests
{
    [Theory]
    [InlineData(0, 0, 0)]
    [InlineData(1, 0, 1)]
    [InlineData(3000, 0, 3000)]
    [InlineData(3000, 1, 2999)]
    [InlineData(3000, 8, 1600)]
    [InlineData(3000, 1003, 77)]
    public void Every_type_and_slice_comes_back(int rows, int start, int length)
    {
        var table = AllTypes.Table(rows).Slice(start, length);
        var back = Table.ReadArrow(Bytes(table));
        Assert.Equal(table.Schema, back.Schema);
        AllTypes.AssertSameValues(table, back);
    }

    [Theory]
    [InlineData(ArrowCompression.Lz4)]
    [InlineData(ArrowCompression.Zstd)]
    public void Compressed_data_come_back_and_are_smaller(ArrowCompression compression)
    {
        foreach (var rows in new[] { 0, 1, 3000 })
        {
            var table = AllTypes.Table(rows);
            var bytes = Bytes(table, compression);
            AllTypes.AssertSameValues(table, Table.ReadArrow(bytes));
            if (rows == 3000) { Assert.InRange(bytes.Length, 1, Bytes(table).Length * 3 / 4); }
        }
    }

    [Theory]
    [InlineData(ArrowCompression.Lz4)]
    [InlineData(ArrowCompression.Zstd)]
    public void Compressed_data_that_are_damaged_or_lie_are_refused(ArrowCompression compression)
    {
        var original = Bytes(new Table(Column.Of("x", Enumerable.Repeat(7L, 5000))), compression);
        var random = new Random(4);
        for (var round = 0; round < 500; round++)
        {
            var bytes = (byte[])original.Clone();
            bytes[random.Next(bytes.Length / 2, bytes.Length)] = (byte)random.Next(256);
            try { Assert.InRange(Table.ReadArrow(bytes).RowCount, 0, 5000); }
            catch (ArrowFormatException) { }
        }
        // The length before a frame: what it announces must be possible.
        var lying = (byte[])original.Clone();
        var at = lying.AsSpan().IndexOf(BitConverter.GetBytes(40_000L));
        BitConverter.TryWriteBytes(lying.AsSpan(at), 1L << 30);
        Assert.Throws<ArrowFormatException>(() => Table.ReadArrow(lying));
    }

    [Fact]
    public void Views_and_runs_become_plain_columns()
    {
        var table = Table.ReadArrow(LayoutStream.Make());
        Assert.Equal(LayoutStream.Texts, table.Column<string?>("text"));
        Assert.Equal(LayoutStream.Lists, Enumerable.Range(0, 5).Select(i => (int[]?)table["lists"].GetValue(i)));
        Assert.Equal(LayoutStream.Runs, table.Column<string?>("runs"));
    }

    [Fact]
    public void Metadata_and_the_identified_flag_come_back()
    {
        var column = Column.Of("name", "a");
        var table = new Table(column.WithField(column.Field.WithMetadata("vr", "PN") with { Identified = true })).WithMetadata("source", "ß");
        Assert.Equal(table.Schema, Table.ReadArrow(Bytes(table)).Schema);
    }

    [Fact]
    public void A_file_comes_back_and_replaces_the_former_one()
    {
        using var folder = new TempFolder();
        var table = AllTypes.Table(500);
        table.WriteArrow(folder.File("t.arrow"), CancellationToken.None);
        table.WriteArrow(folder.File("t.arrow"), CancellationToken.None);
        AllTypes.AssertSameValues(table, Table.ReadArrow(folder.File("t.arrow")));
        Assert.Single(Directory.GetFiles(folder.Path));
        var bytes = File.ReadAllBytes(folder.File("t.arrow"));
        File.WriteAllBytes(folder.File("short.arrow"), bytes[..^20]);
        Assert.Contains("short.arrow", Assert.Throws<ArrowFormatException>(() => Table.ReadArrow(folder.File("short.arrow"))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_input_that_is_not_seekable_is_read()
    {
        var table = AllTypes.Table(3000);
        using var pipe = new Pipe(Bytes(table));
        AllTypes.AssertSameValues(table, Table.ReadArrow(pipe));
    }

    [Fact]
    public void Every_cut_is_an_error_and_nothing_else()
    {
        var bytes = Bytes(AllTypes.Table(40));
        var step = Math.Max(1, bytes.Length / 400);
        for (var length = 0; length < bytes.Length - 8; length += step)
        {
            var cut = bytes.AsMemory(0, length);
            // A cut between two messages looks like a whole stream without an end mark: shorter, never wrong.
            try { Assert.InRange(Table.ReadArrow(cut).RowCount, 0, 40); }
            catch (ArrowFormatException) { }
        }
    }

    [Fact]
    public void Mutated_bytes_give_a_table_or_a_typed_error()
    {
        var random = new Random(20240229);
        var original = Bytes(AllTypes.Table(30));
        for (var round = 0; round < 4000; round++)
        {
            var bytes = (byte[])original.Clone();
            for (var i = random.Next(1, 4); i > 0; i--)
            {
                var at = random.Next(bytes.Length);
                bytes[at] = random.Next(4) switch { 0 => 0, 1 => 0xFF, 2 => (byte)(bytes[at] ^ (1 << random.Next(8))), _ => (byte)random.Next(256) };
            }
            try
            {
                ReadEveryValue(Table.ReadArrow(bytes));
            }
            catch (ArrowFormatException)
            {
                // What is wanted.
            }
        }
    }

    internal static byte[] Bytes(Table table, ArrowCompression compression = ArrowCompression.None)
    {
        using var stream = new MemoryStream();
        table.WriteArrow(stream, compression);
        return stream.ToArray();
    }

    private static void ReadEveryValue(Table table)
    {
        foreach (var column in table.Columns)
        {
            for (long i = 0; i < Math.Min(column.Length, 100); i++)
            {
                // A date may be outside .NET's range; that is said when the value is asked for.
                try { _ = column.GetValue(i); }
                catch (TableException) { }
            }
        }
    }

    private sealed class Pipe(byte[] bytes) : MemoryStream(bytes)
    {
        public override bool CanSeek => false;
        public override int Read(Span<byte> buffer) => base.Read(buffer.Length > 1000 ? buffer[..1000] : buffer);
    }
}
