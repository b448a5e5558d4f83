using Sinogram.Core.Privacy;
using Sinogram.Tool.Audit;
using Sinogram.Tool.Doctor;

namespace Sinogram.Tool.Tests.Audit;

public sealed class AuditLogTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory();

    private string Place => Path.Combine(_folder.FullName, "sub", "audit.jsonl");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void Lines_are_chained_private_and_say_who_and_what()
    {
        Write(3);
        var lines = File.ReadAllLines(Place);
        Assert.Equal(3, lines.Length);
        Assert.All(lines, l => Assert.Contains("\"user\":\"ada\"", l, StringComparison.Ordinal));
        Assert.Contains("\"attributes\":[\"PatientName\",\"PatientID\"],\"rows\":2", lines[2], StringComparison.Ordinal);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Place));
        Assert.Equal(new AuditState(3, null), AuditLog.Verify(Place));
        Assert.Equal(CheckState.Found, AuditCheck.Run(Place).State);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public void A_line_that_was_changed_or_taken_out_is_told(int which)
    {
        Write(4);
        var lines = File.ReadAllLines(Place).ToList();
        var changed = lines.ToList();
        changed[which] = changed[which].Replace("\"rows\":", "\"rows\":1", StringComparison.Ordinal);
        File.WriteAllLines(Place, changed);
        Assert.Equal(which + 1, AuditLog.Verify(Place).BrokenAt);
        Assert.Equal(CheckState.Broken, AuditCheck.Run(Place).State);

        lines.RemoveAt(which);
        File.WriteAllLines(Place, lines);
        Assert.Equal(which + 1, AuditLog.Verify(Place).BrokenAt);
    }

    [Fact]
    public void Kernels_that_write_at_once_keep_one_chain()
    {
        Parallel.For(0, 40, i => new AuditLog(Place, "user" + (i % 3), TimeProvider.System).Write(Entry(i)));
        Assert.Equal(new AuditState(40, null), AuditLog.Verify(Place));
    }

    [Fact]
    public void A_folder_holds_a_file_for_each_user()
    {
        new AuditLog(_folder.FullName, "ada", TimeProvider.System).Write(Entry(1));
        Assert.True(File.Exists(Path.Combine(_folder.FullName, "ada.jsonl")));
    }

    [Fact]
    public void Where_no_line_can_be_written_nothing_may_be_revealed()
    {
        File.WriteAllText(Path.Combine(_folder.FullName, "sub"), "a file where a folder must be");
        var error = Assert.Throws<Core.Magics.MagicException>(() => new AuditLog(Place, "ada", TimeProvider.System).Require());
        Assert.Contains("nothing is revealed", error.Message, StringComparison.Ordinal);
    }

    private void Write(int lines)
    {
        var log = new AuditLog(Place, "ada", TimeProvider.System);
        for (var i = 0; i < lines; i++)
        {
            log.Require();
            log.Write(Entry(i));
        }
    }

    private static AuditEntry Entry(int rows) => new("reveal", 7, ["PatientName", "PatientID"], rows);
}
