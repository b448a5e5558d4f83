using System.Runtime.CompilerServices;

namespace Sinogram.Data.Tests;

public sealed class TableTests
{
    private sealed record Series(string Modality, int Instances, double? SliceThickness, DateOnly Date, string? Description, int[] Matrix);

    private static readonly Series[] Records =
    [
        new("CT", 64, 1.25, new DateOnly(2024, 2, 29), "Thorax", [512, 512]),
        new("MR", 20, null, new DateOnly(1969, 12, 31), null, []),
        new("CR", 1, -0.0, new DateOnly(1, 1, 1), "", [1]),
    ];

    [Fact]
    public void A_list_becomes_a_column_of_its_elements()
    {
        var list = new List<string> { "a", "b" };
        Assert.Equal(2, Column.Of("x", list).Length);
        Assert.Equal(2, Column.Of("x", (IReadOnlyList<string>)list).Length);
        Assert.Equal(2, Column.Of("x", new HashSet<string>(list)).Length);
        Assert.Equal(2, Column.Of("x", list.ToArray()).Length);
        Assert.Equal(3, Column.Of("x", 1, 2, 3).Length);
        Assert.Equal(1, Column.Of("x", [7]).Length);
        Assert.Equal(1, Column.Of("x", "one text").Length);
    }

    [Fact]
    public void Records_become_a_table_and_records_again()
    {
        var table = Table.From(Records);
        Assert.Equal(["Modality", "Instances", "SliceThickness", "Date", "Description", "Matrix"], table.Schema.Select(f => f.Name));
        Assert.Equal([DataType.String, DataType.Int32, DataType.Float64, DataType.Date, DataType.String, DataType.List(DataType.Int32)], table.Schema.Select(f => f.Type));
        Assert.False(table.Schema["Instances"].Nullable);
        Assert.True(table.Schema["SliceThickness"].Nullable);
        Assert.Equivalent(Records, table.ToRecords<Series>().ToArray(), strict: true);
    }

    [Fact]
    public void Anonymous_objects_and_tuples_become_tables()
    {
        var table = Table.From(new[] { new { A = 1, B = "x" }, new { A = 2, B = "y" } });
        Assert.Equal("y", table.GetValue(1, "B"));
        Assert.Equal((2, "y"), Table.From(new[] { (1, "x"), (2, "y") }).ToRecords<(int, string)>().Last());
        Assert.Equal([1.5, 2.5], Table.From([1.5, 2.5]).ToRecords<double>());
    }

    [Fact]
    public void A_null_read_as_a_type_without_null_names_row_and_column()
    {
        var table = Table.From(Records);
        var error = Assert.Throws<TableException>(() => table.Column<double>("SliceThickness").ToArray());
        Assert.Contains("Row 1 of 'SliceThickness' is null", error.Message, StringComparison.Ordinal);
        Assert.Equal([1.25, null, -0.0], table.Column<double?>("SliceThickness"));
    }

    [Fact]
    public void A_lossy_read_is_refused_and_a_widening_one_is_not()
    {
        var table = Table.From(Records);
        Assert.Throws<TableException>(() => table.Column<float>("SliceThickness"));
        Assert.Throws<TableException>(() => table.Column<short>("Instances"));
        Assert.Equal([64L, 20L, 1L], table.Column<long>("Instances"));
        Assert.Equal([64.0, 20.0, 1.0], table.Column<double>("Instances"));
    }

