using System.Diagnostics;
using Sinogram.Imaging.Deidentify;
using Sinogram.Imaging.Harvest;
using Sinogram.Imaging.Workspace;

namespace Sinogram.Imaging.Tests.Harvest;

public sealed class HarvestErrorsTests : IDisposable
{
    private static readonly HarvestOptions Options = new() { Key = DeidentificationKey.Create() };

    private readonly TemporaryFolder _folder = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_source_that_is_not_there_is_named_and_makes_no_workspace()
    {
        HarvestException e = await Assert.ThrowsAsync<HarvestException>(() => Harvester.RunAsync(_folder["nowhere"], _folder["ws"], Options, null, Token));
        Assert.Equal(HarvestProblem.SourceMissing, e.Problem);
        Assert.Contains(_folder["nowhere"], e.Message, StringComparison.Ordinal);
        Assert.False(Directory.Exists(_folder["ws"]));
    }

    [Fact]
    public async Task An_empty_folder_is_said_to_be_empty()
    {
        Directory.CreateDirectory(_folder["empty/also empty"]);
        Assert.Equal(HarvestProblem.SourceEmpty, (await Assert.ThrowsAsync<HarvestException>(() => Harvester.RunAsync(_folder["empty"], _folder["ws"], Options, null, Token))).Problem);
    }

    [Fact]
    public async Task A_folder_without_dicom_is_no_error_and_counted()
    {
        Directory.CreateDirectory(_folder["source"]);
        File.WriteAllText(_folder["source/notes.txt"], "DICM is not at its place");
        File.WriteAllBytes(_folder["source/nothing"], []);
        Assert.Equal(new HarvestCounts(0, 0, 0, 0, NotDicom: 2), (await Harvester.RunAsync(_folder["source"], _folder["ws"], Options, null, Token)).Counts);
    }

    [Fact]
    public async Task A_pipe_in_the_source_is_counted_and_never_waited_for()
    {
        Directory.CreateDirectory(_folder["source"]);
        using Process process = Process.Start("mkfifo", _folder["source/pipe"]);
        await process.WaitForExitAsync(Token);
        Assert.Equal(1, (await Harvester.RunAsync(_folder["source"], _folder["ws"], Options, null, Token)).NotDicom);
    }

    [Theory]
    [InlineData("research")]
    [InlineData("Basic")]
    [InlineData("")]
    public async Task An_unknown_profile_names_those_that_exist(string profile)
    {
        HarvestException e = await Assert.ThrowsAsync<HarvestException>(() => Harvester.RunAsync(_folder.Path, _folder["ws"], Options with { Profile = profile }, null, Token));
        Assert.Equal(HarvestProblem.Profile, e.Problem);
        Assert.Contains("basic", e.Hint, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_address_with_a_password_is_refused()
    {
        HarvestException e = await Assert.ThrowsAsync<HarvestException>(() => Harvester.RunAsync("http://me:secret@127.0.0.1:1/dicom-web", _folder["ws"], Options, null, Token));
        Assert.Equal(HarvestProblem.SourceRefused, e.Problem);
        Assert.DoesNotContain("secret", e.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_workspace_itself_is_no_source()
    {
        await Harvester.RunAsync(SourceWithText(), _folder["ws"], Options, null, Token);
        Assert.Equal(HarvestProblem.SourceRefused, (await Assert.ThrowsAsync<HarvestException>(() => Harvester.RunAsync(_folder["ws/instances"], _folder["ws"], Options, null, Token))).Problem);
    }

    [Fact]
    public async Task Two_harvests_at_once_into_one_workspace_are_one_too_many()
    {
        string source = SourceWithText();
        await Harvester.RunAsync(source, _folder["ws"], Options, null, Token);
        using (ImageWorkspace.Open(_folder["ws"]).Lock())
        {
            Assert.Equal(WorkspaceProblem.Busy, (await Assert.ThrowsAsync<WorkspaceException>(() => Harvester.RunAsync(source, _folder["ws"], Options, null, Token))).Problem);
        }

        await Harvester.RunAsync(source, _folder["ws"], Options, null, Token);
    }

    [Fact]
    public async Task Another_process_that_harvests_into_it_keeps_the_workspace_busy()
    {
        (string keyFile, DeidentificationKey key) = HarvestChild.NewKey(_folder);
        string source = SourceWithText();
        await Harvester.RunAsync(source, _folder["ws"], Options with { Key = key }, null, Token);
        using WorkspaceLock held = ImageWorkspace.Open(_folder["ws"]).Lock();
        using Process process = HarvestChild.Start(source, _folder["ws"], keyFile);
        (int code, _, string errors) = await HarvestChild.WaitAsync(process);
        Assert.Contains("Another harvest", errors, StringComparison.Ordinal);
        Assert.Equal(10 + (int)WorkspaceProblem.Busy, code);
    }

    [Fact]
    public async Task A_read_only_workspace_is_said_to_be_so()
    {
        (string keyFile, _) = HarvestChild.NewKey(_folder);
        string mount = Directory.CreateDirectory(_folder["mount"]).FullName;
        (int code, _, string errors) = await InOwnMountAsync($"mount -t tmpfs -o ro none '{mount}' && exec \"$@\"", Path.Combine(mount, "ws"), keyFile, HarvesterTests.PydicomTestFiles());
        Assert.Contains("cannot be written", errors, StringComparison.Ordinal);
        Assert.Equal(10 + (int)WorkspaceProblem.ReadOnly, code);
    }

    [Fact]
    public async Task A_full_disk_ends_the_harvest_with_one_message_and_what_was_done_stays()
    {
        (string keyFile, DeidentificationKey key) = HarvestChild.NewKey(_folder);
        string mount = Directory.CreateDirectory(_folder["mount"]).FullName;
        string saved = _folder["saved"];
        (int code, _, string errors) = await InOwnMountAsync(
            $"mount -t tmpfs -o size=600k none '{mount}' && {{ \"$@\"; code=$?; cp -a '{mount}/ws' '{saved}'; exit $code; }}", Path.Combine(mount, "ws"), keyFile, HarvesterTests.PydicomTestFiles());
        Assert.Contains("No space is left", errors, StringComparison.Ordinal);
        Assert.Equal(10 + (int)WorkspaceProblem.Full, code);

        HarvestResult rest = await Harvester.RunAsync(HarvesterTests.PydicomTestFiles(), saved, Options with { Key = key }, null, Token);
        Assert.Equal(PydicomOracle.Read(PydicomOracle.TestFiles).Files.Count, rest.Seen);
        Assert.Equal(rest.Kept + rest.Unchanged, rest.Catalog.Query("SELECT count(DISTINCT SOPInstanceUID) AS n FROM catalog").GetValue(0, "n"));
    }

    private static async Task<(int Code, string Output, string Errors)> InOwnMountAsync(string script, string workspace, string keyFile, string source)
    {
        Assert.SkipUnless(Environment.UserName == "root", "needs root for a mount of its own");
        using Process process = HarvestChild.Start(source, workspace, keyFile, $"unshare -m --propagation private bash -c '{script.Replace("'", "'\\''", StringComparison.Ordinal)}' bash \"$@\"");
        return await HarvestChild.WaitAsync(process);
    }

    private string SourceWithText()
    {
        Directory.CreateDirectory(_folder["source"]);
        File.WriteAllText(_folder["source/notes.txt"], "no image");
        return _folder["source"];
    }
}
