using Sinogram.Data;
using Sinogram.Imaging.Catalog;
using Sinogram.Imaging.Deidentify;
using Sinogram.Imaging.Dicom;
using Sinogram.Imaging.Harvest;
using Sinogram.Imaging.Workspace;

namespace Sinogram.Imaging.Tests.Harvest;

/// <summary>Harvests real files, several of them broken on purpose, and compares with what pydicom reads in them.</summary>
public sealed class HarvesterTests : IDisposable
{
    private static readonly HarvestOptions Options = new() { Key = DeidentificationKey.Create() };

    private readonly TemporaryFolder _folder = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Every_file_is_counted_once_and_each_instance_is_once_in_the_catalogue()
    {
        PydicomOracle oracle = PydicomOracle.Read(PydicomOracle.TestFiles);
        List<HarvestProgress> steps = [];
        HarvestResult result = await Harvester.RunAsync(PydicomOracle.TestFiles, _folder["ws"], Options, new Recorder(steps), Token);

        Assert.Equal(oracle.Files.Count, result.Seen);
        Assert.Equal(result.Seen, result.Kept + result.Unchanged + result.Duplicate + result.Quarantined + result.NotDicom);
        Assert.Equal(0, result.Unchanged);

        // Each instance that pydicom finds is kept once, or every file that holds it was refused.
        Table rows = result.Catalog.Query("SELECT count(*) AS n, count(DISTINCT SOPInstanceUID) AS d FROM catalog");
        Assert.Equal(result.Kept, rows.GetValue(0, "n"));
        Assert.Equal(result.Kept, rows.GetValue(0, "d"));
        Assert.InRange(result.Kept, oracle.Instances.Count - 8, oracle.Instances.Count);

        long noInstance = oracle.Files.Count(f => f.Sop is null && !f.IsDirectory && f.HasPreamble);
        Assert.Equal(noInstance, result.Reasons.Where(r => r.Rule == "no-sop-instance-uid").Sum(r => r.Count));
        Assert.Equal(oracle.Files.Count(f => f.IsDirectory) + oracle.Files.Count(f => f.Sop is null && !f.HasPreamble), result.NotDicom);
        Assert.Equal(result.Quarantined, result.Catalog.Quarantine().RowCount);

        Assert.Equal(result.Seen, steps.Count);
        Assert.Equal(steps.Select(s => s.Counts.Seen), Enumerable.Range(1, (int)result.Seen).Select(i => (long)i));
    }

    [Fact]
    public async Task A_second_run_changes_nothing()
    {
        HarvestResult first = await Harvester.RunAsync(PydicomTestFiles(), _folder["ws"], Options, null, Token);
        Dictionary<string, DateTime> before = Parts(first.Workspace);
        HarvestResult second = await Harvester.RunAsync(PydicomTestFiles(), _folder["ws"], Options, null, Token);

        Assert.Equal(first.Counts with { Kept = 0, Unchanged = first.Kept }, second.Counts);
        Assert.Equal(first.Reasons, second.Reasons);
        Assert.Equal(0, second.Bytes);
        Assert.Equal(before, Parts(first.Workspace));
    }

    [Fact]
    public async Task Two_harvests_with_one_key_give_the_same_files_and_rows()
    {
        HarvestResult one = await Harvester.RunAsync(PydicomTestFiles(), _folder["one"], Options with { Workers = 1 }, null, Token);
        HarvestResult two = await Harvester.RunAsync(PydicomTestFiles(), _folder["two"], Options with { Workers = 4 }, null, Token);

        Assert.Equal(one.Counts, two.Counts);
        const string Sql = "SELECT * EXCLUDE sinogram_harvested_at FROM catalog ORDER BY SOPInstanceUID";
        Assert.Equal(Lines(one.Catalog.Query(Sql)), Lines(two.Catalog.Query(Sql)));
    }

