using System.Globalization;
using System.Numerics;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Sinogram.Core.Execution;
using Sinogram.Core.Magics;
using Sinogram.Data;

namespace Sinogram.Tool.Tests.Languages;

/// <summary>Values to Python and back. What arrives there is told by Python itself.</summary>
public sealed class PythonValueTests(PythonFixture python) : IClassFixture<PythonFixture>
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static TheoryData<string, object?, string> Scalars => new()
    {
        { "null", null, "NoneType None" },
        { "bool", true, "bool True" },
        { "int", 5, "int 5" },
        { "long", long.MinValue, "int -9223372036854775808" },
        { "ulong", ulong.MaxValue, "int 18446744073709551615" },
        { "big", BigInteger.Pow(-3, 101), $"int {BigInteger.Pow(-3, 101)}" },
        { "double", 0.1, "float 0.1" },
        { "nan", double.NaN, "float nan" },
        { "infinity", double.NegativeInfinity, "float -inf" },
        { "decimal", 12.50m, "Decimal Decimal('12.50')" },
        { "complex", new Complex(1, -2), "complex (1-2j)" },
        { "string", "Größe 😀\0\n\"", "str 'Größe 😀\\x00\\n\"'" },
        { "empty", "", "str ''" },
        { "date", new DateOnly(2020, 2, 29), "date datetime.date(2020, 2, 29)" },
        { "time", new TimeOnly(23, 59, 58, 7), "time datetime.time(23, 59, 58, 7000)" },
        { "moment", new DateTime(1, 1, 1, 2, 3, 4), "datetime datetime.datetime(1, 1, 1, 2, 3, 4)" },
        { "instant", new DateTimeOffset(2024, 1, 2, 3, 4, 5, TimeSpan.FromHours(2)), "datetime datetime.datetime(2024, 1, 2, 1, 4, 5, tzinfo=datetime.timezone.utc)" },
        { "elapsed", TimeSpan.FromMilliseconds(-1500), "timedelta datetime.timedelta(days=-1, seconds=86398, microseconds=500000)" },
        { "id", new Guid("00112233-4455-6677-8899-aabbccddeeff"), "UUID UUID('00112233-4455-6677-8899-aabbccddeeff')" },
        { "enum", DayOfWeek.Friday, "str 'Friday'" },
    };

    [Theory]
    [MemberData(nameof(Scalars))]
    public async Task A_scalar_arrives_as_what_it_is_and_comes_back(string what, object? value, string there)
    {
        _ = what;
        await python.Values.SetAsync("x", value, Token);
        Assert.Equal(there, await python.SaysAsync("type(x).__name__, repr(x)"));
        var back = await python.Values.GetAsync("x", Token);
        switch (value)
        {
            case int number:
                Assert.Equal((long)number, back);
                break;
            case ulong large:
                Assert.Equal(new BigInteger(large), back);
                break;
            case Enum word:
                Assert.Equal(word.ToString(), back);
                break;
            default:
                Assert.Equal(value, back);
                break;
        }
    }

    public static TheoryData<string> ElementTypes => ["bool", "uint8", "int8", "int16", "uint16", "int32", "uint32", "int64", "uint64", "float16", "float32", "float64", "complex128"];

    [Theory]
    [MemberData(nameof(ElementTypes))]
    public async Task Arrays_of_every_type_and_shape_keep_every_bit(string type)
    {
        foreach (var (shape, direct) in new[] { ("()", true), ("(0,)", true), ("(7,)", true), ("(3,4)", true), ("(2,3,5)", true), ("(1200,1001)", true), ("(1200,1001)", false) })
        {
            python.Bridge.UsesProcessMemory = direct;
            await python.CompletesAsync(
                $"#!python\nimport numpy as np, hashlib\nrng = np.random.default_rng(5)\na = np.asarray((rng.random({shape}) * 200 - 60).astype('{type}'))");
            var value = await python.Values.GetAsync("a", Token);
            if (value is Array array)
            {
                Assert.Equal(await python.SaysAsync("'x'.join(map(str, a.shape))"), string.Join('x', Enumerable.Range(0, array.Rank).Select(array.GetLength)));
                Assert.Equal(await python.SaysAsync("hashlib.sha256(a.tobytes()).hexdigest()"), Convert.ToHexStringLower(SHA256.HashData(Bytes(array))));
            }
            else
            {
                Assert.Equal("()", shape);
            }

            await python.Values.SetAsync("b", value, Token);
            Assert.Equal("True", await python.SaysAsync("type(b) is not np.ndarray or (b.dtype == a.dtype and b.flags.writeable and b.shape == a.shape and b.tobytes() == a.tobytes())"));
        }

        python.Bridge.UsesProcessMemory = true;
    }

    [Fact]
    public async Task Views_transposed_and_foreign_byte_orders_arrive_right()
    {
        await python.CompletesAsync("#!python\na = np.arange(12, dtype='>i4').reshape(3, 4)[::-1, ::2].T" + "\n" + "import datetime");
        Assert.Equal(new[,] { { 8, 4, 0 }, { 10, 6, 2 } }, Assert.IsType<int[,]>(await python.Values.GetAsync("a", Token)));
        Assert.Equal(new[] { 1.5f, 2.5f }, Assert.IsType<float[]>(await python.Values.GetAsync("np.array([1.5, 2.5], 'f4')", Token)));
        var moments = Assert.IsType<DateTime?[]>(await python.Values.GetAsync("np.array(['2024-01-02T03:04', 'NaT'], 'M8[m]')", Token));
        Assert.Equal([new DateTime(2024, 1, 2, 3, 4, 0), null], moments);
        Assert.Equal(new[] { TimeSpan.FromHours(1) }, Assert.IsType<TimeSpan[]>(await python.Values.GetAsync("np.array([1], 'm8[h]')", Token)));
        Assert.Equal(new[,] { { "a" }, { "bc" } }, Assert.IsType<string[,]>(await python.Values.GetAsync("np.array([['a'], ['bc']])", Token)));
    }

    [Fact]
    public async Task Lists_dictionaries_and_records_keep_their_structure()
    {
        await python.Values.SetAsync("d", new Dictionary<string, object?> { ["list"] = new List<int> { 1, 2 }, ["text"] = new[] { "a", null }, ["in"] = new Dictionary<int, bool> { [1] = true } }, Token);
        Assert.Equal("{'list': [1, 2], 'text': ['a', None], 'in': {1: True}}", await python.SaysAsync("repr(d)"));
        await python.Values.SetAsync("r", new { Label = "nodule", Size = 4.5 }, Token);
        Assert.Equal("{'Label': 'nodule', 'Size': 4.5}", await python.SaysAsync("repr(r)"));
        await python.Values.SetAsync("t", (1, "x", (double?)null), Token);
        Assert.Equal("(1, 'x', None)", await python.SaysAsync("repr(t)"));
        using var json = System.Text.Json.JsonDocument.Parse("""{"a":[1,2.5,"x",null,true]}""");
        await python.Values.SetAsync("j", json, Token);
        Assert.Equal("{'a': [1, 2.5, 'x', None, True]}", await python.SaysAsync("repr(j)"));

        Assert.Equal(new[] { 1L, 2L }, Assert.IsType<long[]>(await python.Values.GetAsync("[1, 2]", Token)));
        Assert.Equal(new[] { 1.0, 2.5 }, Assert.IsType<double[]>(await python.Values.GetAsync("(1, 2.5)", Token)));
        Assert.Equal(new[] { "a", null }, Assert.IsType<string?[]>(await python.Values.GetAsync("['a', None]", Token)));
        Assert.Equal(new object?[] { 1L, "a", null, true }, Assert.IsType<object?[]>(await python.Values.GetAsync("[1, 'a', None, True]", Token)));
        var map = Assert.IsType<Dictionary<string, object?>>(await python.Values.GetAsync("{'a': {'b': b'xy'}}", Token));
        Assert.Equal("xy"u8.ToArray(), Assert.IsType<byte[]>(Assert.IsType<Dictionary<string, object?>>(map["a"])["b"]));
    }

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

    [Theory]
    [InlineData("nothing", "There is no variable 'nothing' in Python.")]
    [InlineData("object()", "has no form in C#")]
    [InlineData("1 +", "has no value in Python: SyntaxError")]
    [InlineData("{None: 1}", "the key None")]
    [InlineData("np.ma.array([1], mask=[True])", "masked array")]
    [InlineData("np.zeros(2, dtype=[('a', 'i4')])", "structured array")]
    [InlineData("np.zeros(2, 'f16')", "no number as wide")]
    [InlineData("[[]] if (l := []) is None else (l.append(l), l)[1]", "nested more than 64 deep")]
    public async Task What_cannot_leave_Python_is_told_in_one_message(string expression, string message)
    {
        await python.CompletesAsync("#!python\nimport numpy as np");
        var refusal = await Assert.ThrowsAsync<MagicException>(() => python.Values.GetAsync(expression, Token));
        Assert.Contains(message, refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_Python_cannot_take_is_told_in_one_message()
    {
        var endless = new List<object?>();
        endless.Add(endless);
        foreach (var (value, message) in new (object Value, string Message)[]
        {
            (new MemoryStream(), "a MemoryStream, which Python cannot take"),
            (new Action(() => { }), "cannot take"),
            (endless, "holds itself"),
            (new object[1, 1], "arrays of several dimensions of numbers"),
        })
        {
            Assert.Contains(message, (await Assert.ThrowsAsync<MagicException>(() => python.Values.SetAsync("x", value, Token))).Message, StringComparison.Ordinal);
        }

        Assert.Contains("cannot be the name", (await Assert.ThrowsAsync<MagicException>(() => python.Values.SetAsync("lambda", 1, Token))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Values_cross_by_selector_share_set_and_name_and_their_variables_have_types()
    {
        await python.CompletesAsync("var image = new float[,] { { 1, 2 }, { 3, 4 } };");
        await python.CompletesAsync("#!python --in image,twice=image --out mean,doubled=twice\nmean = float(image.mean())\ntwice = twice * 2");
        Assert.Equal("2.5", (await python.CompletesAsync("mean")).Result);
        Assert.Equal("8", (await python.CompletesAsync("doubled[1, 1]")).Result);
        await python.CompletesAsync("#!python\n#!share doubled --from csharp --as again\nagain[0, 0] = 7");
        await python.CompletesAsync("#!set --name first --value @python:again");
        Assert.Equal("7", (await python.CompletesAsync("first[0, 0]")).Result);
        Assert.Contains("again", (await python.CompletesAsync("#!who python")).Result, StringComparison.Ordinal);
        Assert.Contains("ndarray float32 2×2", (await python.CompletesAsync("#!python\n#!whos")).Result, StringComparison.Ordinal);

        var (result, sink) = await python.RunAsync("#!python --in imag\n1", token: Token);
        Assert.IsType<CellResult.Failed>(result);
        Assert.Contains("Did you mean image?", string.Join('\n', sink.Error!.Traceback), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_step_of_PyTorch_trains_on_an_image_and_its_prediction_is_read_here()
    {
        PythonFixture.Needs("torch", "python3-torch");
        await python.CompletesAsync(
            """
            var image = new float[1, 1, 32, 32];
            for (var y = 8; y < 16; y++) { for (var x = 8; x < 16; x++) { image[0, 0, y, x] = 1; } }
            """);
        await python.CompletesAsync(
            """
            #!python --in image --out prediction,before,after,weight
            import torch
            torch.manual_seed(1)
            model = torch.nn.Sequential(torch.nn.Conv2d(1, 4, 3), torch.nn.ReLU(), torch.nn.AdaptiveAvgPool2d(1), torch.nn.Flatten(), torch.nn.Linear(4, 2))
            optimizer = torch.optim.SGD(model.parameters(), lr=0.5)
            images, label = torch.from_numpy(image), torch.tensor([1])
            before = torch.nn.functional.cross_entropy(model(images), label)
            before.backward()
            optimizer.step()
            after = torch.nn.functional.cross_entropy(model(images), label).item()
            before = before.item()
            prediction = model(images).softmax(1)
            weight = model[0].weight
            """);
        Assert.Equal("True", (await python.CompletesAsync("after < before")).Result);
        Assert.Equal("True", (await python.CompletesAsync("Math.Abs(prediction[0, 0] + prediction[0, 1] - 1) < 1e-5")).Result);
        Assert.Equal("True", (await python.CompletesAsync("Math.Abs(-Math.Log(prediction[0, 1]) - after) < 1e-5")).Result);
        Assert.Equal("4×1×3×3", (await python.CompletesAsync("string.Join('×', Enumerable.Range(0, weight.Rank).Select(weight.GetLength))")).Result);
    }

    private static byte[] Bytes(Array array)
    {
        var width = array.Length == 0 ? 0 : System.Buffer.ByteLength(array.GetType().GetElementType()!.IsPrimitive ? array : Array.CreateInstance(typeof(byte), 0)) / Math.Max(1, array.Length);
        width = array.GetType().GetElementType() == typeof(Half) ? 2 : array.GetType().GetElementType() == typeof(Complex) ? 16 : width;
        return MemoryMarshal.CreateReadOnlySpan(ref MemoryMarshal.GetArrayDataReference(array), array.Length * width).ToArray();
    }

    private sealed record Row(
        int? Number, string? Text, double? Size, bool? Flag, DateOnly? Day, DateTime? Moment, decimal? Exact, TimeSpan? Elapsed, int[]? Many);
}
