using Sinogram.Core.Privacy;
using Sinogram.Tool.Audit;
using Sinogram.Tool.Doctor;

namespace Sinogram.Tool.Tests.Audit;

public sealed class AuditLogTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory();

    private string Place => Path.Combine(_folder.FullName, "sub", "audit.jsonl");

    private string Kept => Path.Combine(_folder.FullName, "audit-head-1.json");

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
        Assert.Equal(new AuditState(3, null), Log().Verify());
        Assert.Equal(CheckState.Found, AuditCheck.Run(Log()).State);
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
        Assert.StartsWith($"line {which + 1} ", Log().Verify().Problem, StringComparison.Ordinal);
        Assert.Equal(CheckState.Broken, AuditCheck.Run(Log()).State);

        lines.RemoveAt(which);
        File.WriteAllLines(Place, lines);
        Assert.StartsWith($"line {which + 1} ", Log().Verify().Problem, StringComparison.Ordinal);
    }

    [Fact]
    public void Kernels_that_write_at_once_keep_one_chain()
    {
        Parallel.For(0, 40, i => Log("user" + (i % 3)).Write(Entry(i)));
        Assert.All((string[])["user0", "user1", "user2"], user => Assert.Equal(new AuditState(40, null), Log(user).Verify()));
    }

    [Fact]
    public void A_folder_holds_a_file_for_each_user()
    {
        new AuditLog(_folder.FullName, "ada", TimeProvider.System, file => Head(file, "ada")).Write(Entry(1));
        Assert.True(File.Exists(Path.Combine(_folder.FullName, "ada.jsonl")));
    }

    [Fact]
    public void Where_no_line_can_be_written_nothing_may_be_revealed()
    {
        File.WriteAllText(Path.Combine(_folder.FullName, "sub"), "a file where a folder must be");
        var error = Assert.Throws<Core.Magics.MagicException>(() => Log().Require());
        Assert.Contains("nothing is revealed", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(3)]
    public void Lines_that_were_cut_off_the_end_are_told_and_stay_told_when_the_chain_goes_on(int left)
    {
        Write(4);
        File.WriteAllLines(Place, File.ReadAllLines(Place)[..left]);
        Assert.Equal($"{4 - left} of 4 lines were gone from its end", Log().Verify().Problem);
        Assert.Equal(CheckState.Broken, AuditCheck.Run(Log()).State);

        Write(2);
        Assert.Equal($"before line {left + 1} was written, {4 - left} of 4 lines were gone from its end", Log().Verify().Problem);
    }

    [Fact]
    public void An_audit_that_was_taken_away_or_written_anew_is_told()
    {
        Write(3);
        File.Move(Place, Place + ".away");
        Assert.Equal("3 of 3 lines were gone from its end", Log().Verify().Problem);

        // A chain of its own, as long, by somebody without the key.
        new AuditLog(Place, "eve", TimeProvider.System, file => Head(file, "eve")).Write(Entry(1));
        for (var i = 0; i < 2; i++)
        {
            new AuditLog(Place, "eve", TimeProvider.System, file => Head(file, "eve")).Write(Entry(i));
        }

        Assert.Equal("line 3 was not the one that was written", Log().Verify().Problem);
    }

    [Fact]
    public void A_head_that_was_changed_or_taken_away_is_told()
    {
        Write(2);
        var kept = File.ReadAllText(Kept);
        File.WriteAllText(Kept, kept.Replace("\"lines\": 2", "\"lines\": 1", StringComparison.Ordinal));
        Assert.Contains("it was changed", Log().Verify().Problem, StringComparison.Ordinal);
        File.WriteAllText(Kept, "no JSON");
        Assert.Contains("not what was written", Log().Verify().Problem, StringComparison.Ordinal);
        File.Delete(Kept);
        Assert.Contains("cannot be told whether lines were cut", Log().Verify().Problem, StringComparison.Ordinal);
        Write(1);
        Assert.StartsWith("before line 3 was written, ", Log().Verify().Problem, StringComparison.Ordinal);
    }

    [Fact]
    public void A_line_that_was_left_unfinished_is_told_and_the_next_one_is_whole()
    {
        Write(1);
        File.AppendAllText(Place, "{\"line\":2,\"ti");
        Write(1);
        Assert.StartsWith("line 2 ", Log().Verify().Problem, StringComparison.Ordinal);
        Assert.StartsWith("{\"line\":3,", File.ReadAllLines(Place)[2], StringComparison.Ordinal);
    }

    [Fact]
    public void What_a_full_disk_took_of_a_line_is_taken_back()
    {
        using var file = new FullDisk();
        file.Write("{}\n"u8);
        file.IsFull = true;
        Assert.Throws<IOException>(() => AuditLog.Append(file, "{\"line\":2}\n"));
        Assert.Equal("{}\n"u8.ToArray(), file.ToArray());
    }

    [Fact]
    public void An_audit_that_was_moved_away_is_told_also_after_the_next_line()
    {
        Write(3);
        File.Move(Place, Place + ".1");
        Assert.Equal("3 of 3 lines were gone from its end", Log().Verify().Problem);
        Write(1);
        Assert.Equal("before line 1 was written, 3 of 3 lines were gone from its end", Log().Verify().Problem);
    }

    [Fact]
    public void A_head_is_private_and_holds_no_name()
    {
        Write(2);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Kept));
        Assert.DoesNotContain("PatientName", File.ReadAllText(Kept), StringComparison.Ordinal);
        Assert.Empty(Directory.GetFiles(_folder.FullName, "*.tmp"));
    }

    private AuditLog Log(string user = "ada") => new(Place, user, TimeProvider.System, file => Head(file, user));

    private AuditHead Head(string file, string user) =>
        new(Path.Combine(_folder.FullName, user == "ada" ? "audit-head-1.json" : $"head-of-{user}.json"), () => System.Text.Encoding.UTF8.GetBytes(user));

    private void Write(int lines)
    {
        var log = Log();
        for (var i = 0; i < lines; i++)
        {
            log.Require();
            log.Write(Entry(i));
        }
    }

    private static AuditEntry Entry(int rows) => new("reveal", 7, ["PatientName", "PatientID"], rows);

    /// <summary>Has room for half of what is written.</summary>
    private sealed class FullDisk : MemoryStream
    {
        public bool IsFull { get; set; }

        public override void Write(ReadOnlySpan<byte> buffer)
        {
            base.Write(IsFull ? buffer[..(buffer.Length / 2)] : buffer);
            if (IsFull)
            {
                throw new IOException("No space left on device");
            }
        }
    }
}
