using Sinogram.Core.Configuration;
using Sinogram.Core.Display;
using Sinogram.Core.Magics;
using Sinogram.Core.Privacy;
using Sinogram.Data;
using Sinogram.Data.Privacy;
using Sinogram.Imaging.Dicom;
using Sinogram.Magics.Dicom;
using Sinogram.Magics.Formatting;
using Sinogram.Magics.Masking;
using Sinogram.Testing.Kernel;

namespace Sinogram.Magics.Tests.Masking;

/// <summary>The filter, the flag of columns and the reveal in whole sessions, with magics that know nothing of them.</summary>
public sealed class MaskingSessionTests : IAsyncDisposable
{
    private const string Family = "Quillworthmore";

    private readonly string _folder = Directory.CreateTempSubdirectory("sinogram-").FullName;
    private readonly RecordingAudit _audit = new();
    private readonly List<TestSession> _sessions = [];

    public MaskingSessionTests()
    {
        var set = new DataSet();
        set.Set(new Element(Tags.SOPClassUID, VR.UI, "1.2.840.10008.5.1.4.1.1.2\0"u8.ToArray()));
        set.Set(new Element(Tags.StudyDate, VR.DA, "20240501"u8.ToArray()));
        set.Set(new Element(Tags.PatientName, VR.PN, "Quillworthmore^Ada "u8.ToArray()));
        set.Set(new Element(Tags.PatientID, VR.LO, "Q-7713"u8.ToArray()));
        using var file = File.Create(Image);
        new DicomFile(set, TransferSyntax.ExplicitLittleEndian).Write(file);
    }

    private string Image => Path.Combine(_folder, "image.dcm");

    public async ValueTask DisposeAsync()
    {
        foreach (var session in _sessions)
        {
            await session.DisposeAsync();
        }

        Directory.Delete(_folder, recursive: true);
    }

