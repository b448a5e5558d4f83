using System.Text;
using Sinogram.Imaging.Deidentify;
using Sinogram.Imaging.Workspace;

namespace Sinogram.Imaging.Tests.Workspace;

public sealed class RestrictedStoreTests : IDisposable
{
    private static readonly DeidentificationKey Key = DeidentificationKey.Create();
    private readonly TemporaryFolder _folder = new();

    private ImageWorkspace Workspace => ImageWorkspace.OpenOrCreate(_folder["ws"], Key, "basic", indexOnly: false, identified: false, TimeProvider.System);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void What_is_written_is_read_back_over_several_writers()
    {
        SourceRecord[] records = [.. Enumerable.Range(0, 20).Select(Record)];
        foreach (SourceRecord[] half in records.Chunk(10))
        {
            Write(half);
        }

        RestrictedStore store = Workspace.OpenRestricted(Key);
        Assert.Equal(records, store.Sources().OrderBy(r => r.Bytes));
        Assert.Equal(20, store.Identities().Count());
        Assert.Equal(2, Directory.GetFiles(Workspace.Restricted).Length);
    }

    [Fact]
    public void A_writer_without_records_leaves_no_file()
    {
        Write([]);
        Assert.Empty(Directory.GetFiles(Workspace.Restricted));
    }

    [Fact]
    public void No_path_or_identifier_stands_in_the_file()
    {
        Write([Record(1)]);
        byte[] bytes = File.ReadAllBytes(Assert.Single(Directory.GetFiles(Workspace.Restricted)));
        Assert.True(bytes.AsSpan().IndexOf("someone"u8) < 0);
        Assert.True(bytes.AsSpan().IndexOf("patient"u8) < 0);
    }

    [Fact]
    public void A_file_cut_off_anywhere_gives_its_whole_records()
    {
        Write([.. Enumerable.Range(0, 5).Select(Record)]);
        string file = Assert.Single(Directory.GetFiles(Workspace.Restricted));
        byte[] whole = File.ReadAllBytes(file);
        int before = 0;
        for (int length = 0; length <= whole.Length; length++)
        {
            File.WriteAllBytes(file, whole[..length]);
            int read = Workspace.OpenRestricted(Key).Sources().Count();
            Assert.InRange(read, before, before + 1);
            before = read;
        }

        Assert.Equal(5, before);
    }

    [Fact]
    public void Any_changed_byte_is_noticed()
    {
        Write([.. Enumerable.Range(0, 3).Select(Record)]);
        string file = Assert.Single(Directory.GetFiles(Workspace.Restricted));
        byte[] whole = File.ReadAllBytes(file);
        SourceRecord[] good = [.. Workspace.OpenRestricted(Key).Sources()];
        for (int at = 0; at < whole.Length; at++)
        {
            byte[] changed = [.. whole];
            changed[at] ^= 0x40;
            File.WriteAllBytes(file, changed);
            try
            {
                // A changed length may read as a record that was cut off; what is read is never wrong.
                SourceRecord[] read = [.. Workspace.OpenRestricted(Key).Sources()];
                Assert.True(read.Length + Workspace.OpenRestricted(Key).Identities().Count() < 2 * good.Length);
                Assert.Equal(good[..read.Length], read);
            }
            catch (WorkspaceException e)
            {
                Assert.Equal(WorkspaceProblem.Damaged, e.Problem);
            }
        }
    }

    [Fact]
    public void Another_key_cannot_open_the_store() =>
        Assert.Equal(WorkspaceProblem.OtherKey, Assert.Throws<WorkspaceException>(() => Workspace.OpenRestricted(DeidentificationKey.Create())).Problem);

    private static SourceRecord Record(int number) => new(
        $"/data/someone^{number}/image.dcm", number, 638_000_000_000_000_000 + number, Convert.ToHexStringLower(Encoding.ASCII.GetBytes($"hash{number}")), (SourceOutcome)(number % 4), $"2.25.{number}", null, null);

    private void Write(SourceRecord[] records)
    {
        using RestrictedStore.RestrictedWriter writer = Workspace.OpenRestricted(Key).Write(TimeProvider.System);
        foreach (SourceRecord record in records)
        {
            writer.Add(record);
            writer.Add(new IdentityRecord("patient", record.Location, "PSEUDO"));
        }

        writer.Flush(toDisk: false);
    }
}
