using Sinogram.Imaging.Deidentify;
using Sinogram.Imaging.Workspace;

namespace Sinogram.Imaging.Tests.Workspace;

public sealed class ImageWorkspaceTests
{
    private const UnixFileMode OwnerFolder = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    private static readonly DeidentificationKey Key = DeidentificationKey.Create();

    [Fact]
    public void A_new_workspace_belongs_to_its_owner_alone_and_says_its_key()
    {
        using TemporaryFolder folder = new();
        ImageWorkspace workspace = Make(folder["a/ws"]);

        Assert.Equal(OwnerFolder, File.GetUnixFileMode(workspace.Root));
        string[] expected = [".staging", "catalog", "instances", "quarantine", "restricted", "validation"];
        Assert.Equal(expected, Directory.GetDirectories(workspace.Root).Select(Path.GetFileName).Order(StringComparer.Ordinal));
        Assert.Equal(Key.Fingerprint, ImageWorkspace.Open(workspace.Root).Manifest.KeyFingerprint);
        Assert.False(workspace.IsIdentified);
        Assert.Empty(Directory.GetFileSystemEntries(workspace.Staging));
    }

    [Fact]
    public void Another_key_is_refused()
    {
        using TemporaryFolder folder = new();
        Make(folder["ws"]);
        WorkspaceException e = Assert.Throws<WorkspaceException>(() =>
            ImageWorkspace.OpenOrCreate(folder["ws"], DeidentificationKey.Create(), "basic", indexOnly: false, identified: false, TimeProvider.System));
        Assert.Equal(WorkspaceProblem.OtherKey, e.Problem);
        Assert.Contains(Key.Fingerprint, e.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("none", false)]
    [InlineData("basic", true)]
    public void Another_profile_is_refused(string profile, bool indexOnly)
    {
        using TemporaryFolder folder = new();
        Make(folder["ws"]);
        WorkspaceException e = Assert.Throws<WorkspaceException>(() =>
            ImageWorkspace.OpenOrCreate(folder["ws"], Key, profile, indexOnly, identified: true, TimeProvider.System));
        Assert.Equal(WorkspaceProblem.OtherProfile, e.Problem);
    }

    [Fact]
    public void A_folder_with_other_things_in_it_is_not_taken_over()
    {
        using TemporaryFolder folder = new();
        File.WriteAllText(folder["thesis.txt"], "mine");
        Assert.Equal(WorkspaceProblem.Missing, Assert.Throws<WorkspaceException>(() => Make(folder.Path)).Problem);
        Assert.Single(Directory.GetFileSystemEntries(folder.Path));
    }

    [Fact]
    public void Opening_what_is_no_workspace_says_so()
    {
        using TemporaryFolder folder = new();
        Assert.Equal(WorkspaceProblem.Missing, Assert.Throws<WorkspaceException>(() => ImageWorkspace.Open(folder.Path)).Problem);
        Assert.Equal(WorkspaceProblem.Missing, Assert.Throws<WorkspaceException>(() => ImageWorkspace.Open(folder["nowhere"])).Problem);
    }

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("[]")]
    [InlineData("{\"format\":1}")]
    [InlineData("{\"format\":99,\"keyFingerprint\":\"x\",\"profile\":\"basic\"}")]
    public void A_damaged_or_newer_manifest_is_refused(string json)
    {
        using TemporaryFolder folder = new();
        File.WriteAllText(folder["workspace.json"], json);
        Assert.Equal(WorkspaceProblem.Damaged, Assert.Throws<WorkspaceException>(() => ImageWorkspace.Open(folder.Path)).Problem);
    }

    [Fact]
    public void One_writer_at_a_time()
    {
        using TemporaryFolder folder = new();
        ImageWorkspace workspace = Make(folder["ws"]);
        using (workspace.Lock())
        {
            Assert.Equal(WorkspaceProblem.Busy, Assert.Throws<WorkspaceException>(workspace.Lock).Problem);
        }

        workspace.Lock().Dispose();
    }

    private static ImageWorkspace Make(string path) => ImageWorkspace.OpenOrCreate(path, Key, "basic", indexOnly: false, identified: false, TimeProvider.System);
}
