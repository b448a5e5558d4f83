using Sinogram.Imaging.Deidentify;
using Sinogram.Imaging.Workspace;

namespace Sinogram.Imaging.Tests.Workspace;

public sealed class KeyStoreTests
{
    [Fact]
    public void The_first_use_makes_a_key_of_32_bytes_that_only_its_owner_reads()
    {
        using TemporaryFolder folder = new();
        KeyStore store = KeyStore.At(folder["config/sinogram/key"]);
        DeidentificationKey key = store.LoadOrCreate();

        Assert.Equal(32, File.ReadAllBytes(store.Path).Length);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(store.Path));
        Assert.Equal(key.Fingerprint, store.LoadOrCreate().Fingerprint);
        Assert.Single(Directory.GetFiles(folder["config/sinogram"]));
    }

    [Fact]
    public void A_key_that_others_can_read_is_refused_with_the_command_that_mends_it()
    {
        using TemporaryFolder folder = new();
        KeyStore store = KeyStore.At(folder["key"]);
        store.Create();
        File.SetUnixFileMode(store.Path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead);

        WorkspaceException e = Assert.Throws<WorkspaceException>(store.Load);
        Assert.Equal(WorkspaceProblem.Key, e.Problem);
        Assert.Contains("chmod 600", e.Hint, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(31)]
    [InlineData(33)]
    public void A_key_of_another_length_is_refused(int length)
    {
        using TemporaryFolder folder = new();
        KeyStore store = KeyStore.At(folder["key"]);
        File.WriteAllBytes(store.Path, new byte[length]);
        File.SetUnixFileMode(store.Path, UnixFileMode.UserRead | UnixFileMode.UserWrite);

        WorkspaceException e = Assert.Throws<WorkspaceException>(store.LoadOrCreate);
        Assert.Contains($"has {length} bytes", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_key_is_never_replaced()
    {
        using TemporaryFolder folder = new();
        KeyStore store = KeyStore.At(folder["key"]);
        string first = store.Create().Fingerprint;

        Assert.Throws<WorkspaceException>(store.Create);
        Assert.Equal(first, store.Load().Fingerprint);
    }

    [Fact]
    public async Task Many_first_uses_at_once_agree_on_one_key()
    {
        using TemporaryFolder folder = new();
        string path = folder["key"];
        string[] prints = await Task.WhenAll(Enumerable.Range(0, 16).Select(_ => Task.Run(() => KeyStore.At(path).LoadOrCreate().Fingerprint)));
        Assert.Single(prints.Distinct());
    }

    [Fact]
    public void The_fingerprint_and_the_text_tell_nothing_of_the_bytes()
    {
        byte[] bytes = Enumerable.Range(0, 32).Select(i => (byte)i).ToArray();
        DeidentificationKey key = new(bytes);
        Assert.DoesNotContain(Convert.ToHexStringLower(bytes)[..8], key.ToString(), StringComparison.Ordinal);
        Assert.Equal(16, key.Fingerprint.Length);
        Assert.NotEqual(key.Fingerprint, DeidentificationKey.Create().Fingerprint);
    }
}
