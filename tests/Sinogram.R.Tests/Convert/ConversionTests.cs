using Sinogram.Data;

namespace Sinogram.R.Tests.Convert;

/// <summary>
/// Values cross to R and back. The judge is another R: it reads what our session saved and compares it with the value written as R code by <c>identical()</c>.
/// </summary>
public sealed class ConversionTests(SharedSession shared) : IClassFixture<SharedSession>
{
    private readonly RSession _r = shared.Session;
    private readonly DirectoryInfo _folder = shared.Folder;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>C# values and the same as R code, in both directions.</summary>
    public static TheoryData<string, object?> BothWays => new()
    {
        { "NULL", null },
        { "1.5", 1.5 },
        { "NaN", double.NaN },
        { "-Inf", double.NegativeInfinity },
        { "0.1 + 0.2", 0.1 + 0.2 },
        { "5e-324", double.Epsilon },
        { ".Machine$double.xmax", double.MaxValue },
        { "42L", 42 },
        { "-2147483647L", -2147483647 },
        { "TRUE", true },
        { "'Größe 日本 😀'", "Größe 日本 😀" },
        { "''", "" },
        { "c(1, 2.5, Inf)", new[] { 1, 2.5, double.PositiveInfinity } },
        { "c(1, NA, NaN)", new double?[] { 1, null, double.NaN } },
        { "c(1L, NA, 3L)", new int?[] { 1, null, 3 } },
        { "c(TRUE, NA, FALSE)", new bool?[] { true, null, false } },
        { "c('a', NA, '')", new string?[] { "a", null, "" } },
        { "double()", Array.Empty<double>() },
        { "character()", Array.Empty<string>() },
        { "matrix(c(1, 2, 3, 4, 5, 6), 2)", new double[,] { { 1, 3, 5 }, { 2, 4, 6 } } },
        { "matrix(1:4, 2)", new[,] { { 1, 3 }, { 2, 4 } } },
        { "as.Date('2024-02-29')", new DateOnly(2024, 2, 29) },
        { "as.Date(c('1899-12-31', NA, '2400-01-01'))", new DateOnly?[] { new(1899, 12, 31), null, new(2400, 1, 1) } },
        { "as.POSIXct('2024-07-01 12:30:00.25', tz = 'UTC')", new DateTimeOffset(2024, 7, 1, 12, 30, 0, 250, TimeSpan.Zero) },
        { "as.difftime(90.5, units = 'secs')", TimeSpan.FromSeconds(90.5) },
        { "list(a = 1, b = 'x', c = list(d = c(1L, 2L)))", new Dictionary<string, object?>
            { ["a"] = 1.0, ["b"] = "x", ["c"] = new Dictionary<string, object?> { ["d"] = new[] { 1, 2 } } } },
    };

    [Theory]
    [MemberData(nameof(BothWays))]
    public async Task A_value_is_the_same_in_R_and_back(string code, object? value)
    {
        await _r.SetAsync("x", value, Token);
        await IsIdentical("x", code);
        await _r.RunAsync("y <- " + code, token: Token);
        Assert.Equivalent(value, await _r.GetAsync("y", Token), strict: true);
        if (value is not null)
        {
            Assert.Equal(value.GetType(), (await _r.GetAsync("y", Token))!.GetType());
        }
    }

