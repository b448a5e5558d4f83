namespace Sinogram.Data.Tests;

/// <summary>Select, filter, join, group, sort: against LINQ to objects.</summary>
public sealed class TableQueryTests
{
    private sealed record Image(int Id, string? Modality, double? Thickness, DayOfWeek Day, long Size);

    private sealed record Label(string Modality, string Text);

    private static readonly Image[] Images = [.. Enumerable.Range(0, 5000).Select(i =>
        new Image(i, i % 13 == 5 ? null : new[] { "CT", "MR", "US", "CR" }[i * 7 % 4], i % 11 == 3 ? null : i * 37 % 500 / 10.0, (DayOfWeek)(i % 7), i * 1000L))];

    private static readonly Label[] Labels = [new("CT", "computed"), new("MR", "magnetic"), new("CT", "again"), new("XX", "none")];

    private static readonly Table Table = Table.From(Images);

    [Fact]
    public void Filtering_keeps_order_types_and_flags()
    {
        var limit = 12.5;
        var wanted = "CT' OR true --";
        var kept = Table.Filter($"Thickness > {limit} AND Modality <> {wanted}");
        Assert.Equal(Images.Where(i => i.Thickness > 12.5 && i.Modality is not null), kept.ToRecords<Image>());
        Assert.Equal(Table.Schema, kept.Schema);
        var flagged = Table.With(Table["Modality"].WithIdentified(true)).Filter("Id < 10").OrderBy("Id desc");
        Assert.True(flagged.Schema["Modality"].Identified);
        Assert.Equal(0, Table.Filter("Id < 0").RowCount);
        Assert.Equal(Images.Count(i => i.Modality == "CT"), Table.Filter($"Modality = {"CT"}").RowCount);
    }