    [Theory]
    [InlineData("#!careless stdout {0}")]
    [InlineData("#!careless split {0}")]
    [InlineData("#!careless display {0}")]
    [InlineData("#!careless value {0}")]
    [InlineData("#!careless error {0}")]
    [InlineData("#!careless defect {0}")]
    [InlineData("#!careless late {0}")]
    public async Task A_magic_that_was_written_carelessly_is_masked_all_the_same(string cell)
    {
        var sink = await RunAsync(string.Format(System.Globalization.CultureInfo.InvariantCulture, cell, Image));
        var all = string.Join('\n', sink.Events.Select(Text));
        Assert.Contains("‹PatientName·", all, StringComparison.Ordinal);
        Assert.DoesNotContain(Family, all, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task A_header_masks_and_reveal_shows_marks_and_notes_it()
    {
        Assert.DoesNotContain(Family, Text(Shown(await RunAsync($"#!dicom header {Image}"))), StringComparison.Ordinal);
        Assert.Empty(_audit.Entries);

        var revealed = Shown(await RunAsync($"#!dicom header {Image} --reveal"));
        Assert.Contains(Family, revealed[Mime.Plain], StringComparison.Ordinal);
        Assert.Equal("true", revealed.Metadata["sinogram.revealed"]);
        var entry = Assert.Single(_audit.Entries);
        Assert.Equal("reveal", entry.Action);
        Assert.Contains("PatientName", entry.Attributes);
        Assert.DoesNotContain(Family, string.Concat(entry.Attributes), StringComparison.OrdinalIgnoreCase);

        Assert.DoesNotContain(Family, Text(Shown(await RunAsync($"#!dicom header {Image}"))), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_rest_of_a_cell_is_revealed_but_not_its_streams_and_errors()
    {
        var sink = await RunAsync($"#!reveal\n#!careless value {Image}");
        Assert.Contains(Family, sink.Events.OfType<OutputEvent.ExecuteResult>().Single().Bundle[Mime.Plain], StringComparison.Ordinal);
        Assert.DoesNotContain(Family, (await RunAsync($"#!reveal\n#!careless stdout {Image}")).Stdout, StringComparison.Ordinal);
        Assert.DoesNotContain(Family, (await RunAsync($"#!reveal\n#!careless error {Image}")).Error!.Message, StringComparison.Ordinal);
        Assert.Equal(3, _audit.Entries.Count);
    }

    [Fact]
    public async Task The_audit_names_no_patient_whose_name_became_that_of_a_column()
    {
        var sink = await RunAsync($"#!reveal\n#!careless pivot {Image}");
        Assert.Contains(Family, Text(Shown(sink)), StringComparison.Ordinal);
        Assert.DoesNotContain(Family, string.Concat(_audit.Entries.SelectMany(e => e.Attributes)), StringComparison.OrdinalIgnoreCase);
        Assert.Contains("‹PatientName·", string.Concat(_audit.Entries.SelectMany(e => e.Attributes)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_audit_has_its_line_before_the_output_leaves()
    {
        var session = New();
        var sink = new RecordingSink();
        _audit.Written = () => Assert.DoesNotContain(sink.Events, e => Text(e).Contains(Family, StringComparison.Ordinal));
        foreach (var cell in (string[])[$"#!dicom header {Image} --reveal", $"#!reveal\n#!careless value {Image}", $"#!reveal\n#!careless display {Image}"])
        {
            sink = new RecordingSink();
            await session.RunAsync(cell, sink, TestContext.Current.CancellationToken);
            Assert.Contains(sink.Events, e => Text(e).Contains(Family, StringComparison.Ordinal));
        }

        // The display and its update are two outputs.
        Assert.Equal(4, _audit.Entries.Count);
        Assert.Equal(3, _audit.Entries.Count(e => e.Attributes.Contains("PatientName")));
    }

    [Fact]
    public async Task Where_the_line_cannot_be_written_nothing_is_revealed()
    {
        _audit.Written = () => throw new MagicException("The audit cannot be written, so nothing is revealed.");
        foreach (var cell in (string[])[$"#!dicom header {Image} --reveal", $"#!reveal\n#!careless value {Image}", $"#!reveal\n#!careless display {Image}"])
        {
            var sink = await RunAsync(cell);
            Assert.Contains("nothing is revealed", sink.Error!.Message, StringComparison.Ordinal);
            Assert.DoesNotContain(Family, string.Join('\n', sink.Events.Select(Text)), StringComparison.OrdinalIgnoreCase);
        }
    }

    [Fact]
    public async Task Nothing_is_revealed_headless_or_against_the_policy_or_without_an_audit()
    {
        foreach (var (session, said) in ((TestSession, string)[])
        [
            (New(input: new NoInput()), "headless"),
            (New(settings: Settings.Default with { Headless = true }), "headless"),
            (New(settings: Settings.Default with { Policy = Policy.Open with { AllowReveal = false } }), "policy"),
            (New(audit: new NoAudit()), "no audit"),
        ])
        {
            foreach (var cell in (string[])[$"#!dicom header {Image} --reveal", $"#!reveal\n#!careless value {Image}"])
            {
                var (_, sink) = await session.RunAsync(cell, TestContext.Current.CancellationToken);
                Assert.Contains(said, sink.Error!.Message, StringComparison.Ordinal);
                Assert.DoesNotContain(Family, string.Join('\n', sink.Events.Select(Text)), StringComparison.OrdinalIgnoreCase);
            }
        }

        Assert.Empty(_audit.Entries);
    }

    [Fact]
    public async Task An_identified_column_is_masked_whole_also_where_its_values_are_short()
    {
        var session = New();
        var table = new Table(Column.Of("PatientName", "Qi^Lu", null, "Ng").WithIdentified(true), Column.Of("n", 1, 2, 3));
        session.Session.Variables.Set("t", table);
        var bundle = session.Session.Formatters.Format(table);
        foreach (var mime in (string[])[Mime.Plain, Mime.Html, Mime.DataResource])
        {
            Assert.DoesNotContain("Qi", bundle[mime]!, StringComparison.Ordinal);
            Assert.DoesNotContain("Ng", bundle[mime]!.Replace("Nge", "", StringComparison.Ordinal), StringComparison.Ordinal);
            Assert.Contains("‹PatientName·", bundle[mime]!, StringComparison.Ordinal);
        }

        await Task.CompletedTask;
    }

    [Fact]
    public void A_public_file_and_outputs_without_a_value_pass_as_they_are()
    {
        var filter = new MaskingFilter(IdentifyingValues.OfProcess);
        var set = new DataSet();
        set.Set(new Element(Tags.SOPClassUID, VR.UI, "1.2.840.10008.5.1.4.1.1.2\0"u8.ToArray()));
        set.Set(new Element(Tags.PatientName, VR.PN, "Publicworthmore^Eve "u8.ToArray()));
        var bytes = new DicomFile(set, TransferSyntax.ExplicitLittleEndian).ToArray();
        DicomFile.Read(bytes, ReadOptions.Default with { IsPublic = true });
        Assert.Equal("Publicworthmore^Eve", filter.Filter("Publicworthmore^Eve"));

        OutputEvent untouched = new OutputEvent.DisplayData(MimeBundle.Html("<b>no one</b>", "no one"), "id");
        Assert.Same(untouched, filter.Filter(untouched));
    }

    private static MimeBundle Shown(RecordingSink sink) => sink.Events.OfType<OutputEvent.ExecuteResult>().Single().Bundle;

    private static string Text(MimeBundle bundle) => string.Join('\n', bundle.Data.Values.Select(c => c.Text));

    private static string Text(OutputEvent output) => output switch
    {
        OutputEvent.Stream stream => stream.Text,
        OutputEvent.DisplayData display => Text(display.Bundle),
        OutputEvent.UpdateDisplayData update => Text(update.Bundle),
        OutputEvent.ExecuteResult result => Text(result.Bundle),
        OutputEvent.Error error => error.Name + error.Message + string.Concat(error.Traceback),
        _ => "",
    };

    private async Task<RecordingSink> RunAsync(string cell) => (await New().RunAsync(cell, TestContext.Current.CancellationToken)).Sink;

    private TestSession New(IInput? input = null, Settings? settings = null, IAudit? audit = null)
    {
        var session = new TestSession(
            [new CarelessMagic(), new RevealMagic(), new DicomMagic(new NotebookState(TimeProvider.System))],
            formatters: new Formatters(new TableFormatter()),
            filter: new MaskingFilter(IdentifyingValues.OfProcess),
            settings: settings,
            audit: audit ?? _audit)
        {
            Input = input ?? new AnsweringInput(),
        };
        _sessions.Add(session);
        return session;
    }

    /// <summary>Prints a patient's name in every way a magic has, and thinks of nothing.</summary>
    private sealed class CarelessMagic : IMagic
    {
        public MagicInfo Info { get; } = new(
            "careless",
            "Prints a name.",
            [.. ((string[])["stdout", "split", "display", "value", "error", "defect", "late", "pivot"]).Select(v => new VerbInfo(v, "Prints it.") { Arguments = ["FILE"], HasResult = true })],
            "#!careless value FILE");

        public async Task<object?> RunAsync(MagicInvocation invocation, CancellationToken token)
        {
            var name = DicomFile.Read(invocation.Argument(0)!).DataSet.GetString(Tags.PatientName)!;
            var output = invocation.Context.Output;
            switch (invocation.Verb.Name)
            {
                case "stdout":
                    output.Stdout($"the patient is {name}\n");
                    return null;
                case "split":
                    output.Stdout("the patient is " + name[..5]);
                    output.Stderr(name[..3]);
                    output.Stdout(name[5..11]);
                    output.Stderr(name[3..] + "\n");
                    output.Stdout(name[11..]);
                    return null;
                case "display":
                    output.Display(MimeBundle.Text("…"), name).Update(MimeBundle.Html($"<b title=\"{name}\">{name}</b>", name));
                    return null;
                case "error":
                    throw new MagicException($"{name} has no images.", $"Ask {name}.");
                case "defect":
                    throw new InvalidOperationException(name);
                case "pivot":
                    return new Table(Column.Of<string>(name, [name]).WithIdentified(true));
                case "late":
                    var later = Task.Run(() => output.Stdout(name + "\n"), token);
                    await later;
                    return null;
                default:
                    return name;
            }
        }
    }
}