    [Fact]
    public async Task A_table_of_every_type_is_the_same_data_frame_and_comes_back()
    {
        var table = new Table(
            Column.Of("number", new double?[] { 1.5, null, double.NaN }),
            Column.Of("count", new int?[] { 1, null, -7 }),
            Column.Of("flag", new bool?[] { true, null, false }),
            Column.Of("text", new string?[] { "ä", null, "c" }),
            Column.Of(new Field("group", DataType.Dictionary(DataType.String)), ["low", null, "high"]),
            Column.Of("day", new DateOnly?[] { new(2024, 1, 1), null, new(1970, 1, 1) }),
            Column.Of("instant", new DateTimeOffset?[] { new(2024, 1, 1, 12, 0, 0, TimeSpan.Zero), null, DateTimeOffset.UnixEpoch }),
            Column.Of("lasting", new TimeSpan?[] { TimeSpan.FromMinutes(1), null, TimeSpan.FromMilliseconds(1) }),
            Column.Of("not syntactic (mm²)", new[] { 1, 2, 3 }),
            Column.Of("values", new double[]?[] { [1, 2], null, [] }));
        await _r.SetAsync("x", table, Token);
        await IsIdentical("x", """
            structure(list(number = c(1.5, NA, NaN), count = c(1L, NA, -7L), flag = c(TRUE, NA, FALSE), text = c('ä', NA, 'c'),
              group = factor(c('low', NA, 'high'), levels = c('low', 'high')), day = as.Date(c('2024-01-01', NA, '1970-01-01')),
              instant = as.POSIXct(c(1704110400, NA, 0), origin = '1970-01-01', tz = 'UTC'), lasting = as.difftime(c(60, NA, 0.001), units = 'secs'),
              `not syntactic (mm²)` = 1:3, values = list(c(1, 2), NULL, double())), row.names = c(NA, -3L), class = 'data.frame')
            """);
        var back = await _r.GetTableAsync("x", Token);
        Assert.Equal(table.Schema.Select(field => (field.Name, field.Type)), back.Schema.Select(field => (field.Name, field.Type)));
        foreach (var column in table.Columns)
        {
            Assert.Equal(Enumerable.Range(0, 3).Select(row => column.GetValue(row)), Enumerable.Range(0, 3).Select(row => back[column.Name].GetValue(row)));
        }
    }

    [Fact]
    public async Task NA_and_NaN_stay_apart_whatever_their_bits()
    {
        var naLike = BitConverter.UInt64BitsToDouble(0x7FF0_0000_0000_07A2);
        await _r.SetAsync("x", Column.Of("x", new double?[] { naLike, null, -double.NaN }), Token);
        await IsIdentical("is.na(x) & !is.nan(x)", "c(FALSE, TRUE, FALSE)");
        var back = Assert.IsType<double?[]>(await _r.GetAsync("x", Token));
        Assert.Equal([double.NaN, null, double.NaN], back);
    }

    [Theory]
    [InlineData("Europe/Berlin")]
    [InlineData("America/New_York")]
    [InlineData("UTC")]
    public async Task Instants_keep_their_zone(string zone)
    {
        await _r.RunAsync($"x <- data.frame(t = as.POSIXct(c('2024-03-31 03:30:00', '2024-10-27 02:30:00', NA), tz = '{zone}'))", token: Token);
        var table = await _r.GetTableAsync("x", Token);
        Assert.Equal(new TimestampType(TimeUnit.Microsecond, zone), table["t"].Type);
        var seconds = await RScript.RunAsync($"cat(as.numeric(as.POSIXct(c('2024-03-31 03:30:00', '2024-10-27 02:30:00'), tz = '{zone}')), sep = ' ')", Token);
        Assert.Equal(seconds.Split(' ').Select(long.Parse), table["t"].Values<long>()[..2].ToArray().Select(count => count / 1_000_000));
        await _r.SetAsync("y", table, Token);
        await IsTrue("identical(x, y)");
    }

    [Fact]
    public async Task Ordered_factors_and_unused_levels_are_kept()
    {
        await _r.RunAsync("x <- data.frame(f = factor(c('b', NA, 'a'), levels = c('a', 'b', 'never'), ordered = TRUE))", token: Token);
        var table = await _r.GetTableAsync("x", Token);
        Assert.Equal(new DictionaryType(DataType.Int32, DataType.String, ordered: true), table["f"].Type);
        Assert.Equal(["a", "b", "never"], table["f"].Dictionary!.ToArray<string>());
        Assert.Equal<IEnumerable<string?>>(["b", null, "a"], table["f"].ToArray<string?>());
        await _r.SetAsync("y", table, Token);
        await IsTrue("identical(x, y)");
    }