    [Theory]
    [InlineData("Id >", "The expression ends too early: Id >")]
    [InlineData("Id > > 3", "in: Id > > 3")]
    [InlineData("Idd > 3", "Candidate bindings: \"Id\"")]
    public void An_error_is_about_what_was_written_and_not_about_the_SQL_around_it(string condition, string expected)
    {
        foreach (var act in (Action[])[() => Table.Filter(condition), () => Table.Compute("c", condition)])
        {
            var error = Assert.Throws<EngineException>(act);
            Assert.Contains(expected, error.Message, StringComparison.Ordinal);
            Assert.DoesNotContain("sinogram$", error.Message, StringComparison.Ordinal);
        }
        Assert.Contains("the table is called self", Assert.Throws<EngineException>(() => Table.Query("FROM this")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Sorting_is_stable_with_nulls_last()
    {
        Assert.Equal(Images.OrderBy(i => i.Modality is null).ThenBy(i => i.Modality, StringComparer.Ordinal).ThenBy(i => i.Thickness is null).ThenByDescending(i => i.Thickness),
            Table.OrderBy("Modality", "Thickness desc").ToRecords<Image>());
        Assert.Equal(Images.OrderBy(i => i.Id % 10), Table.OrderBy("Id % 10").ToRecords<Image>());
    }

    [Fact]
    public void Groups_come_in_the_order_of_their_first_row()
    {
        var groups = Table.GroupBy("Modality", "Day").Aggregate("count(*) AS n", "sum(Size) AS size", "avg(Thickness) AS mean");
        var expected = Images.GroupBy(i => (i.Modality, i.Day)).ToArray();
        Assert.Equal(expected.Select(g => (g.Key.Modality, g.Key.Day, (long)g.Count(), g.Sum(i => i.Size))), groups.Rows.Select(r => (r.Get<string?>("Modality"), r.Get<DayOfWeek>("Day"), r.Get<long>("n"), r.Get<long>("size"))));
        foreach (var (group, mean) in expected.Zip(groups.Column<double?>("mean"))) { Assert.Equal(group.Average(i => i.Thickness)!.Value, mean!.Value, 9); }
        Assert.Equal([1250L, 1250L, 1250L, 1250L], Table.GroupBy("Id % 4 AS rest").Count().Column<long>("count"));
        Assert.Equal(5000L, Table.GroupBy().Count("n").GetValue(0, "n"));
    }

    [Theory]
    [InlineData(7)]
    [InlineData(3000)]
    [InlineData(90_000)]
    public void Long_columns_of_text_are_grouped_as_short_ones_are(int different)
    {
        // Of every length about what the engine keeps in place, long ones that begin and end alike, null and the empty text.
        string? Name(int i) => (i = (int)(i * 2654435761L % different)) % 11 == 5 ? null : i == 0 ? "" : i % 3 == 0 ? $"{new string('x', i % 20)}{i}{new string('y', 9)}" : $"{i}";
        var rows = Enumerable.Range(0, 250_000).Select(i => (Name: Name(i), Other: $"{i % 2}", Value: (long)i)).ToArray();
        var table = new Table(Column.Of("name", rows.Select(r => r.Name)), Column.Of("other", rows.Select(r => r.Other)), Column.Of("value", rows.Select(r => r.Value)));
        foreach (var part in new[] { table, table.Slice(1001, 200_000) })
        {
            var expected = rows.Skip(part == table ? 0 : 1001).Take((int)part.RowCount).ToArray();
            var one = part.GroupBy("name").Aggregate("sum(value) AS total", "count(*) AS n");
            Assert.Equal(expected.GroupBy(r => r.Name).Select(g => (g.Key, g.Sum(r => r.Value), (long)g.Count())), one.Rows.Select(r => (r.Get<string?>("name"), r.Get<long>("total"), r.Get<long>("n"))));
            var two = part.GroupBy("name", "other").Aggregate("sum(value) AS total");
            Assert.Equal(expected.GroupBy(r => (r.Name, r.Other)).Select(g => (g.Key, g.Sum(r => r.Value))), two.Rows.Select(r => ((r.Get<string?>("name"), r.Get<string>("other")), r.Get<long>("total"))));
        }
        Assert.Equal(["name", "long", "most"], table.GroupBy("name").Aggregate("length(name) AS long", "max(value) AS most").Schema.Select(f => f.Name));
    }

    [Fact]
    public void Joins_are_those_of_linq()
    {
        var labels = Table.From(Labels);
        var inner = Table.Join(labels, "Modality");
        Assert.Equal(Images.Join(Labels, i => i.Modality, l => l.Modality, (i, l) => (i.Id, l.Text)), inner.Rows.Select(r => (r.Get<int>("Id"), r.Get<string>("Text"))));
        Assert.Equal(["Id", "Modality", "Thickness", "Day", "Size", "Text"], inner.Schema.Select(f => f.Name));
        var left = Table.Join(labels, JoinKind.Left, "Modality = Modality");
        Assert.Equal(Images.Sum(i => Math.Max(1, Labels.Count(l => l.Modality == i.Modality))), left.RowCount);
        Assert.Equal(Images.Count(i => i.Modality is not ("CT" or "MR")), left["Text"].NullCount);
        var full = Table.Join(labels, JoinKind.Full, "Modality");
        Assert.Equal(left.RowCount + 1, full.RowCount);
        Assert.Equal(("XX", "none"), (full.GetValue(full.RowCount - 1, "Modality"), full.GetValue(full.RowCount - 1, "Text")));
        Assert.Null(full.GetValue(full.RowCount - 1, "Id"));
        Assert.Equal(1, Table.Join(labels, JoinKind.Right, "Modality").Filter("Id IS NULL").RowCount);
        Assert.Equal(Images.Where(i => i.Modality is "CT" or "MR"), Table.Join(labels, JoinKind.Semi, "Modality").ToRecords<Image>());
        Assert.Equal(Images.Where(i => i.Modality is not ("CT" or "MR")), Table.Join(labels, JoinKind.Anti, "Modality").ToRecords<Image>());
        Assert.Contains("Text_2", labels.Join(labels, "Modality").Schema.Select(f => f.Name));
    }

    [Fact]
    public void Every_type_survives_sorting_filtering_and_joining()
    {
        var all = AllTypes.Table(300);
        AllTypes.AssertSameValues(all, all.OrderBy("required desc").OrderBy("required"));
        AllTypes.AssertSameValues(all.Slice(100, 50), all.Filter("required BETWEEN 100 AND 149"));
        var joined = all.Join(new Table(Column.Of("required", Enumerable.Range(0, 400).Select(i => (short)(399 - i))), Column.Of("x", Enumerable.Range(0, 400))), JoinKind.Left, "required");
        AllTypes.AssertSameValues(all, joined.Drop("x"));
        var outer = new Table(Column.Of("required", [(short)5, (short)999])).Join(all, JoinKind.Left, "required");
        Assert.All(outer.Columns.Skip(1), c => Assert.True(c.IsNull(1)));
    }

    [Fact]
    public void Columns_are_computed_and_tables_put_together()
    {
        var factor = 3;
        var computed = Table.Compute("Triple", $"Size * {factor}").Compute("Year", "2000 + Id % 3");
        Assert.Equal(Images.Select(i => i.Size * 3), computed.Column<long>("Triple"));
        Assert.Equal(Images.Select(i => i.Id).Concat(Images.Take(3).Select(i => i.Id)), Table.Append(Table.Head(3)).Column<int>("Id"));
        Assert.Throws<TableException>(() => Table.Append(Table.From(Labels)));
        Assert.Equal(["CT", "US", "MR", "CR"], new Table(Table["Modality"]).Slice(0, 4).Distinct().Column<string>("Modality").Order(StringComparer.Ordinal).OrderBy(m => m switch { "CT" => 0, "US" => 1, "MR" => 2, _ => 3 }));
        Assert.Equal(5, Table.Distinct("Modality").RowCount);
    }

    [Fact]
    public void Sql_over_a_table_takes_values_never_text()
    {
        var name = "x'; DROP TABLE t; --";
        var answer = Table.Query($"WITH a AS (SELECT * FROM self) SELECT count(*) AS n, {name} AS name FROM a");
        Assert.Equal((5000L, name), (answer.GetValue(0, "n"), answer.GetValue(0, "name")));
        Assert.Throws<EngineException>(() => Table.Filter("NoSuchColumn > 1"));
        Assert.Throws<TableException>(() => Table.Join(Table, "NoSuchColumn"));
    }

    [Fact]
    public void Operations_run_side_by_side()
    {
        Parallel.For(0, 8, i => Assert.Equal(Images.Count(x => x.Id % 8 == i), Table.Filter($"Id % 8 = {i}").RowCount));
    }

    [Fact]
    public void A_large_table_keeps_its_order()
    {
        var large = new Table(Column.Of("n", Enumerable.Range(0, 700_000)));
        var kept = large.Filter("n % 3 = 0")["n"].Values<int>();
        for (var i = 0; i < kept.Length; i++) { Assert.Equal(i * 3, kept[i]); }
        Assert.Equal(699_999, large.OrderBy("n desc")["n"].Values<int>()[0]);
    }
}
