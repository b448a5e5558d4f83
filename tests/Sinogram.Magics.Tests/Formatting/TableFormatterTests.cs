using System.Text.Json;
using Sinogram.Core.Display;
using Sinogram.Data;
using Sinogram.Magics.Formatting;

namespace Sinogram.Magics.Tests.Formatting;

public sealed class TableFormatterTests
{
    private static MimeBundle Show(object value) => new Formatters(new TableFormatter()).Format(value);

    [Fact]
    public void A_long_table_shows_both_ends_and_says_how_much_it_left_out()
    {
        var bundle = Show(new Table(Column.Of("n", Enumerable.Range(0, 1204).Select(i => i % 3 == 0 ? (int?)null : i))));
        Assert.Contains("20 of 1,204 rows × 1 column", bundle[Mime.Html], StringComparison.Ordinal);
        Assert.Contains("402 null", bundle[Mime.Html], StringComparison.Ordinal);
        Assert.Contains(">1202<", bundle[Mime.Html], StringComparison.Ordinal);
        Assert.DoesNotContain(">600<", bundle[Mime.Html], StringComparison.Ordinal);
        Assert.EndsWith("20 of 1,204 rows × 1 column", bundle[Mime.Plain], StringComparison.Ordinal);
    }

    [Fact]
    public void A_row_rows_columns_and_a_schema_are_tables()
    {
        var table = new Table(Column.Of("PatientName", "Ada^Nord", "Bob^Syd").WithIdentified(true), Column.Of("age", 36, 41));
        Assert.Equal(Show(table.Slice(1, 1))[Mime.Plain], Show(table.Rows.Last())[Mime.Plain]);
        Assert.Equal(Show(table)[Mime.Plain], Show(table.Rows.Where(r => r.Get<int>("age") > 30))[Mime.Plain]);
        Assert.Equal(Show(table.Head(1))[Mime.Plain], Show(table.Rows.Take(1).ToList())[Mime.Plain]);
        var many = new Table(Column.Of("n", Enumerable.Range(0, 5000)));
        Assert.EndsWith("20 of 1,000 rows × 1 column: the result has more rows than were fetched", Show(many.Rows)[Mime.Plain], StringComparison.Ordinal);
        Assert.StartsWith("column       type    rows  nulls", Show(table.Columns)[Mime.Plain], StringComparison.Ordinal);
        Assert.Matches(@"PatientName\s+string\s+(true|false)\s+true\s+age\s+int32\s+false\s+false", Show(table.Schema)[Mime.Plain]);
    }

    [Fact]
    public void A_text_of_several_lines_keeps_them_and_is_shown_whole_where_it_is_alone()
    {
        var plan = string.Join('\n', Enumerable.Range(0, 30).Select(i => new string(' ', i) + $"00-{i:00} Project(a=[$0])"));
        Assert.Contains($";white-space:pre\">{plan}</td>", Show(new Table(Column.Of("text", plan)))[Mime.Html], StringComparison.Ordinal);
        var two = Show(new Table(Column.Of("text", plan, "one line")))[Mime.Html];
        Assert.Contains($";white-space:pre-wrap\">{plan[..20]}", two, StringComparison.Ordinal);
        Assert.DoesNotContain("00-29", two, StringComparison.Ordinal);
        Assert.Contains("white-space:nowrap\">one line<", two, StringComparison.Ordinal);
    }

    [Fact]
    public void Html_is_escaped_and_needs_no_script_style_sheet_or_id()
    {
        var html = Show(new Table(Column.Of("<b>", "<script>alert(1)</script> costs $5 and $6")))[Mime.Html]!;
        Assert.Contains("&lt;script&gt;", html, StringComparison.Ordinal);
        Assert.Contains("class=\"mathjax_ignore tex2jax_ignore\"", html, StringComparison.Ordinal);
        foreach (var forbidden in (string[])["<script", "<style", " id=", "<b>"]) { Assert.DoesNotContain(forbidden, html, StringComparison.Ordinal); }
    }

    [Fact]
    public void A_table_in_pages_is_whole_without_its_script_and_no_value_ends_the_script()
    {
        var table = new Table(Column.Of("n", Enumerable.Range(0, 50)), Column.Of("t", Enumerable.Range(0, 50).Select(i => i == 7 ? null : "</script><!--" + i)));
        var html = Show(table.WithMetadata(TablePages.Key, "true"))[Mime.Html]!;
        var script = html.IndexOf("<script>", StringComparison.Ordinal);
        Assert.Equal(Show(table)[Mime.Html]!, System.Text.RegularExpressions.Regex.Replace(html[..script], " data-sinogram-rows=\"[0-9a-f]{16}\"", ""));
        Assert.Equal(html.Length - "</script>".Length, html.IndexOf("</script>", script, StringComparison.Ordinal));
        Assert.DoesNotContain("<!--", html[script..], StringComparison.Ordinal);
        Assert.Contains("[\"7\",null]", html[script..], StringComparison.Ordinal);
        Assert.DoesNotContain("<script", Show(table.Slice(0, 1).WithMetadata(TablePages.Key, "true"))[Mime.Html]!, StringComparison.Ordinal);
        var masked = Show(new Table(Column.Of("PatientName", "Ada", "Bob").WithIdentified(true)).WithMetadata(TablePages.Key, "true"))[Mime.Html]!;
        Assert.Contains("<script>", masked, StringComparison.Ordinal);
        Assert.DoesNotContain("Ada", masked, StringComparison.Ordinal);
    }

