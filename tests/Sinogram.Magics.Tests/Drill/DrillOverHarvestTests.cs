using Sinogram.Core.Display;
using Sinogram.Core.Execution;
using Sinogram.Data;
using Sinogram.Imaging.Deidentify;
using Sinogram.Imaging.Workspace;
using Sinogram.Magics.Dicom;
using Sinogram.Magics.Drill;
using Sinogram.Magics.Formatting;
using Sinogram.Testing.Kernel;

namespace Sinogram.Magics.Tests.Drill;

/// <summary>What the pipeline does: harvest real files, then query their catalogue in Drill's SQL.</summary>
public sealed class DrillOverHarvestTests : IAsyncDisposable
{
    private const string TestFiles = "/usr/lib/python3/dist-packages/pydicom/data/test_files";
    private readonly string _folder = Directory.CreateTempSubdirectory("sinogram-").FullName;
    private readonly TestSession _session;

    public DrillOverHarvestTests()
    {
        var state = new NotebookState(TimeProvider.System);
        _session = new TestSession([new DicomMagic(state, DeidentificationKey.Create()), new DrillMagic(state)], formatters: new Formatters(new TableFormatter()));
    }

    public async ValueTask DisposeAsync()
    {
        await _session.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task The_harvested_catalogue_answers_in_drills_sql()
    {
        var source = Directory.CreateDirectory(Path.Combine(_folder, "source")).FullName;
        foreach (var name in (string[])["CT_small.dcm", "MR_small.dcm", "rtplan.dcm"])
        {
            if (!File.Exists(Path.Combine(TestFiles, name))) { Assert.Skip("Debian's python3-pydicom is not installed (apt-get install python3-pydicom)"); }
            File.Copy(Path.Combine(TestFiles, name), Path.Combine(source, name));
        }
        await RunAsync($"#!dicom harvest {source} --to {_folder}/ws");

        var all = await TableAsync("#!drill --out kept\nSELECT * FROM dfs.catalog");
        Assert.Equal(3, all.RowCount);
        Assert.Contains("dir0", all.Schema.Select(f => f.Name));

        var counts = await TableAsync("#!drill --out counts\nSELECT Modality, dir0, COUNT(*) AS images, SUM(`Rows` * `Columns`) AS pixels, MAX(PixelSpacing[0]) AS spacing FROM dfs.catalog GROUP BY Modality, dir0 ORDER BY Modality");
        Assert.Equal(["CT", "MR", "RTPLAN"], counts["Modality"].ToArray<string>());
        Assert.Equal(["m=CT", "m=MR", "m=RTPLAN"], counts["dir0"].ToArray<string>());
        Assert.Equal(128L * 128, counts["pixels"].As<long?>()[0]);
        Assert.Equal(0.661468, counts["spacing"].As<double?>()[0]);

        var joined = await TableAsync("#!drill --in kept --out joined\nSELECT k.Modality, c.sinogram_bytes FROM dfs.catalog c JOIN kept k ON c.SOPInstanceUID = k.SOPInstanceUID WHERE c.`Rows` IS NOT NULL ORDER BY k.Modality");
        Assert.Equal(2, joined.RowCount);
    }

    [Fact]
    public async Task The_catalogue_of_an_identified_workspace_is_masked_by_its_names_whoever_reads_it()
    {
        var source = Directory.CreateDirectory(Path.Combine(_folder, "source")).FullName;
        if (!File.Exists(Path.Combine(TestFiles, "MR_small.dcm"))) { Assert.Skip("Debian's python3-pydicom is not installed (apt-get install python3-pydicom)"); }
        File.Copy(Path.Combine(TestFiles, "MR_small.dcm"), Path.Combine(source, "MR_small.dcm"));
        EngineOptions.TrustsFile = TrustedSources.Contains;
        EngineOptions.IdentifiesFile = TrustedSources.Identifies;
        await RunAsync($"#!dicom harvest {source} --to {_folder}/ws --deid none");
        foreach (var from in (string[])["dfs.catalog", $"dfs.`{_folder}/ws/catalog`"])
        {
            var rows = await TableAsync($"#!drill --out rows\nSELECT PatientID AS who, DicomJson, Modality FROM {from}");
            Assert.Equal([true, true, false], rows.Schema.Select(f => f.Identified));
        }
        var read = Table.Read(Path.Combine(_folder, "ws", "catalog", "**", "*.parquet"));
        Assert.True(read["PatientID"].Field.Identified);
        Assert.True(read["DicomJson"].Field.Identified);
        Assert.False(read["Modality"].Field.Identified);
    }

    private async Task RunAsync(string cell)
    {
        var (result, _) = await _session.RunAsync(cell, TestContext.Current.CancellationToken);
        if (result is CellResult.Failed failed) { Assert.Fail(failed.Error.Message); }
    }

    private async Task<Table> TableAsync(string cell)
    {
        await RunAsync(cell);
        var name = cell.Split("--out ")[1].Split('\n')[0];
        Assert.True(_session.Session.Variables.TryGet(name, out var value));
        return Assert.IsType<Table>(value);
    }
}
