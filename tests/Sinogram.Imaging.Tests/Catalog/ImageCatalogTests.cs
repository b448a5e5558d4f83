using Sinogram.Data;
using Sinogram.Imaging.Catalog;
using Sinogram.Imaging.Deidentify;
using Sinogram.Imaging.Workspace;

namespace Sinogram.Imaging.Tests.Catalog;

public sealed class ImageCatalogTests : IDisposable
{
    private static readonly DeidentificationKey Key = DeidentificationKey.Create();
    private readonly TemporaryFolder _folder = new();
    private readonly ImageWorkspace _workspace;

    public ImageCatalogTests() =>
        _workspace = ImageWorkspace.OpenOrCreate(_folder["w's [1]"], Key, "basic", indexOnly: false, identified: false, TimeProvider.System);

    private ImageCatalog Catalog => ImageCatalog.Open(_workspace);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void An_empty_workspace_has_empty_tables_with_all_columns()
    {
        Assert.Equal(CatalogSchema.Schema.Select(f => f.Name).Append("m").Append("y"), Catalog.Instances(Token).Schema.Select(f => f.Name));
        Assert.Equal(0, Catalog.Series(Token).RowCount);
        Assert.Equal(FindingSchemas.Quarantine.Select(f => f.Name), Catalog.Quarantine(Token).Schema.Select(f => f.Name));
        Assert.Equal(FindingSchemas.Validation.Select(f => f.Name), Catalog.Validation(Token).Schema.Select(f => f.Name));
    }

    /// <summary>The schema is a promise to notebooks and clusters: it is spelled out here once more, in the engine's own words.</summary>
    [Fact]
    public void Columns_and_types_are_those_that_were_promised()
    {
        Publish(Row(1));
        string[] expected =
        [
            "PatientID VARCHAR", "PatientSex VARCHAR", "PatientAge VARCHAR", "StudyInstanceUID VARCHAR", "StudyDate DATE", "StudyTime TIME", "StudyDescription VARCHAR",
            "SeriesInstanceUID VARCHAR", "SeriesNumber BIGINT", "SeriesDescription VARCHAR", "Modality VARCHAR", "BodyPartExamined VARCHAR", "Manufacturer VARCHAR",
            "ManufacturerModelName VARCHAR", "SOPInstanceUID VARCHAR", "SOPClassUID VARCHAR", "InstanceNumber BIGINT", "TransferSyntaxUID VARCHAR", "Rows BIGINT", "Columns BIGINT",
            "NumberOfFrames BIGINT", "BitsStored BIGINT", "PhotometricInterpretation VARCHAR", "PixelSpacing DOUBLE[]", "SliceThickness DOUBLE", "ImagePositionPatient DOUBLE[]",
            "ImageOrientationPatient DOUBLE[]", "FrameOfReferenceUID VARCHAR", "ImageType VARCHAR[]", "BurnedInAnnotation VARCHAR", "PatientAgeYears DOUBLE", "sinogram_file VARCHAR",
            "sinogram_bytes BIGINT", "sinogram_sha256 VARCHAR", "sinogram_harvested_at TIMESTAMP", "sinogram_profile VARCHAR", "DicomJson VARCHAR", "m VARCHAR", "y VARCHAR",
        ];
        Table columns = Catalog.Query("SELECT column_name || ' ' || column_type AS c FROM (DESCRIBE SELECT * FROM catalog)", Token);
        Assert.Equal(expected, columns.Column<string>("c"));
    }

    [Fact]
    public void Values_come_back_as_they_went_in()
    {
        Publish(Row(1));
        Row row = Catalog.Instances(Token).GetRow(0);
        Assert.Equal("2.25.1", row["SOPInstanceUID"]);
        Assert.Equal(new DateOnly(2004, 1, 19), row["StudyDate"]);
        Assert.Equal(new TimeOnly(7, 27, 30, 123, 456), row["StudyTime"]);
        Assert.Equal([0.5, 0.25], (double[])row["PixelSpacing"]!);
        Assert.Equal(["ORIGINAL", "PRIMARY"], (string[])row["ImageType"]!);
        Assert.Equal(new DateTime(2026, 1, 2, 3, 4, 5), row["sinogram_harvested_at"]);
        Assert.Null(row["SliceThickness"]);
        Assert.Equal(("CT", "2004"), (row["m"], row["y"]));
    }

