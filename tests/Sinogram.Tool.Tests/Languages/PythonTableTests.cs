using System.Globalization;
using Sinogram.Data;

namespace Sinogram.Tool.Tests.Languages;

/// <summary>Tables to pandas and back, column by column. What arrives there is told by pandas itself.</summary>
public sealed class PythonTableTests(PythonFixture python) : IClassFixture<PythonFixture>
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_table_is_a_data_frame_there_and_a_table_again_here()
    {
        PythonFixture.Needs("pandas", "python3-pandas");
        var table = Table.From(new[]
        {
            new Row(1, "ä", 1.5, true, new DateOnly(2024, 1, 2), new DateTime(2024, 1, 2, 3, 4, 5), 1.25m, TimeSpan.FromSeconds(90), [1, 2]),
            new Row(null, null, null, null, null, null, null, null, null),
            new Row(3, "", double.PositiveInfinity, false, new DateOnly(1899, 12, 31), new DateTime(1700, 1, 1), -7m, TimeSpan.Zero, []),
        });
        await python.Values.SetAsync("f", table, Token);
        Assert.Equal(
            "Number:Int32 Text:object Size:float64 Flag:boolean Day:object Moment:datetime64[ns] Exact:object Elapsed:timedelta64[ns] Many:object",
            await python.SaysAsync("' '.join(f'{n}:{t}' for n, t in f.dtypes.items())"));
        Assert.Equal(
            "[3, '', inf, False, datetime.date(1899, 12, 31), Timestamp('1700-01-01 00:00:00'), Decimal('-7.00'), Timedelta('0 days 00:00:00'), []]",
            (await python.SaysAsync("repr(f.iloc[2].tolist())")).Replace("Decimal('-7')", "Decimal('-7.00')", StringComparison.Ordinal));
        Assert.Equal("True", await python.SaysAsync("bool(f.iloc[1].isna().all())"));

        var back = Assert.IsType<Table>(await python.Values.GetAsync("f", Token));
        Assert.Equal(table.Columns.Select(c => (c.Name, c.Type)), back.Columns.Select(c => (c.Name, c.Type)));
        for (var row = 0; row < 3; row++)
        {
            foreach (var column in table.Columns)
            {
                Assert.Equal(column.GetValue(row), back.GetValue(row, column.Name));
            }
        }
    }

    [Fact]
    public async Task Data_frames_of_every_kind_of_column_become_tables()
    {
        PythonFixture.Needs("pandas", "python3-pandas");
        await python.CompletesAsync(
            """
            #!python
            import pandas as pd, numpy as np, datetime, decimal
            f = pd.DataFrame({
                "i8": np.array([1, -1], "i1"), "u16": np.array([1, 65535], "u2"), "f4": np.array([1.5, np.nan], "f4"),
                "cat": pd.Categorical(["b", None], categories=["a", "b"], ordered=True), "Int64": pd.array([None, 2], dtype="Int64"),
                "string": pd.array(["x", None], dtype="string"), "bool": pd.array([True, None], dtype="boolean"),
                "zone": pd.to_datetime(["2024-07-01 12:00", None]).tz_localize("Europe/Zurich"), "ints": [1, 2 ** 40],
                "mixed numbers": np.array([1, 2.5], dtype=object), "bytes": [b"ab", None], "old": [datetime.datetime(1500, 1, 1), None],
                "none": [None, None], "nested": [[[1], []], None], "decimals": [decimal.Decimal("1e3"), decimal.Decimal("0.001")], "times": [datetime.time(1, 2), None],
            }, index=pd.Index(["p", "q"], name="key"))
            """);
        var table = Assert.IsType<Table>(await python.Values.GetAsync("f", Token));
        Assert.Equal("key,i8,u16,f4,cat,Int64,string,bool,zone,ints,mixed numbers,bytes,old,none,nested,decimals,times", string.Join(',', table.Columns.Select(c => c.Name)));
        Assert.Equal(
            "string int8 uint16 float32 dictionary<string> int64 string bool timestamp[ns, Europe/Zurich] int64 float64 binary timestamp[us] null list<list<int64>> decimal(38,3) time[us]",
            string.Join(' ', table.Columns.Select(c => c.Type)));
        Assert.Equal(
            "p|1|1|1.5|b||x|True|07/01/2024 10:00:00 +00:00|1|1|",
            string.Join('|', table.Columns.Take(11).Select(c => Convert.ToString(c.GetValue(0), CultureInfo.InvariantCulture))) + "|");
        Assert.Equal("q|-1|65535|||2||||1099511627776|2.5", string.Join('|', table.Columns.Take(11).Select(c => Convert.ToString(c.GetValue(1), CultureInfo.InvariantCulture))));
        Assert.Equal([1000m, 0.001m], [table.GetValue(0, "decimals"), table.GetValue(1, "decimals")]);

        // And there again: the same frame, by pandas' own comparison.
        await python.Values.SetAsync("g", table, Token);
        Assert.Equal("", await python.SaysAsync(
            "' '.join(n for n in g.columns if n not in ('key', 'mixed numbers', 'zone', 'Int64', 'nested', 'string') and not g[n].reset_index(drop=True).equals(f[n].reset_index(drop=True)))"));
        Assert.Equal("True", await python.SaysAsync("list(g['zone'].dropna()) == list(f['zone'].dropna()) and str(g['zone'].dtype) == 'datetime64[ns, Europe/Zurich]' and g['nested'].tolist() == f['nested'].tolist()"));
    }

    [Fact]
    public async Task Nested_columns_intervals_and_numbers_that_are_none_come_back_as_they_were()
    {
        PythonFixture.Needs("pandas", "python3-pandas");
        var place = DataType.Struct(new Field("code", DataType.String), new Field("rank", DataType.Int64));
        var table = new Table(
            Column.Of(new Field("struct", place), [new StructValue(place.Children, ["a", 1L]), null, new StructValue(place.Children, [null, null])]),
            Column.Of(new Field("map", DataType.Map(DataType.String, DataType.Float64)), [new Dictionary<string, double?> { ["x"] = 1.5, ["y"] = null }, new Dictionary<string, double?>(), null]),
            Column.Of(new Field("numbers", DataType.Map(DataType.Int64, DataType.String)), [new Dictionary<long, string> { [1] = "one", [2] = "two" }, null, new Dictionary<long, string> { [3] = "three" }]),
            Column.Of(new Field("interval", DataType.Interval), [new Interval(14, -3, 4_000_000_001), null, default(Interval)]),
            Column.Of(new Field("whole", DataType.List(DataType.Int64)), [new long?[] { 1, null, long.MaxValue }, null, Array.Empty<long?>()]),
            Column.Of(new Field("structs", DataType.List(place)), [new[] { new StructValue(place.Children, ["b", 2L]) }, Array.Empty<StructValue>(), null]),
            Column.Of(new Field("nan", DataType.Float64), [double.NaN, null, -0.0]),
            Column.Of(new Field("wide", DataType.Decimal(38, 6)), [new Decimal128(Decimal128.PowerOfTen(37) + 1, 6), null, new Decimal128(-1, 6)]),
            Column.Of(new Field("instant", new TimestampType(TimeUnit.Nanosecond, "Europe/Zurich")), [new DateTimeOffset(2024, 10, 27, 0, 30, 0, TimeSpan.Zero).AddTicks(1), null, new DateTimeOffset(2024, 10, 27, 1, 30, 0, TimeSpan.Zero)]));
        await python.Values.SetAsync("n", table, Token);
        // As Python itself sees them.
        Assert.Equal(
            "{'code': 'a', 'rank': 1} {'x': 1.5, 'y': None} {1: 'one', 2: 'two'} Interval(months=14, days=-3, nanoseconds=4000000001) [1, None, 9223372036854775807] [{'code': 'b', 'rank': 2}] nan",
            await python.SaysAsync("' '.join(map(str, n.iloc[0, :7]))"));
        Assert.Equal("10000000000000000000000000000000.000001 2024-10-27 02:30:00.000000100+02:00 2024-10-27 02:30:00+01:00",
            await python.SaysAsync("f\"{n['wide'][0]} {n['instant'][0]} {n['instant'][2]}\""));
        var back = Assert.IsType<Table>(await python.Values.GetAsync("n", Token));
        foreach (var column in table.Columns)
        {
            Assert.Equal((column.Name, column.Type), (column.Name, back[column.Name].Type));
            for (var row = 0; row < 3; row++)
            {
                Assert.Equal((column.Name, row, Sinogram.Data.Presentation.ValueText.Of(column, row)), (column.Name, row, Sinogram.Data.Presentation.ValueText.Of(back[column.Name], row)));
            }
        }

        Assert.True(double.IsNaN(Assert.IsType<double>(back.GetValue(0, "nan"))));
    }

    [Fact]
    public async Task Every_type_of_a_table_is_in_pandas_as_it_says_and_comes_back_as_the_same()
    {
        PythonFixture.Needs("pandas", "python3-pandas");
        var zone = new TimestampType(TimeUnit.Millisecond, "Europe/Zurich");
        var inner = DataType.Struct(new Field("f", DataType.Float32), new Field("t", new TimeType(TimeUnit.Second)), new Field("l", DataType.List(DataType.Int16)));
        (DataType Type, object? Value, string Dtype, string Seen)[] all =
        [
            (DataType.Bool, true, "boolean", "True"),
            (DataType.Int8, (sbyte)-128, "Int8", "-128"), (DataType.Int16, (short)-32768, "Int16", "-32768"), (DataType.Int32, int.MinValue, "Int32", "-2147483648"), (DataType.Int64, long.MinValue, "Int64", "-9223372036854775808"),
            (DataType.UInt8, (byte)255, "UInt8", "255"), (DataType.UInt16, (ushort)65535, "UInt16", "65535"), (DataType.UInt32, uint.MaxValue, "UInt32", "4294967295"), (DataType.UInt64, ulong.MaxValue, "UInt64", "18446744073709551615"),
            (DataType.Float32, 0.1f, "float32", "0.1"), (DataType.Float64, 0.1, "float64", "0.1"),
            (DataType.Decimal(18, 4), 12345678901234.5678m, "object", "12345678901234.5678"), (DataType.Decimal(5, 2), -1.5m, "object", "-1.50"),
            (DataType.String, "Ünï\n\"", "object", "Ünï\n\""), (DataType.Binary, new byte[] { 0, 255 }, "object", "b'\\x00\\xff'"),
            (DataType.Date, new DateOnly(1, 1, 1), "object", "0001-01-01"),
            (new TimeType(TimeUnit.Second), new TimeOnly(23, 59, 59), "object", "23:59:59"), (new TimeType(TimeUnit.Microsecond), new TimeOnly(1, 2, 3, 4, 5), "object", "01:02:03.004005"),
            (new TimestampType(TimeUnit.Second, null), new DateTime(2024, 2, 29, 1, 2, 3), "datetime64[ns]", "2024-02-29 01:02:03"),
            (DataType.Timestamp, new DateTime(2024, 2, 29, 1, 2, 3, 4, 5), "datetime64[ns]", "2024-02-29 01:02:03.004005"),
            (new TimestampType(TimeUnit.Nanosecond, null), new DateTime(2024, 2, 29, 1, 2, 3).AddTicks(1), "datetime64[ns]", "2024-02-29 01:02:03.000000100"),
            (DataType.TimestampUtc, new DateTimeOffset(2024, 7, 1, 12, 0, 0, TimeSpan.Zero), "datetime64[ns, UTC]", "2024-07-01 12:00:00+00:00"),
            (zone, new DateTimeOffset(2024, 7, 1, 12, 0, 0, TimeSpan.Zero), "datetime64[ns, Europe/Zurich]", "2024-07-01 14:00:00+02:00"),
            (new DurationType(TimeUnit.Millisecond), TimeSpan.FromMilliseconds(-1), "timedelta64[ns]", "-1 days +23:59:59.999000"),
            (DataType.Interval, new Interval(1, -2, 3), "object", "Interval(months=1, days=-2, nanoseconds=3)"),
            (DataType.List(DataType.Int32), new int?[] { 1, null, -3 }, "object", "[1, None, -3]"),
            (DataType.List(DataType.Float64), new double?[] { double.NaN, null, 0.5 }, "object", "[nan, None, 0.5]"),
            (DataType.List(DataType.List(DataType.UInt8)), new byte[][] { [1, 255], [] }, "object", "[[1, 255], []]"),
            (DataType.List(DataType.Decimal(9, 3)), new decimal[] { 1.5m }, "object", "[Decimal('1.500')]"),
            (DataType.List(DataType.Bool), new bool[] { true, false }, "object", "[True, False]"),
            (DataType.List(DataType.Date), new DateOnly[] { new(2024, 1, 2) }, "object", "[datetime.date(2024, 1, 2)]"),
            (DataType.List(zone), new DateTimeOffset[] { new(2024, 1, 1, 0, 0, 0, TimeSpan.Zero) }, "object", "[Timestamp('2024-01-01 01:00:00+0100', tz='Europe/Zurich')]"),
            (inner, new StructValue(inner.Children, [0.5f, new TimeOnly(1, 0, 0), new short[] { 7 }]), "object", "{'f': 0.5, 't': datetime.time(1, 0), 'l': [7]}"),
            (DataType.Map(DataType.Int8, DataType.Float32), new Dictionary<sbyte, float?> { [1] = 2.5f, [2] = null }, "object", "{1: 2.5, 2: None}"),
            (new DictionaryType(DataType.Int32, DataType.String), "b", "category", "b"),
        ];
        // A value, a null, the value again; and a column without nulls.
        var table = new Table([
            .. all.Select((a, i) => Column.Of(new Field($"c{i}", a.Type), [a.Value, null, a.Value])),
            .. all.Select((a, i) => Column.Of(new Field($"n{i}", a.Type), [null, null, null])),
            Column.Of(new Field("nothing", DataType.Null), [null, null, null])]);
        await python.Values.SetAsync("every", table, Token);
        Assert.Equal(string.Join('\n', all.Select(a => a.Dtype)), await python.SaysAsync($"'\\n'.join(str(every['c%d' % i].dtype) for i in range({all.Length}))"));
        Assert.Equal(string.Join('|', all.Select(a => a.Seen)), await python.SaysAsync($"'|'.join(str(every['c%d' % i][2]) for i in range({all.Length}))"));
        Assert.Equal("True True", await python.SaysAsync("f\"{bool(every.iloc[1].isna().all())} {bool(every.iloc[:, " + all.Length.ToString(CultureInfo.InvariantCulture) + ":].isna().all().all())}\""));
        // Also through pandas' own operations.
        foreach (var expression in new[] { "every", "every.copy()", "every.iloc[[0, 1, 2]].reset_index(drop=True)" })
        {
            await python.CompletesAsync($"#!python\nback = {expression}");
            var back = Assert.IsType<Table>(await python.Values.GetAsync("back", Token));
            foreach (var column in table.Columns)
            {
                // A column without a value is of the type that pandas has for it, where that is one.
                Assert.Equal((column.Name, column.Type), (column.Name, back[column.Name].Type));
                for (var row = 0; row < 3; row++) { Assert.Equal((column.Name, row, Sinogram.Data.Presentation.ValueText.Of(column, row)), (column.Name, row, Sinogram.Data.Presentation.ValueText.Of(back[column.Name], row))); }
            }
        }

        // Values of another type make a column of that type.
        await python.CompletesAsync("#!python\nother = every[['c25', 'c13', 'c11']].copy()\nother['c25'] = [[2 ** 40], None, []]\nother['c13'] = [1.5, 2.5, None]\nother['c11'] = [__import__('decimal').Decimal('1e30'), None, None]");
        var changed = Assert.IsType<Table>(await python.Values.GetAsync("other", Token));
        Assert.Equal("list<int64> float64 decimal(38,0)", string.Join(' ', changed.Schema.Select(f => f.Type)));
    }

    [Fact]
    public async Task Columns_that_identify_a_patient_still_do_when_they_come_back()
    {
        PythonFixture.Needs("pandas", "python3-pandas");
        var table = new Table(Column.Of("PatientName", "Doe", "Roe").WithIdentified(true), Column.Of("Age", 41, 42));
        await python.Values.SetAsync("patients", table, Token);
        await python.CompletesAsync("#!python\nolder = patients[patients.Age > 41].reset_index(drop=True)");
        var back = Assert.IsType<Table>(await python.Values.GetAsync("older", Token));
        Assert.True(back["PatientName"].Field.Identified);
        Assert.False(back["Age"].Field.Identified);

        // Also within other values.
        await python.Values.SetAsync("both", new Dictionary<string, object?> { ["one"] = new Table(Column.Of("PatientID", "4711x").WithIdentified(true)) }, Token);
        var inside = Assert.IsType<Dictionary<string, object?>>(await python.Values.GetAsync("both", Token));
        Assert.True(Assert.IsType<Table>(inside["one"])["PatientID"].Field.Identified);
    }

    [Fact]
    public async Task What_Python_read_by_itself_goes_by_the_names_of_its_columns_unless_it_is_public()
    {
        PythonFixture.Needs("pandas", "python3-pandas");
        await python.CompletesAsync("#!python\nimport pandas\nfound = pandas.DataFrame({'PatientBirthDate': ['1950-01-02'], 'dose': [1.5]})\nopen_ = found.assign(PatientBirthDate='1951-03-04')");
        Assert.Equal([true, false], Assert.IsType<Table>(await python.Values.GetAsync("found", Token)).Schema.Select(f => f.Identified));
        Assert.Equal([false, false], Assert.IsType<Table>(await python.Values.GetPublicAsync("open_", Token)).Schema.Select(f => f.Identified));
    }

    private sealed record Row(
        int? Number, string? Text, double? Size, bool? Flag, DateOnly? Day, DateTime? Moment, decimal? Exact, TimeSpan? Elapsed, int[]? Many);
}
