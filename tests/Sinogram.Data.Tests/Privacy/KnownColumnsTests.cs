using Sinogram.Data.Privacy;

namespace Sinogram.Data.Tests.Privacy;

/// <summary>Columns that come without a flag, from records and from other languages, and what their values tell.</summary>
public sealed class KnownColumnsTests
{
    private static readonly string[] Fillers = ["thorax", "abdomen", "head", "spine", "knee"];

    public KnownColumnsTests()
    {
        _ = new Table(
            Column.Of("PatientName", "Knownham^Ada^Maria", "Knownson^Bob", "Ox").WithIdentified(true),
            Column.Of("PatientID", "KN-47110815", "KN-47110816", "KN-47110817").WithIdentified(true),
            Column.Of("PatientBirthDate", new DateOnly(1911, 1, 9), new DateOnly(1912, 2, 8), new DateOnly(1913, 3, 7)).WithIdentified(true),
            Column.Of("InstitutionName", "Knownhospital West", "Knownhospital West", "Knownhospital West").WithIdentified(true),
            Column.Of("AccessionNumber", 739_001_1L, 739_001_2L, 739_001_3L).WithIdentified(true));
    }

    [Theory]
    [InlineData("Knownham^Ada^Maria")]
    [InlineData("KNOWNHAM^ADA^MARIA")]
    [InlineData("Ada Knownham")]
    [InlineData("Knownham, Ada")]
    [InlineData("KN-47110816")]
    public void One_name_or_identifier_among_many_values_marks_a_column(string value)
    {
        var table = Table.From(Enumerable.Range(0, 3000).Select(i => new { Label = i == 2999 ? value : Fillers[i % 5], N = i }));
        Assert.Equal([true, false], table.Schema.Select(f => f.Identified));
        Assert.Equal("thorax", IdentifyingValues.OfProcess.Masked("thorax"));
    }

    [Fact]
    public void Years_that_are_numbers_of_patients_too_mark_no_column()
    {
        _ = new Table(Column.Of("PatientID", "2031", "2032").WithIdentified(true));
        Assert.False(Table.From([new { Year = "2031" }, new { Year = "2032" }]).Schema[0].Identified);
    }

    [Theory]
    [InlineData("1911-01-09", 3)]
    [InlineData("Knownhospital West", 3)]
    [InlineData("Knownham", 3)]
    [InlineData("Ox", 0)]
    public void What_others_may_have_too_marks_a_column_where_most_values_are_such(string value, int among)
    {
        Table Of(int count) => Table.From(Enumerable.Range(0, 5).Select(i => new { Label = i < count ? value : Fillers[i] }));
        Assert.False(Of(1).Schema[0].Identified);
        Assert.Equal(among > 0, Of(Math.Max(3, among)).Schema[0].Identified);
    }

    [Fact]
    public void Dates_and_numbers_mark_a_column_where_most_are_known()
    {
        static bool IsMarked<T>(params T[] values) => Table.From(values.Select(v => new { Value = v })).Schema[0].Identified;
        Assert.True(IsMarked(new DateOnly(1911, 1, 9), new DateOnly(1912, 2, 8), new DateOnly(2024, 5, 1)));
        Assert.False(IsMarked(new DateOnly(1911, 1, 9), new DateOnly(2024, 5, 2), new DateOnly(2024, 5, 1)));
        Assert.True(IsMarked(7_390_011L, 7_390_012L));
        Assert.False(IsMarked(7_390_011L, 512L, 1024L));
        Assert.False(IsMarked(73L, 45L, 12L));
    }

    [Fact]
    public void A_marked_column_reads_as_the_attribute_of_its_values_whatever_its_name()
    {
        var table = Table.From([new { Who = "Knownson^Bob", Tags = new[] { "a", "Knownham^Ada" } }]);
        Assert.StartsWith("‹PatientName·", IdentifyingColumns.MaskOf(table["Who"], 0), StringComparison.Ordinal);
        Assert.True(table.Schema["Tags"].Identified);
    }

    [Fact]
    public void Tables_that_come_back_from_another_language_are_marked_by_name_where_they_went_in_and_else_by_value()
    {
        var crossed = new CrossedColumns();
        crossed.Remember(new Table(Column.Of<string>("PatientName", ["Ox"]).WithIdentified(true), Column.Of<int>("age", [73])));
        var back = crossed.Mark(new Table(Column.Of<string>("PatientName", ["Ox"]), Column.Of<int>("age", [73]), Column.Of<string>("renamed", ["Knownson^Bob"]), Column.Of<string>("surname", ["Nobodyknown"])), isPublic: false);
        Assert.Equal([true, false, true, true], back.Schema.Select(f => f.Identified));
    }
}
