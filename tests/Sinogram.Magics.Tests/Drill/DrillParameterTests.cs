using System.Collections.Concurrent;
using System.Text;
using System.Text.Json;
using Sinogram.Core.Execution;
using Sinogram.Data;
using Sinogram.Magics.Drill;
using Sinogram.Testing.Kernel;
using Sinogram.Testing.Replay;

namespace Sinogram.Magics.Tests.Drill;

/// <summary>Parameters of both kinds on both engines: the embedded one binds the value, a cluster gets the literal that Drill's grammar has for it.</summary>
public sealed class DrillParameterTests : IAsyncDisposable
{
    private readonly TestSession _session = new([new DrillMagic(new NotebookState(TimeProvider.System))]);
    private readonly ConcurrentQueue<string> _asked = new();
    private readonly ReplayServer _cluster;

    public DrillParameterTests() => _cluster = new ReplayServer((_, _, body) =>
    {
        _asked.Enqueue(JsonDocument.Parse(body).RootElement.GetProperty("query").GetString()!);
        return new RecordedExchange(1, "POST", "/query.json", "", 200, "OK", [KeyValuePair.Create("Content-Type", "application/json")], [Encoding.UTF8.GetBytes("{\"queryId\":\"1\",\"queryState\":\"COMPLETED\"}")]);
    });

    public static TheoryData<object?, object?, string> Values() => new()
    {
        { "it's", "it's", "'it''s'" },
        { "'; DROP TABLE x; --", "'; DROP TABLE x; --", "'''; DROP TABLE x; --'" },
        { "\\' OR 1=1 /* ` */", "\\' OR 1=1 /* ` */", "'\\'' OR 1=1 /* ` */'" },
        { "@v $v\n\t🩻 日本", "@v $v\n\t🩻 日本", "'@v $v\n\t🩻 日本'" },
        { "", "", "''" },
        { 'x', "x", "'x'" },
        { true, true, "TRUE" },
        { -5, -5, "(-5)" },
        { (sbyte)-1, null, "(-1)" },
        { long.MaxValue, long.MaxValue, "9223372036854775807" },
        { ulong.MaxValue, null, "18446744073709551615" },
        { 0.1, 0.1, "CAST('0.1' AS DOUBLE)" },
        { double.NaN, double.NaN, "CAST('NaN' AS DOUBLE)" },
        { double.NegativeInfinity, double.NegativeInfinity, "CAST('-Infinity' AS DOUBLE)" },
        { 1.5f, 1.5f, "CAST('1.5' AS FLOAT)" },
        { 123456789012345678.123456m, null, "123456789012345678.123456" },
        { new DateOnly(2024, 2, 29), new DateOnly(2024, 2, 29), "DATE '2024-02-29'" },
        { new TimeOnly(1, 2, 3, 4), new TimeOnly(1, 2, 3, 4), "TIME '01:02:03.004'" },
        { new DateTime(2024, 2, 29, 12, 34, 56, 789), new DateTime(2024, 2, 29, 12, 34, 56, 789), "TIMESTAMP '2024-02-29 12:34:56.789'" },
        { new DateTime(2024, 2, 29, 12, 34, 56, DateTimeKind.Utc), new DateTime(2024, 2, 29, 12, 34, 56), "TIMESTAMP '2024-02-29 12:34:56.000'" },
        { new DateTimeOffset(2024, 2, 29, 12, 0, 0, TimeSpan.FromHours(2)), new DateTime(2024, 2, 29, 10, 0, 0), "TIMESTAMP '2024-02-29 10:00:00.000'" },
        { new byte[] { 1, 2, 255 }, new byte[] { 1, 2, 255 }, "BINARY_STRING('\\x01\\x02\\xFF')" },
        { new Guid("0f8fad5b-d9cb-469f-a165-70867728950e"), "0f8fad5b-d9cb-469f-a165-70867728950e", "'0f8fad5b-d9cb-469f-a165-70867728950e'" },
        { new TimeSpan(-1, -2, -3, -4, -5), null, "INTERVAL '-1 02:03:04.005' DAY(9) TO SECOND(3)" },
        { DayOfWeek.Friday, "Friday", "'Friday'" },
        { null, null, "NULL" },
    };

    public async ValueTask DisposeAsync()
    {
        await _session.DisposeAsync();
        await _cluster.DisposeAsync();
    }