    [Fact]
    public void A_slice_shares_memory_and_keeps_it_alive()
    {
        var slice = SliceOfLargeColumn();
        GC.Collect();
        GC.WaitForPendingFinalizers();
        GC.Collect();
        Assert.Equal(10, slice.Length);
        Assert.Equal(Enumerable.Range(500_000, 10).Select(i => (double)i), slice.Values<double>().ToArray());
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static Column SliceOfLargeColumn() => Column.Of("x", Enumerable.Range(0, 1_000_000).Select(i => (double)i)).Slice(500_000, 10);

    [Fact]
    public void Memory_of_dropped_tables_is_given_back()
    {
        // Fifteen times 80 MB would not fit what this test allows.
        for (var i = 0; i < 15; i++) { Assert.Equal(i, MakeAndDrop(i)); }
        Assert.True(GC.GetTotalMemory(forceFullCollection: true) < 1L << 30);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static double MakeAndDrop(int i) => Column.Of("x", Enumerable.Repeat((double)i, 10_000_000).ToArray()).Values<double>()[^1];

    [Fact]
    public void Buffers_are_aligned_to_64_bytes()
    {
        for (var i = 1; i < 50; i++)
        {
            var column = Column.Of("x", Enumerable.Range(0, i).Select(v => (byte)v));
            unsafe
            {
                fixed (byte* first = column.Values<byte>()) { Assert.Equal(0, (nint)first % 64); }
            }
        }
    }

    [Fact]
    public void Nulls_at_the_edges_of_bytes_and_slices_are_kept()
    {
        var values = Enumerable.Range(0, 67).Select(i => i % 8 is 0 or 7 ? (int?)null : i).ToArray();
        var column = Column.Of("x", values);
        for (var start = 0; start <= 67; start++)
        {
            for (var length = 0; start + length <= 67; length += 7)
            {
                var slice = column.Slice(start, length);
                Assert.Equal(values.AsSpan(start, length).ToArray(), slice.ToArray());
                Assert.Equal(values.AsSpan(start, length).ToArray().Count(v => v is null), slice.NullCount);
            }
        }
    }

    [Fact]
    public void Rename_and_select_keep_metadata_and_the_identified_flag()
    {
        var column = Column.Of("PatientName", "A^B").WithIdentified(true);
        var table = new Table(column.WithField(column.Field.WithMetadata("tag", "00100010")), Column.Of("n", [1])).WithMetadata("origin", "test");
        var changed = table.Rename("PatientName", "name").Select("name").Slice(0, 1);
        Assert.True(changed.Schema["name"].Identified);
        Assert.Equal("00100010", changed.Schema["name"].Metadata["tag"]);
        Assert.Equal("test", changed.Schema.Metadata["origin"]);
    }

    [Fact]
    public void A_missing_column_names_those_there_are_and_case_may_differ()
    {
        var table = Table.From(Records);
        Assert.Equal("CT", table["modality"].GetValue(0));
        var error = Assert.Throws<TableException>(() => table["Modalities"]);
        Assert.Contains("Modality, Instances", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Columns_of_unequal_length_or_the_same_name_are_refused()
    {
        Assert.Throws<TableException>(() => new Table(Column.Of("a", 1, 2), Column.Of("b", [1])));
        Assert.Throws<TableException>(() => new Table(Column.Of("a", [1]), Column.Of("a", [1])));
    }

    [Fact]
    public void Decimals_are_exact_and_take_the_largest_scale()
    {
        var column = Column.Of("d", [1.10m, -2.205m, 79228162514264337593543950335m / 1000]);
        Assert.Equal(new DecimalType(38, 3), column.Type);
        Assert.Equal("-2.205", column.GetValue(1)!.ToString());
        Assert.Equal(79228162514264337593543950.335m, column[2]);
    }

    [Fact]
    public void Where_and_take_copy_every_kind_of_column()
    {
        var table = Table.From(Records).With(Column.Of("ok", true, false, true));
        var kept = table.Slice(1, 2).Where(r => (bool)r["ok"]!);
        Assert.Equal(1, kept.RowCount);
        Assert.Equivalent(Records[2], kept.Drop("ok").ToRecords<Series>().Single(), strict: true);
    }

    [Fact]
    public void Enums_are_dictionaries_and_come_back()
    {
        var column = Column.Of("day", [DayOfWeek.Monday, DayOfWeek.Friday, DayOfWeek.Monday]);
        Assert.Equal([0, 1, 0], column.Values<int>().ToArray());
        Assert.Equal("Friday", column.GetValue(1));
        Assert.Equal(DayOfWeek.Friday, column[1]);
    }

    [Fact]
    public void Structs_and_maps_are_built_from_objects_and_read_back()
    {
        var type = DataType.Struct(new Field("code", DataType.String), new Field("rank", DataType.Int16));
        var column = Column.Of(new Field("s", type), [new Dictionary<string, object?> { ["code"] = "A", ["rank"] = 3 }, null]);
        var value = (StructValue)column.GetValue(0)!;
        Assert.Equal(("A", (short)3), ((string)value["code"]!, (short)value[1]!));
        Assert.True(column.IsNull(1));
        var map = Column.Of(new Field("m", DataType.Map(DataType.String, DataType.Int64)), [new Dictionary<string, long> { ["k"] = 1L << 60 }, null, new MapValue()]);
        Assert.True(((MapValue)map.GetValue(0)!).TryGetValue("k", out var found));
        Assert.Equal(1L << 60, found);
        Assert.Equal([0, 1, 1, 1], map.Offsets.ToArray());
    }

    [Fact]
    public void A_value_that_does_not_fit_names_column_and_row()
    {
        var builder = new TableBuilder(new Field("a", DataType.Int8), new Field("b", DataType.String, nullable: false));
        builder.Append(127, "x");
        var error = Assert.Throws<TableException>(() => builder.Append(128, "y"));
        Assert.Contains("Column 'a', row 1", error.Message, StringComparison.Ordinal);
        Assert.Throws<TableException>(() => builder["b"].AppendNull());
    }
}
