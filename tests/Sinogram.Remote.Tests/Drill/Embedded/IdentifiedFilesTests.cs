using Sinogram.Data;
using Sinogram.Data.Privacy;
using Sinogram.Remote.Drill.Embedded;

namespace Sinogram.Remote.Tests.Drill.Embedded;

/// <summary>Text files that name patients: what is computed from their columns is marked, and what stands under a heading without names is known.</summary>
public sealed class IdentifiedFilesTests : IDisposable
{
    private const string WithHeader = "table(dfs.`patients.csv`(type => 'text', extractHeader => true, fieldDelimiter => ','))";

    private readonly string _folder = Directory.CreateTempSubdirectory("sinogram-identified-").FullName;
    private readonly EmbeddedDrill _drill = new(new EngineOptions { MemoryLimit = 256L << 20 });

    public IdentifiedFilesTests()
    {
        _drill.SetWorkspace("dfs", _folder);
        File.WriteAllText(Path.Combine(_folder, "patients.csv"), "PatientName,Modality\nOstrowskawa^Halina,CT\nVilhelmsborg^Aksel,MR\n");
    }

    [Theory]
    [InlineData("SELECT * FROM " + WithHeader, true, false)]
    [InlineData("SELECT substr(PatientName, 1, 5) a, Modality FROM " + WithHeader, true, false)]
    [InlineData("SELECT reverse(upper(PatientName)), lower(Modality) FROM " + WithHeader, true, false)]
    [InlineData("SELECT max(PatientName) a, Modality FROM " + WithHeader + " GROUP BY Modality", true, false)]
    [InlineData("SELECT Modality, count(PatientName) FROM " + WithHeader + " GROUP BY Modality", false, false)]
    public void What_is_computed_from_a_column_that_identifies_is_marked(string sql, params bool[] marks)
    {
        Assert.Equal(marks, _drill.Run(sql).Table.Schema.Select(f => f.Identified));
        Assert.DoesNotContain(_drill.Run(sql, new QueryOptions { IsPublic = true }).Table.Schema, f => f.Identified);
    }

    [Fact]
    public void Fields_under_a_heading_that_is_read_as_a_row_are_known_to_the_filter_and_the_heading_is_not()
    {
        File.WriteAllText(Path.Combine(_folder, "bare.csv"), "Nachname,Modality\nUnterwaldenmoos,CT\n");
        Assert.Equal(2, _drill.Run("SELECT columns[0] FROM dfs.`bare.csv`").Table.RowCount);
        Assert.DoesNotContain("nterwaldenmoos", IdentifyingValues.OfProcess.Masked("[\"Unterwaldenmoos\",\"CT\"] UNTERWALDENMOOS"), StringComparison.OrdinalIgnoreCase);
        Assert.Equal("Nachname Modality", IdentifyingValues.OfProcess.Masked("Nachname Modality"));
    }

    [Fact]
    public void Fields_without_a_heading_are_names_where_most_are_written_so_and_powers_are_none()
    {
        File.WriteAllText(Path.Combine(_folder, "fits.csv"), "Zauberwaldheim^Ida,x^2\nKrummholzer^Ole,e^x\nBirkenstieg^Eva,b^2\n");
        var table = _drill.Run("SELECT columns[0] AS patient, columns[1] AS model FROM dfs.`fits.csv`").Table;
        Assert.Equal([true, false], table.Schema.Select(f => f.Identified));
    }

    public void Dispose()
    {
        _drill.Dispose();
        Directory.Delete(_folder, recursive: true);
    }
}