    [Fact]
    public async Task The_same_data_set_again_is_a_duplicate_and_another_one_under_its_uid_is_quarantined()
    {
        string source = Source("CT_small.dcm", "MR_small.dcm");
        File.Copy(Path.Combine(source, "CT_small.dcm"), Path.Combine(source, "CT_small_again.dcm"));
        byte[] changed = File.ReadAllBytes(Path.Combine(source, "MR_small.dcm"));
        changed[^200] ^= 1;
        File.WriteAllBytes(Path.Combine(source, "MR_small_changed.dcm"), changed);

        HarvestResult result = await Harvester.RunAsync(source, _folder["ws"], Options, null, Token);

        Assert.Equal(new HarvestCounts(Kept: 2, 0, Duplicate: 1, Quarantined: 1, 0), result.Counts);
        Assert.Equal("uid-conflict", Assert.Single(result.Reasons).Rule);
        Table refused = result.Catalog.Quarantine();
        Assert.Equal(Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(changed)), refused.GetValue(0, "sha256"));
        Assert.Equal(1L, result.Catalog.Query($"SELECT count(*) AS n FROM catalog WHERE SOPInstanceUID = '{refused.GetValue(0, "SOPInstanceUID")}'").GetValue(0, "n"));
    }

    [Fact]
    public async Task The_same_data_set_in_another_encoding_is_a_duplicate()
    {
        HarvestResult result = await Harvester.RunAsync(Source("MR_small.dcm", "MR_small_implicit.dcm"), _folder["ws"], Options, null, Token);
        Assert.Equal(new HarvestCounts(Kept: 1, 0, Duplicate: 1, 0, 0), result.Counts);
    }

    [Fact]
    public async Task A_new_file_is_taken_and_a_changed_one_is_read_again()
    {
        string source = Source("CT_small.dcm");
        await Harvester.RunAsync(source, _folder["ws"], Options, null, Token);
        File.Copy(Path.Combine(PydicomTestFiles(), "MR_small.dcm"), Path.Combine(source, "new.dcm"));
        File.SetLastWriteTimeUtc(Path.Combine(source, "CT_small.dcm"), DateTime.UtcNow.AddMinutes(1));

        HarvestResult second = await Harvester.RunAsync(source, _folder["ws"], Options, null, Token);
        Assert.Equal(new HarvestCounts(Kept: 1, Unchanged: 1, 0, 0, 0), second.Counts);
    }

    [Fact]
    public async Task A_row_that_was_never_published_is_harvested_again()
    {
        string source = Source("CT_small.dcm", "MR_small.dcm");
        HarvestResult first = await Harvester.RunAsync(source, _folder["ws"], Options, null, Token);
        Directory.Delete(Path.Combine(first.Workspace, "catalog", "m=CT"), recursive: true);

        HarvestResult second = await Harvester.RunAsync(source, _folder["ws"], Options, null, Token);
        Assert.Equal(new HarvestCounts(Kept: 1, Unchanged: 1, 0, 0, 0), second.Counts);
        Assert.Equal(2, second.Catalog.Instances().RowCount);
    }

    [Fact]
    public async Task Without_the_restricted_store_the_written_files_tell_a_duplicate()
    {
        string source = Source("CT_small.dcm", "MR_small.dcm");
        HarvestResult first = await Harvester.RunAsync(source, _folder["ws"], Options, null, Token);
        Directory.Delete(Path.Combine(first.Workspace, "restricted"), recursive: true);

        HarvestResult second = await Harvester.RunAsync(source, _folder["ws"], Options, null, Token);
        Assert.Equal(new HarvestCounts(0, 0, Duplicate: 2, 0, 0), second.Counts);
    }

    [Fact]
    public async Task A_single_file_is_a_source()
    {
        HarvestResult result = await Harvester.RunAsync(Path.Combine(PydicomTestFiles(), "CT_small.dcm"), _folder["ws"], Options, null, Token);
        Assert.Equal(1, result.Kept);
        string file = Assert.Single(Directory.GetFiles(Path.Combine(result.Workspace, "instances"), "*", SearchOption.AllDirectories));
        Assert.Equal(Path.GetRelativePath(result.Workspace, file), result.Catalog.Instances().GetValue(0, "sinogram_file"));
    }

    [Fact]
    public async Task A_workspace_inside_the_source_is_left_out()
    {
        string source = Source("CT_small.dcm");
        await Harvester.RunAsync(source, Path.Combine(source, "ws"), Options, null, Token);
        Assert.Equal(new HarvestCounts(0, Unchanged: 1, 0, 0, 0), (await Harvester.RunAsync(source, Path.Combine(source, "ws"), Options, null, Token)).Counts);
    }

    [Fact]
    public async Task An_interrupt_leaves_what_was_done_and_the_next_run_goes_on()
    {
        PydicomOracle oracle = PydicomOracle.Read(PydicomOracle.TestFiles);
        using CancellationTokenSource interrupt = CancellationTokenSource.CreateLinkedTokenSource(Token);
        List<HarvestProgress> steps = [];
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Harvester.RunAsync(
            PydicomOracle.TestFiles, _folder["ws"], Options, new Recorder(steps, s => { if (s.Counts.Kept == 10) { interrupt.Cancel(); } }), interrupt.Token));
        Assert.Equal(10, ImageCatalog.Open(_folder["ws"]).Instances().RowCount);

        HarvestResult rest = await Harvester.RunAsync(PydicomOracle.TestFiles, _folder["ws"], Options, null, Token);
        Assert.Equal(10, rest.Unchanged);
        Assert.Equal(oracle.Files.Count, rest.Seen);
        Assert.Equal(rest.Kept + rest.Unchanged, rest.Catalog.Instances().RowCount);
    }

    [Theory]
    [InlineData("none", false)]
    [InlineData("none", true)]
    public async Task A_workspace_without_de_identification_says_so(string profile, bool indexOnly)
    {
        string source = Source("CT_small.dcm");
        HarvestResult result = await Harvester.RunAsync(source, _folder["ws"], Options with { Profile = profile, IndexOnly = indexOnly }, null, Token);

        Assert.True(result.Identified);
        Assert.True(ImageWorkspace.Open(result.Workspace).IsIdentified);
        Table rows = result.Catalog.Instances();
        Assert.Equal("1.3.6.1.4.1.5962.1.1.1.1.1.20040119072730.12322", rows.GetValue(0, "SOPInstanceUID"));
        Assert.Equal(new DateOnly(2004, 1, 19), rows.GetValue(0, "StudyDate"));
        Assert.True(Directory.Exists(Path.Combine(result.Workspace, "catalog/m=CT/y=2004")));
        string file = (string)rows.GetValue(0, "sinogram_file")!;
        Assert.Equal(indexOnly ? Path.Combine(source, "CT_small.dcm") : Path.Combine(result.Workspace, file), Path.Combine(result.Workspace, file));
        Assert.Equal(File.ReadAllBytes(Path.Combine(source, "CT_small.dcm")), File.ReadAllBytes(Path.Combine(result.Workspace, file)));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_source_that_carries_no_patient_makes_a_workspace_that_identifies_nobody(bool indexOnly)
    {
        string source = Source("CT_small.dcm");
        HarvestOptions options = Options with { Profile = "none", IndexOnly = indexOnly, IsPublic = true };
        HarvestResult result = await Harvester.RunAsync(source, _folder["ws"], options, null, Token);

        Assert.False(result.Identified);
        Assert.All(result.Catalog.Instances().Schema, field => Assert.False(field.Identified, field.Name));
        if (!indexOnly)
        {
            string file = Path.Combine(result.Workspace, (string)result.Catalog.Instances().GetValue(0, "sinogram_file")!);
            Assert.False(DicomFile.Read(file).DataSet.IsIdentified);
        }

        WorkspaceException refused = await Assert.ThrowsAsync<WorkspaceException>(() => Harvester.RunAsync(source, _folder["ws"], options with { IsPublic = false }, null, Token));
        Assert.Contains("--public", refused.Message, StringComparison.Ordinal);
    }

    internal static string PydicomTestFiles()
    {
        Assert.SkipUnless(Directory.Exists(PydicomOracle.TestFiles), "needs pydicom's files: apt-get install python3-pydicom");
        return PydicomOracle.TestFiles;
    }

    private string Source(params string[] names)
    {
        string source = Directory.CreateDirectory(_folder["source"]).FullName;
        foreach (string name in names)
        {
            File.Copy(Path.Combine(PydicomTestFiles(), name), Path.Combine(source, name));
        }

        return source;
    }

    private static Dictionary<string, DateTime> Parts(string workspace) =>
        Directory.GetFiles(workspace, "*", SearchOption.AllDirectories).Where(f => !f.EndsWith(".lock", StringComparison.Ordinal)).ToDictionary(f => f, File.GetLastWriteTimeUtc);

    private static IEnumerable<string> Lines(Table table) =>
        table.Rows.Select(r => string.Join('|', table.Columns.Select(c => r[c.Name] is Array list ? string.Join(',', list.Cast<object?>()) : r[c.Name]?.ToString())));

    /// <summary>Takes reports where they are made, not on another thread.</summary>
    private sealed class Recorder(List<HarvestProgress> steps, Action<HarvestProgress>? then = null) : IProgress<HarvestProgress>
    {
        public void Report(HarvestProgress value)
        {
            steps.Add(value);
            then?.Invoke(value);
        }
    }
}