    [Theory(DisableDiscoveryEnumeration = true)]
    [MemberData(nameof(Values))]
    public async Task A_variable_of_any_type_is_one_value_on_both_engines(object? value, object? embedded, string literal)
    {
        _session.Session.Variables.Set("v", value);
        var table = await ValueOf("#!drill --public\nSELECT @v AS a, '@v' AS b, $v AS c");
        if (embedded is not null) { Assert.Equal(embedded, table.GetValue(0, "a")); }
        Assert.Equal((table.GetValue(0, "a") is null, "@v"), (value is null, table.GetValue(0, "b")));
        await ValueOf($"#!drill --url {_cluster.Url}\nSELECT @v AS a, '@v' AS b, `$v` AS c -- @v\n");
        Assert.Equal($"SELECT {literal} AS a, '@v' AS b, `$v` AS c -- @v", _asked.Last().TrimEnd());
    }

    [Fact]
    public async Task A_parameter_of_the_line_may_name_a_variable()
    {
        _session.Session.Variables.Set("held", new DateOnly(2024, 5, 1));
        var table = await ValueOf("#!drill --public --param day=@held --param \"handle='@held'\"\nSELECT $day AS a, $handle AS b");
        Assert.Equal((new DateOnly(2024, 5, 1), "@held"), ((DateOnly)table.GetValue(0, "a")!, (string)table.GetValue(0, "b")!));
        var (result, _) = await _session.RunAsync("#!drill --param day=@nothere\nSELECT $day AS a");
        Assert.Contains("There is no variable 'nothere' for --param day", Assert.IsType<CellResult.Failed>(result).Error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_list_is_the_values_of_IN_on_both_engines()
    {
        _session.Session.Variables.Set("numbers", new List<int> { 1, -2 });
        _session.Session.Variables.Set("texts", new[] { "a'b", "c" });
        var table = await ValueOf("#!drill --public\nSELECT x FROM (VALUES (1, 'a''b'), (-2, 'z'), (3, 'c')) AS t(x, y) WHERE x IN (@numbers) AND x IN @numbers AND y IN (@texts)");
        Assert.Equal(1, (int)table.RowCount);
        await ValueOf($"#!drill --url {_cluster.Url}\nSELECT x FROM t WHERE x IN (@numbers) AND x IN @numbers AND y IN (@texts)");
        Assert.Equal("SELECT x FROM t WHERE x IN (1, (-2)) AND x IN (1, (-2)) AND y IN ('a''b', 'c')", _asked.Last());
    }

    [Theory]
    [InlineData("#!drill{0} --param a=1 --param a=2\nSELECT @a AS a", "--param gives 'a' twice")]
    [InlineData("#!drill{0} --param a=1\nSELECT @a AS a, @nowhere AS b", "The parameter 'nowhere' has no value.")]
    [InlineData("#!drill{0} --param nothing\nSELECT 1 AS a", "--param takes name=value")]
    [InlineData("#!drill{0}\nSELECT @thing AS a", "which is no value of SQL")]
    public async Task What_is_wrong_with_a_parameter_is_said_on_both_engines(string cell, string message)
    {
        _session.Session.Variables.Set("thing", new Uri("http://host"));
        foreach (var where in (string[])["", $" --url {_cluster.Url}"])
        {
            var (result, _) = await _session.RunAsync(cell.Replace("{0}", where, StringComparison.Ordinal));
            Assert.Contains(message, Assert.IsType<CellResult.Failed>(result).Error.Message, StringComparison.Ordinal);
        }
        Assert.Empty(_asked);
    }

    [Fact]
    public async Task Values_of_the_line_have_the_type_that_they_are_written_in()
    {
        await ValueOf($"#!drill --url {_cluster.Url} --param a=null --param b=2024-02-29 --param c=1e5 --param d=007 --param e=true --param f=\"two words\" --param g=-3\nSELECT @a, @b, @c, @d, @e, @f, @g LIMIT @g");
        Assert.Equal("SELECT NULL, DATE '2024-02-29', CAST('100000' AS DOUBLE), '007', TRUE, 'two words', (-3) LIMIT (-3)", _asked.Last());
    }

    private async Task<Table> ValueOf(string cell)
    {
        var (result, _) = await _session.RunAsync(cell);
        return result is CellResult.Failed failed ? throw new InvalidOperationException(failed.Error.Message) : Assert.IsType<Table>(Assert.IsType<CellResult.Completed>(result).Value);
    }
}