    [Fact]
    public async Task Integers_beyond_R_s_are_doubles_while_exact_and_refused_beyond()
    {
        await _r.SetAsync("x", new long?[] { 1L << 53, -(1L << 53), null }, Token);
        await IsIdentical("x", "c(9007199254740992, -9007199254740992, NA)");
        await _r.SetAsync("x", new[] { int.MinValue, 1 }, Token);
        await IsIdentical("x", "c(-2147483648, 1)");
        await _r.SetAsync("x", new[] { uint.MaxValue }, Token);
        await IsIdentical("x", "4294967295");
        if (Directory.Exists("/usr/lib/R/site-library/bit64"))
        {
            await _r.SetAsync("x", new[] { (1L << 53) + 1 }, Token);
            Assert.Equal((1L << 53) + 1, await _r.GetAsync("x", Token));
        }
        else
        {
            var refusal = await Assert.ThrowsAsync<RConversionException>(() => _r.SetAsync("x", new[] { (1L << 53) + 1 }, Token));
            Assert.Contains("r-cran-bit64", refusal.Message, StringComparison.Ordinal);
        }

        await Assert.ThrowsAsync<RConversionException>(() => _r.SetAsync("x", new[] { ulong.MaxValue }, Token));
    }

    [Fact]
    public async Task The_64_bit_integers_of_bit64_come_exactly()
    {
        // The class keeps the bits of the integer in a double; made here without the package.
        await _r.RunAsync("x <- structure(c(readBin(as.raw(c(1, 0, 0, 0, 0, 0, 0x20, 0)), 'double', endian = 'little'), -0.0), class = 'integer64')", token: Token);
        Assert.Equal(new long?[] { (1L << 53) + 1, null }, await _r.GetAsync("x", Token));
    }

    [Theory]
    [InlineData("data.frame()", 0, 0)]
    [InlineData("iris[0, ]", 0, 5)]
    [InlineData("mtcars", 32, 12)]
    [InlineData("as.data.frame(Titanic)", 32, 5)]
    [InlineData("table(c('a', 'b', 'a'))", 2, 2)]
    [InlineData("data.frame(a = 1:2, m = I(matrix(1:4, 2)))", 2, 3)]
    [InlineData("summary(lm(mpg ~ wt, mtcars))$coefficients |> as.data.frame()", 2, 5)]
    [InlineData("c(a = 1, b = 2)", 2, 2)]
    public async Task Whatever_is_rectangular_is_a_table(string code, int rows, int columns)
    {
        await _r.RunAsync("x <- " + code, token: Token);
        var table = await _r.GetTableAsync("x", Token);
        Assert.Equal((rows, columns), ((int)table.RowCount, table.ColumnCount));
    }

    [Fact]
    public async Task Latin_1_text_is_converted()
    {
        await _r.RunAsync("x <- iconv('Größe', 'UTF-8', 'latin1'); stopifnot(Encoding(x) == 'latin1')", token: Token);
        Assert.Equal("Größe", await _r.GetAsync("x", Token));
    }

    [Fact]
    public async Task A_tibble_is_a_table()
    {
        Assert.SkipUnless(Directory.Exists("/usr/lib/R/site-library/tibble"), "r-cran-tibble is not installed");
        await _r.RunAsync("x <- tibble::tibble(a = 1:2, b = list(1:3, 4L))", token: Token);
        var table = await _r.GetTableAsync("x", Token);
        Assert.Equal([4], table["b"].As<int[]>()[1]);
    }

