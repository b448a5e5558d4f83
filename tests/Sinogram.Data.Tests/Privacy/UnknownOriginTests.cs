using Sinogram.Data.Privacy;

namespace Sinogram.Data.Tests.Privacy;

/// <summary>Tables and texts that came from elsewhere and carry no flag.</summary>
public sealed class UnknownOriginTests
{
    [Fact]
    public void Tables_that_another_machine_printed_make_known_whom_they_name()
    {
        PrintedTables.Learn("""
            +--------------------+----------+---+
            |         PatientName|       dob|age|
            +--------------------+----------+---+
            |    Printingham^Ada |1921-03-09| 83|
            |Sparkleworthington^G...|null| 75|
            +--------------------+----------+---+
            only showing top 2 rows
            """.Replace("\r", "", StringComparison.Ordinal));
        var masked = IdentifyingValues.OfProcess.Masked("Printingham, 9.3.1921, Sparkleworthington and 83");
        Assert.Matches("^‹PatientName·....›, ‹dob·....›, ‹PatientName·....› and 83$", masked);
        PrintedTables.Learn("| surname | x |\n\n| Unlearnedham | 1 |\n| a |");
        Assert.Equal("Unlearnedham", IdentifyingValues.OfProcess.Masked("Unlearnedham"));
    }

    [Fact]
    public void Printed_tables_of_any_shape_are_read()
    {
        var random = new Random(3);
        for (var i = 0; i < 2000; i++)
        {
            PrintedTables.Learn(string.Concat(Enumerable.Range(0, random.Next(60)).Select(_ => "|+-\n a│"[random.Next(7)])));
        }
    }

    [Fact]
    public void An_Arrow_stream_of_another_program_goes_by_the_names_of_its_columns_and_ours_by_what_it_says()
    {
        var table = new Table(Column.Of("surname", "Arrowless", "Unmarked"), Column.Of("dose", 1, 2));
        using var ours = new MemoryStream();
        table.WriteArrow(ours, TestContext.Current.CancellationToken);
        Assert.Equal([false, false], Table.ReadArrow(ours.ToArray(), TestContext.Current.CancellationToken).Schema.Select(f => f.Identified));
        Assert.Empty(Table.ReadArrow(ours.ToArray(), TestContext.Current.CancellationToken).Schema.Metadata);

        // As another program writes it: without our word.
        var bytes = ours.ToArray();
        var key = "sinogram.identified.told"u8;
        for (int at; (at = bytes.AsSpan().IndexOf(key)) >= 0;) { bytes[at] = (byte)'x'; }
        Assert.Equal([true, false], Table.ReadArrow(bytes, TestContext.Current.CancellationToken).Schema.Select(f => f.Identified));
    }
}
