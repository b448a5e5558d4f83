using Sinogram.Core.Display;
using Sinogram.Core.Execution;
using Sinogram.Core.Privacy;
using Sinogram.Core.Widgets;
using Sinogram.Data;
using Sinogram.Imaging.Deidentify;
using Sinogram.Imaging.Harvest;
using Sinogram.Magics.Dicom;
using Sinogram.Magics.Formatting;
using Sinogram.Magics.Tests.Masking;
using Sinogram.Testing.Kernel;

namespace Sinogram.Magics.Tests.Dicom;

/// <summary>The magic on real files, through a whole session: line, call, what is shown and what is kept.</summary>
public sealed class DicomMagicTests : IAsyncDisposable
{
    private const string TestFiles = "/usr/lib/python3/dist-packages/pydicom/data/test_files";

    private readonly string _folder = Directory.CreateTempSubdirectory("sinogram-").FullName;
    private readonly NotebookState _state = new(TimeProvider.System);
    private readonly TestSession _session;

    public DicomMagicTests() =>
        _session = new TestSession([new DicomMagic(_state, DeidentificationKey.Create())], formatters: new Formatters(new HarvestReport()));

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask DisposeAsync()
    {
        await _session.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task A_harvest_shows_counts_that_add_up_and_gives_its_result()
    {
        RecordingSink sink = await RunAsync($"#!dicom harvest {Source("CT_small.dcm", "MR_small.dcm", "MR_truncated.dcm", "README.txt")} --to {_folder}/ws --out result");

        HarvestResult result = Assert.IsType<HarvestResult>(Value("result"));
        Assert.Equal(new HarvestCounts(Kept: 2, 0, 0, Quarantined: 1, NotDicom: 1), result.Counts);
        MimeBundle report = sink.Displays[^1];
        Assert.Contains("seen", report[Mime.Plain], StringComparison.Ordinal);
        Assert.Contains("truncated", report[Mime.Html], StringComparison.Ordinal);
        Assert.Equal(result.Workspace, _state.Workspace);
    }

    [Fact]
    public async Task The_tables_of_the_workspace_in_use_need_no_name()
    {
        await RunAsync($"#!dicom harvest {Source("CT_small.dcm", "MR_small.dcm", "MR_truncated.dcm")} --to {_folder}/ws");
        await RunAsync("#!dicom catalog --out rows");
        await RunAsync("#!dicom quarantine --out refused");
        await RunAsync($"#!dicom series {_folder}/ws --out series");
        await RunAsync("#!dicom validation --out findings");

        Assert.Equal(2, Assert.IsType<Table>(Value("rows")).RowCount);
        Assert.Equal(1, Assert.IsType<Table>(Value("refused")).RowCount);
        Assert.Equal(2, Assert.IsType<Table>(Value("series")).RowCount);
        Assert.IsType<Table>(Value("findings"));
        Assert.Contains("nothing to merge", (await RunAsync("#!dicom compact")).Stdout, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_montage_is_a_png_with_html_and_withholds_what_may_identify()
    {
        await RunAsync($"#!dicom harvest {Source("CT_small.dcm", "MR_small.dcm", "SC_rgb_small_odd.dcm")} --to {_folder}/ws");
        MimeBundle montage = Assert.Single((await RunAsync("#!dicom montage --limit 10 --columns 2")).Displays);

        byte[] png = Convert.FromBase64String(montage[Mime.Png]!);
        Assert.Equal([0x89, (byte)'P', (byte)'N', (byte)'G'], png[..4]);
        Assert.Contains($"data:image/png;base64,{montage[Mime.Png]}", montage[Mime.Html], StringComparison.Ordinal);
        Assert.Equal("3 images, 1 withheld because text may be burned into their pixels.", montage[Mime.Plain]);
    }

    [Fact]
    public async Task An_image_is_shown_by_its_uid_unless_it_may_identify()
    {
        await RunAsync($"#!dicom harvest {Source("CT_small.dcm", "SC_rgb_small_odd.dcm")} --to {_folder}/ws");
        await RunAsync("#!dicom catalog --out rows");
        Table rows = (Table)Value("rows")!;
        string Uid(string modality) => rows.Rows.First(r => (r.Get<string>("Modality") == "CT") == (modality == "CT")).Get<string>("SOPInstanceUID");

        Assert.Equal("CT 128 × 128", Assert.Single((await RunAsync($"#!dicom show {Uid("CT")}")).Displays)[Mime.Plain]);
        Assert.Contains("withheld", await FailAsync($"#!dicom show {Uid("other")}"), StringComparison.Ordinal);
        Assert.Contains("no instance", await FailAsync("#!dicom show 1.2.3"), StringComparison.Ordinal);
        Assert.Contains("one frame", await FailAsync($"#!dicom show {Uid("CT")} --frame 1"), StringComparison.Ordinal);
        Assert.Contains("one frame", await FailAsync($"#!dicom show {Uid("CT")} --frame -1"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Pixels_that_may_identify_are_shown_where_a_person_asks_for_it_and_the_audit_has_a_line()
    {
        var audit = new RecordingAudit();
        await using var session = new TestSession([new DicomMagic(_state, DeidentificationKey.Create())], formatters: new Formatters(new ImageFormatter(), new WidgetFormatter()), audit: audit) { Input = new AnsweringInput() };
        await RunAsync($"#!dicom harvest {Source("SC_rgb_small_odd.dcm")} --to {_folder}/ws");
        await RunAsync("#!dicom catalog --out rows");
        Row row = ((Table)Value("rows")!).Rows.Single();
        foreach (string line in (string[])[$"show {row.Get<string>("SOPInstanceUID")}", "montage", $"view {row.Get<string>("SeriesInstanceUID")}"])
        {
            RecordingSink sink = (await session.RunAsync($"#!dicom {line} --reveal", Token)).Sink;
            Assert.Null(sink.Error?.Message);
            MimeBundle shown = Assert.Single(sink.Displays);
            Assert.Equal("true", shown.Metadata["sinogram.revealed"]);
            Assert.DoesNotContain("withheld", shown[Mime.Plain], StringComparison.Ordinal);
            Assert.Contains("data:image/png;base64,", shown[Mime.Html], StringComparison.Ordinal);
            AuditEntry entry = Assert.Single(audit.Entries);
            Assert.Equal(("PixelData", 1), (Assert.Single(entry.Attributes), entry.Rows));
            audit.Entries.Clear();
        }

        session.Input = new NoInput();
        Assert.Contains("headless", (await session.RunAsync($"#!dicom show {row.Get<string>("SOPInstanceUID")} --reveal", Token)).Sink.Error!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Pixels_of_a_workspace_without_patients_are_shown()
    {
        await RunAsync($"#!dicom harvest {Source("SC_rgb_small_odd.dcm")} --to {_folder}/ws --deid none --public");
        Assert.Equal("1 image.", Assert.Single((await RunAsync("#!dicom montage")).Displays)[Mime.Plain]);
        await RunAsync("#!dicom catalog --out rows");
        Assert.NotNull(Assert.Single((await RunAsync($"#!dicom show {((Table)Value("rows")!).Rows.Single().Get<string>("SOPInstanceUID")}")).Displays)[Mime.Png]);
    }

    [Fact]
    public async Task A_header_masks_who_it_is_about_and_shows_the_rest()
    {
        await RunAsync($"#!dicom header {Source("CT_small.dcm")}/CT_small.dcm --out header");
        Table header = (Table)Value("header")!;
        string? Shown(string keyword) => header.Rows.First(r => r.Get<string>("keyword") == keyword).Get<string?>("value");

        Assert.Matches("^‹PatientName·[0-9a-f]{4}›$", Shown("PatientName"));
        Assert.Matches("^‹PatientID·[0-9a-f]{4}›$", Shown("PatientID"));
        Assert.Matches("^‹InstitutionName·[0-9a-f]{4}›$", Shown("InstitutionName"));
        Assert.Equal("CT", Shown("Modality"));
        Assert.Equal("128", Shown("Rows"));
        Assert.Equal("0.661468\\0.661468", Shown("PixelSpacing"));
        Assert.Equal("20040119", Shown("StudyDate"));
        Assert.DoesNotContain(header.Rows, r => r.Get<string>("keyword") == "PixelData");
    }

    [Theory]
    [InlineData(0.99, "bytes of its pixel data are missing")]
    [InlineData(0.03, "damaged")]
    public async Task The_header_of_a_file_cut_short_says_so(double share, string told)
    {
        byte[] whole = File.ReadAllBytes($"{Source("CT_small.dcm")}/CT_small.dcm");
        string cut = Path.Combine(_folder, "cut.dcm");
        File.WriteAllBytes(cut, whole[..(int)(whole.Length * share)]);
        Assert.Contains(told, (await RunAsync($"#!dicom header {cut}")).Stderr, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_the_user_can_mend_comes_without_a_trace()
    {
        Assert.Contains("There is no file or folder", await FailAsync($"#!dicom harvest {_folder}/nowhere --to {_folder}/ws"), StringComparison.Ordinal);
        Assert.Contains("DICOMweb address", await FailAsync($"#!dicom harvest ftp://127.0.0.1/images --to {_folder}/ws"), StringComparison.Ordinal);
        Assert.Contains("No workspace is open", await FailAsync("#!dicom catalog"), StringComparison.Ordinal);
        Assert.Contains("--to", await FailAsync($"#!dicom harvest {_folder}"), StringComparison.Ordinal);
        Assert.Contains("no workspace", await FailAsync($"#!dicom catalog {_folder}"), StringComparison.Ordinal);
        Assert.Contains("basic", await FailAsync($"#!dicom harvest {_folder} --to {_folder}/ws --deid research"), StringComparison.Ordinal);
        Assert.Contains("There is no file", await FailAsync($"#!dicom header {_folder}/nothing"), StringComparison.Ordinal);
        File.WriteAllText(Path.Combine(_folder, "text.txt"), "no image at all");
        Assert.Contains("not DICOM", await FailAsync($"#!dicom header {_folder}/text.txt"), StringComparison.Ordinal);
    }

    private object? Value(string name)
    {
        Assert.True(_session.Session.Variables.TryGet(name, out object? value));
        return value;
    }

    private async Task<RecordingSink> RunAsync(string cell)
    {
        (CellResult result, RecordingSink sink) = await _session.RunAsync(cell, Token);
        Assert.True(result is CellResult.Completed, sink.Error?.Message);
        return sink;
    }

    private async Task<string> FailAsync(string cell)
    {
        (CellResult result, RecordingSink sink) = await _session.RunAsync(cell, Token);
        Assert.False(Assert.IsType<CellResult.Failed>(result).Error.IsDefect);
        return string.Join('\n', sink.Error!.Traceback.Prepend(sink.Error.Message));
    }

    private string Source(params string[] names)
    {
        Assert.SkipUnless(Directory.Exists(TestFiles), "needs pydicom's files: apt-get install python3-pydicom");
        string source = Directory.CreateDirectory(Path.Combine(_folder, "source")).FullName;
        foreach (string name in names)
        {
            File.Copy(Path.Combine(TestFiles, name), Path.Combine(source, name));
        }

        return source;
    }
}