    [Theory]
    [InlineData("lm(mpg ~ wt, mtcars)", "class lm")]
    [InlineData("function(x) x", "class function")]
    [InlineData("1i", "complex")]
    [InlineData("array(1:8, c(2, 2, 2))", "3 dimensions")]
    [InlineData("data.frame(a = 1, a = 2, check.names = FALSE)", "make.unique")]
    [InlineData("unname(data.frame(a = 1, b = 2))", "make.unique")]
    [InlineData("data.frame(a = I(list(1, 'x')))", "one type")]
    [InlineData("'\\xff'", "encoding")]
    public async Task What_cannot_cross_is_refused_with_a_reason(string code, string reason)
    {
        await _r.RunAsync("x <- " + code, token: Token);
        var refusal = await Assert.ThrowsAsync<RConversionException>(() => _r.GetAsync("x", Token));
        Assert.Contains(reason, refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_R_has_no_type_for_is_refused_and_the_session_lives()
    {
        await Assert.ThrowsAsync<RConversionException>(() => _r.SetAsync("x", new object(), Token));
        await Assert.ThrowsAsync<RConversionException>(() => _r.SetAsync("x", "a\0b", Token));
        await Assert.ThrowsAsync<RConversionException>(() => _r.SetAsync("x", Column.Of(new Field("x", DataType.Binary), [new byte[] { 1 }]), Token));
        await Assert.ThrowsAsync<RConversionException>(() => _r.GetAsync("nothing", Token));
        await _r.SetAsync("x", 1, Token);
        Assert.Equal(1, await _r.GetAsync("x", Token));
    }

    [Fact]
    public async Task A_million_rows_cross_both_ways_unchanged()
    {
        await _r.RunAsync("""
            set.seed(1); n <- 1e6
            x <- data.frame(a = rnorm(n), b = sample.int(n), c = sample(c('left', 'right', NA), n, TRUE), d = factor(sample(letters, n, TRUE)), e = runif(n) < 0.5)
            x$a[sample.int(n, 1000)] <- NA
            """, token: Token);
        var table = await _r.GetTableAsync("x", Token);
        Assert.Equal(1_000_000, table.RowCount);
        Assert.Equal(1000, table["a"].NullCount);
        await _r.SetAsync("y", table, Token);
        await IsTrue("identical(x, y)");
    }

    [Fact]
    public async Task A_slice_of_a_table_crosses_as_what_it_shows()
    {
        var table = new Table(
            Column.Of("n", Enumerable.Range(0, 100)),
            Column.Of("b", Enumerable.Range(0, 100).Select(i => i % 3 == 0 ? (bool?)null : i % 2 == 0)),
            Column.Of("s", Enumerable.Range(0, 100).Select(i => i % 7 == 0 ? null : "t" + i)),
            Column.Of("l", Enumerable.Range(0, 100).Select(i => new[] { i, i + 1 })));
        await _r.SetAsync("x", table.Slice(13, 5), Token);
        await IsIdentical("x", """
            structure(list(n = 13:17, b = c(FALSE, TRUE, NA, TRUE, FALSE), s = c('t13', NA, 't15', 't16', 't17'),
              l = list(13:14, 14:15, 15:16, 16:17, 17:18)), row.names = c(NA, -5L), class = 'data.frame')
            """);
    }

    [Fact]
    public async Task The_breast_cancer_biomarkers_come_as_a_table()
    {
        Assert.SkipUnless(Directory.Exists("/usr/lib/R/site-library/mclust"), "r-cran-mclust is not installed");
        await _r.RunAsync("suppressMessages(library(mclust)); wdbc <- mclust::wdbc", token: Token);
        var table = await _r.GetTableAsync("wdbc", Token);
        Assert.Equal(569, table.RowCount);
        var features = table.Columns.Where(column => column.Type.Id == TypeId.Float64).Skip(table.Schema.Contains("ID") && table["ID"].Type.Id == TypeId.Float64 ? 1 : 0).ToList();
        Assert.Equal(30, features.Count);
        var sums = await RScript.RunAsync("w <- mclust::wdbc; cat(sprintf('%.17g', colSums(w[, -(1:2)])), sep = ' '); cat('\\n'); cat(table(w$Diagnosis))", Token);
        var lines = sums.Split('\n');
        Assert.Equal(lines[0].Trim().Split(' ').Select(double.Parse), features.Select(column => column.ToDoubles().Aggregate(0.0, (sum, value) => sum + value)), (a, b) => Math.Abs(a - b) <= 1e-12 * Math.Abs(a));
        Assert.Equal("357 212", $"{table["Diagnosis"].As<string>().Count(value => value == "B")} {table["Diagnosis"].As<string>().Count(value => value == "M")}");
        Assert.Equal("357 212", lines[1]);
    }

    [Fact]
    public async Task The_confidence_interval_of_a_ROC_curve_is_pROC_s()
    {
        Assert.SkipUnless(Directory.Exists("/usr/lib/R/site-library/pROC"), "r-cran-proc is not installed");
        await _r.RunAsync("suppressMessages(library(pROC)); data(aSAH); r <- roc(aSAH$outcome, aSAH$s100b, quiet = TRUE); ci <- as.numeric(ci.auc(r))", token: Token);
        var interval = Assert.IsType<double[]>(await _r.GetAsync("ci", Token));

        // Robin et al. 2011, BMC Bioinformatics 12:77: AUC of S100B 0.731, 95 % interval by DeLong 0.630 to 0.833.
        Assert.Equal([0.630, 0.731, 0.833], interval.Select(value => Math.Round(value, 3)));
        var judge = await RScript.RunAsync("suppressMessages(library(pROC)); data(aSAH); cat(sprintf('%.17g', as.numeric(ci.auc(roc(aSAH$outcome, aSAH$s100b, quiet = TRUE)))))", Token);
        Assert.Equal(judge.Split(' ').Select(double.Parse), interval);
    }

    [Fact]
    public async Task Identifying_columns_are_still_marked_when_they_come_back()
    {
        using var r = new RSession();
        await r.SetAsync("x", new Table(Column.Of("PatientID", "a", "b").WithIdentified(true), Column.Of("age", 1, 2)), Token);
        await r.RunAsync("y <- x[2, ]", token: Token);
        var table = await r.GetTableAsync("y", Token);
        Assert.True(table["PatientID"].Field.Identified);
        Assert.False(table["age"].Field.Identified);
    }

    [Fact]
    public async Task What_R_read_by_itself_goes_by_the_names_of_its_columns_unless_it_is_public()
    {
        using var r = new RSession();
        await r.SetAsync("given", new Table(Column.Of("patient", "A", "B")), Token);
        const string Code = "read <- data.frame(PatientName = c('Xu', 'Yi'), age = 1:2); mixed <- cbind(read, given); named <- c(a = 1, b = 2); held <- list(inner = read)\n";
        var frames = new List<Table>();
        await r.RunAsync(Code + "read", o => frames.AddRange(o is ROutput.Frame frame ? [frame.Value] : []), new RRunOptions { FramesAsTables = true }, Token);
        await r.RunAsync("read", o => frames.AddRange(o is ROutput.Frame frame ? [frame.Value] : []), new RRunOptions { FramesAsTables = true, IsPublic = true }, Token);
        Assert.Equal([true, false], frames.Select(f => f["PatientName"].Field.Identified));

        // A column that went in unmarked comes back so, whatever its name; names of a vector are no column.
        Assert.Equal([true, false, false], (await r.GetTableAsync("mixed", Token)).Schema.Select(f => f.Identified));
        Assert.Equal([false, false], (await r.GetTableAsync("named", Token)).Schema.Select(f => f.Identified));
        Assert.True(Assert.IsType<Table>(Assert.IsType<Dictionary<string, object?>>(await r.GetAsync("held", Token))["inner"])["PatientName"].Field.Identified);
        Assert.False(Assert.IsType<Table>(await r.GetAsync("read", isPublic: true, Token))["PatientName"].Field.Identified);
    }

    [Fact]
    public async Task Variables_are_listed_and_removed()
    {
        using var r = new RSession();
        Assert.Empty(await r.GetVariablesAsync(Token));
        await r.SetAsync("b", new double[,] { { 1, 2 } }, Token);
        await r.SetAsync("a", "x", Token);
        Assert.Equal([("a", "character[1]"), ("b", "matrix[1 x 2]")], await r.GetVariablesAsync(Token));
        await r.RemoveAsync("a", Token);
        await r.RemoveAsync("a", Token);
        Assert.Single(await r.GetVariablesAsync(Token));
    }

    [Fact]
    public async Task Code_is_completed()
    {
        var (replaces, words) = await _r.CompleteAsync("x <- read.cs", Token);
        Assert.Equal(7, replaces);
        Assert.Contains("read.csv", words);
    }

    private async Task IsIdentical(string ours, string code)
    {
        var file = Path.Combine(_folder.FullName, Guid.NewGuid().ToString("N") + ".rds");
        await _r.RunAsync($"saveRDS({ours}, '{file}')", token: Token);
        var verdict = await RScript.RunAsync($"x <- readRDS('{file}'); y <- {code}; if (identical(x, y)) cat('identical') else {{ str(x); str(y) }}", Token);
        Assert.Equal("identical", verdict);
    }

    private async Task IsTrue(string condition)
    {
        var heard = new Transcript();
        await _r.RunAsync(condition, heard.Add, token: Token);
        Assert.Equal("[1] TRUE\n", heard.All);
    }
}