    [Fact]
    public void The_series_view_has_the_names_of_the_imaging_data_commons()
    {
        Publish(Row(1), Row(2), Row(3) with { Partition = new CatalogPartition("MR", "none") });
        Table series = Catalog.Series(Token);
        Assert.Equal(1, series.RowCount);
        Assert.Equal(3L, series.GetValue(0, "instanceCount"));
        Assert.Equal(3.0, series.GetValue(0, "series_size_MB"));
    }

    [Fact]
    public async Task A_reader_sees_every_instance_once_while_parts_are_merged()
    {
        for (int part = 0; part < 40; part++)
        {
            Publish(Row(part * 2), Row((part * 2) + 1), Row(1000 + part) with { Partition = new CatalogPartition("MR", "none") });
        }

        using CancellationTokenSource done = CancellationTokenSource.CreateLinkedTokenSource(Token);
        Task<int> reader = Task.Run(() => ReadWhile(done.Token), Token);
        CompactResult result = Catalog.Compact(Token);
        await done.CancelAsync();

        Assert.True(await reader > 0);
        Assert.Equal(new CompactResult(80, 2), result);
        Assert.Equal(new CompactResult(2, 2), Catalog.Compact(Token));
        Assert.Equal(2, Directory.GetFiles(_workspace.Catalog, "*", SearchOption.AllDirectories).Length);
        Assert.Empty(Directory.GetFileSystemEntries(_workspace.Staging));
        Assert.Equal(120L, Catalog.Query("SELECT count(DISTINCT SOPInstanceUID) AS n FROM catalog", Token).GetValue(0, "n"));
    }

    [Fact]
    public void A_compaction_during_a_harvest_is_refused()
    {
        using WorkspaceLock held = _workspace.Lock();
        Assert.Equal(WorkspaceProblem.Busy, Assert.Throws<WorkspaceException>(() => Catalog.Compact(Token)).Problem);
    }

    [Fact]
    public void Findings_that_were_written_twice_count_once()
    {
        using CatalogWriter writer = new(_workspace, TimeProvider.System);
        for (int i = 0; i < 2; i++)
        {
            writer.Add(new ValidationRow("2.25.1", "value", "warning", "(0028,0030)", "PixelSpacing", "no number", 1));
            writer.Publish();
        }

        Assert.Equal(1, Catalog.Validation(Token).RowCount);
    }

    private int ReadWhile(CancellationToken done)
    {
        int reads = 0;
        do
        {
            Table counts = Catalog.Query("SELECT count(*) AS n, count(DISTINCT SOPInstanceUID) AS d FROM catalog", CancellationToken.None);
            Assert.Equal(120L, counts.GetValue(0, "n"));
            Assert.Equal(120L, counts.GetValue(0, "d"));
            reads++;
        }
        while (!done.IsCancellationRequested);
        return reads;
    }

    private void Publish(params CatalogRow[] rows)
    {
        using CatalogWriter writer = new(_workspace, TimeProvider.System);
        foreach (CatalogRow row in rows)
        {
            writer.Add(row);
        }

        writer.Publish();
    }

    private static CatalogRow Row(int number)
    {
        object?[] values = new object?[CatalogSchema.Schema.Count];
        void Set(string name, object? value) => values[CatalogSchema.IndexOf(name)] = value;
        Set("StudyInstanceUID", "2.25.7");
        Set("SeriesInstanceUID", "2.25.77");
        Set("SOPInstanceUID", $"2.25.{number}");
        Set("StudyDate", new DateOnly(2004, 1, 19));
        Set("StudyTime", new TimeOnly(7, 27, 30, 123, 456));
        Set("Modality", "CT");
        Set("PixelSpacing", new[] { 0.5, 0.25 });
        Set("ImageType", new[] { "ORIGINAL", "PRIMARY" });
        Set("sinogram_bytes", 1_000_000L);
        Set("sinogram_harvested_at", new DateTime(2026, 1, 2, 3, 4, 5));
        return new CatalogRow(new CatalogPartition("CT", "2004"), values);
    }
}
