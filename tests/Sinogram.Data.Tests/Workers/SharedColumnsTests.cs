using Sinogram.Data.Workers;
using Sinogram.Data.Workers.Tables;

namespace Sinogram.Data.Tests.Workers;

public sealed class SharedColumnsTests
{
    private static readonly Column[] Columns =
    [
        Column.Of("double", new double?[] { 1, null, double.NaN, 4 }),
        Column.Of("int", 1, 2, 3),
        Column.Of("bool", new bool?[] { true, null, false }),
        Column.Of("text", new string?[] { "a", null, "größe", "" }),
        Column.Of("bytes", new byte[]?[] { [1, 2], null, [] }),
        Column.Of(new Field("words", DataType.Dictionary(DataType.String)), ["x", null, "y", "x"]),
        Column.Of("list", new int[]?[] { [1], null, [2, 3], [] }),
        Column.Of("date", new DateOnly?[] { new(2024, 2, 29), null }),
        Column.Of(new Field("decimal", DataType.Decimal(10, 2)), [1.25m, null]),
        Column.Of(new Field("time", new TimestampType(TimeUnit.Nanosecond, "Europe/Berlin")), [DateTimeOffset.UnixEpoch, null]),
        Column.Nulls(new Field("null", DataType.Null), 3),
        Column.Of("empty", Array.Empty<double>()),
    ];

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Columns_of_every_type_are_read_as_they_were_written(bool sliced)
    {
        var columns = Columns.Select(column => sliced && column.Length > 1 ? column.Slice(1, column.Length - 1) : column).ToList();
        var (layout, block) = SharedColumns.Write(columns);
        block.Freeze();
        foreach (var read in new[] { SharedColumns.Read(layout, block), SharedColumns.View(layout, block) })
        {
            for (var i = 0; i < columns.Count; i++)
            {
                Assert.Equal(columns[i].Field, read[i].Field);
                Assert.Equal(columns[i].NullCount, read[i].NullCount);
                Assert.Equal(Values(columns[i]), Values(read[i]));
            }
        }

        block.Dispose();
    }

    [Fact]
    public void Columns_that_were_read_outlive_their_block()
    {
        var (layout, block) = SharedColumns.Write(Columns);
        block.Freeze();
        var read = SharedColumns.Read(layout, block);
        block.Dispose();
        Assert.Equal(Values(Columns[3]), Values(read[3]));
    }

    [Fact]
    public void Damaged_layouts_and_data_are_errors_and_nothing_else()
    {
        var (layout, block) = SharedColumns.Write(Columns);
        var bytes = block.ToArray();
        var random = new Random(7);
        for (var round = 0; round < 2000; round++)
        {
            var data = (byte[])bytes.Clone();
            var text = (byte[])layout.Clone();
            for (var change = random.Next(1, 4); change > 0; change--)
            {
                if (random.Next(2) == 0)
                {
                    data[random.Next(data.Length)] = (byte)random.Next(256);
                }
                else
                {
                    text[random.Next(text.Length)] = (byte)"0123456789-,[]{}\"x"[random.Next(18)];
                }
            }

            using var damaged = SharedBlock.Copy(data);
            damaged.Freeze();
            try
            {
                foreach (var column in SharedColumns.Read(text, damaged))
                {
                    _ = column.NullCount;
                    if (column.Type.Id is not (TypeId.Date or TypeId.Timestamp or TypeId.Decimal))
                    {
                        _ = Values(column).Count;
                    }
                }
            }
            catch (Exception expected) when (expected is WorkerProtocolException or TableException)
            {
                // Exactly what damage is to give.
            }
        }
    }

    private static List<object?> Values(Column column) => [.. Enumerable.Range(0, (int)column.Length).Select(i => column.GetValue(i))];
}