    [Fact]
    public void Of_a_large_table_the_first_rows_are_paged_with_all_columns_and_it_says_so()
    {
        string ScriptOf(Table table) => Show(table.WithMetadata(TablePages.Key, "true"))[Mime.Html]! is var html ? html[html.IndexOf("<script>", StringComparison.Ordinal)..] : "";
        Assert.Contains("\"totals\":\"the first 10,000 of 12,000 rows × 1 column\"", ScriptOf(new Table(Column.Of("n", Enumerable.Range(0, 12_000)))), StringComparison.Ordinal);
        var texts = ScriptOf(new Table(Column.Of("t", Enumerable.Range(0, 9000).Select(i => new string('x', 300)))));
        Assert.Matches("\"totals\":\"the first 3,\\d\\d\\d of 9,000 rows × 1 column\"", texts);
        Assert.InRange(texts.Length, 1_000_000, 1_100_000);
        var wide = ScriptOf(new Table([.. Enumerable.Range(0, 200).Select(i => Column.Of($"c{i}", i, -i))]));
        Assert.Contains("\"c199\"", wide, StringComparison.Ordinal);
        Assert.Contains("\"totals\":\"2 rows × 200 columns\"", wide, StringComparison.Ordinal);
        Assert.Contains("\"totals\":\"2 rows × 1 column: the result has more rows than were fetched\"", ScriptOf(new Table(Column.Of("n", 1, 2)).WithMetadata(Sinogram.Data.Presentation.TableSummary.PartialKey, "true")), StringComparison.Ordinal);
    }

    [Fact]
    public void The_data_resource_has_a_schema_and_exact_values()
    {
        var table = new Table(
            Column.Of("big", [long.MaxValue]), Column.Of("d", [1.10m]), Column.Of("nan", [double.NaN]), Column.Of("date", [new DateOnly(2024, 2, 29)]),
            Column.Of("list", [new[] { "a", null }]), Column.Of<string?>("missing", [null]));
        using var json = JsonDocument.Parse(Show(table)[Mime.DataResource]!);
        var row = json.RootElement.GetProperty("data")[0];
        Assert.Equal("9223372036854775807", row.GetProperty("big").GetRawText());
        Assert.Equal("1.10", row.GetProperty("d").GetRawText());
        Assert.Equal("NaN", row.GetProperty("nan").GetString());
        Assert.Equal("2024-02-29", row.GetProperty("date").GetString());
        Assert.Equal("[\"a\",null]", row.GetProperty("list").GetRawText());
        Assert.Equal(JsonValueKind.Null, row.GetProperty("missing").ValueKind);
        Assert.Equal(["integer", "number", "number", "date", "array", "string"], json.RootElement.GetProperty("schema").GetProperty("fields").EnumerateArray().Select(f => f.GetProperty("type").GetString()!));
    }

    [Fact]
    public void Text_is_aligned_and_names_the_columns_that_do_not_fit()
    {
        var table = new Table(Enumerable.Range(0, 30).Select(i => (Column)Column.Of($"a_rather_long_name_{i}", i, 1000)));
        var lines = Show(table)[Mime.Plain]!.Split('\n');
        Assert.Equal(lines[0].TrimEnd().Length, lines[1].TrimEnd().Length);
        Assert.True(lines[0].Length <= 141);
        Assert.Contains("not shown here: ", lines[^1], StringComparison.Ordinal);
        Assert.Contains("a_rather_long_name_29", lines[^1], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(20)]
    public void Small_tables_are_shown_whole(int rows)
    {
        var bundle = Show(new Table(Column.Of("n", Enumerable.Range(0, rows))));
        Assert.EndsWith($"{rows} row{(rows == 1 ? "" : "s")} × 1 column", bundle[Mime.Plain], StringComparison.Ordinal);
        Assert.DoesNotContain("⋮", bundle[Mime.Plain], StringComparison.Ordinal);
    }

    [Fact]
    public void Infinite_dates_and_partial_results_are_shown_as_what_they_are()
    {
        using var engine = new DuckDbEngine();
        var result = engine.Run("SELECT 'infinity'::DATE AS d, '-infinity'::TIMESTAMP AS t, DATE '20240-01-01' AS far FROM range(5)", new QueryOptions { RowLimit = 2 });
        var text = Show(result)[Mime.Plain]!;
        Assert.Contains("infinity", text, StringComparison.Ordinal);
        Assert.Contains("-infinity", text, StringComparison.Ordinal);
        Assert.Contains("more rows than were fetched", text, StringComparison.Ordinal);
    }
}
