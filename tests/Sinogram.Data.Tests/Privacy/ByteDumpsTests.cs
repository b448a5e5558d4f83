using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Sinogram.Data.Privacy;

namespace Sinogram.Data.Tests.Privacy;

/// <summary>Dumps by the programs that make them: what stands in them is read back from the masked text, figure by figure.</summary>
public sealed partial class ByteDumpsTests : IDisposable
{
    private const string Name = "Quillworthmore^Ada";
    private const string Number = "MRN-0047-11";

    private readonly string _file = Path.GetTempFileName();
    private readonly IdentifyingValues _values = new(() => new byte[32]);

    public ByteDumpsTests()
    {
        _values.AddName("PatientName", Name);
        _values.Add("PatientID", Number);
    }

    public void Dispose() => File.Delete(_file);

    [Theory]
    [InlineData("xxd", "")]
    [InlineData("xxd", "-g1")]
    [InlineData("xxd", "-g4")]
    [InlineData("xxd", "-g8")]
    [InlineData("xxd", "-e")]
    [InlineData("xxd", "-b")]
    [InlineData("xxd", "-u -c 10")]
    [InlineData("od", "")]
    [InlineData("od", "-c")]
    [InlineData("od", "-b")]
    [InlineData("od", "-x")]
    [InlineData("od", "-tx1")]
    [InlineData("od", "-tx1z -w10")]
    [InlineData("od", "-td1")]
    [InlineData("od", "-tu1")]
    [InlineData("od", "-tx4")]
    [InlineData("od", "-tx8")]
    [InlineData("hexdump", "")]
    [InlineData("hexdump", "-C")]
    [InlineData("hexdump", "-c")]
    [InlineData("hexdump", "-b")]
    [InlineData("hexdump", "-d")]
    public void A_value_that_lines_and_groups_cut_is_overwritten_and_the_rest_stays(string program, string arguments)
    {
        // At every place of a line, so that each cut comes.
        for (var before = 0; before < 16; before++)
        {
            var dump = Dump(program, arguments, new string('.', before) + $" the patient {Name}, {Number}: seen, wörtlich\n");
            var masked = _values.Masked(dump);
            var other = Dump(program, arguments, new string('.', before) + $" the patient {new string('*', Name.Length)}, {new string('*', Number.Length)}: seen, wörtlich\n");
            // A group of several bytes is overwritten as a whole: what of it is no value may be stars too.
            Assert.Equal(other.Length, masked.Length);
            Assert.True(other.Zip(masked).All(c => c.First == c.Second || Stars().IsMatch(c.Second.ToString())), masked);
            Assert.Equal(Beside(program, other), Beside(program, masked));
            Assert.NotEqual(dump, masked);
        }
    }

    [Theory]
    [InlineData("xxd", "")]
    [InlineData("od", "")]
    [InlineData("hexdump", "-C")]
    public void A_dump_without_values_stays_as_it_is(string program, string arguments)
    {
        var dump = Dump(program, arguments, string.Concat(Enumerable.Repeat("nothing to see here, ", 400)));
        Assert.Same(dump, _values.Masked(dump));
        Assert.Same("0000000 lines\n0000001: x\n*\n", _values.Masked("0000000 lines\n0000001: x\n*\n"));
    }

    [Fact]
    public void Lines_that_come_one_by_one_are_waited_for()
    {
        var dump = Dump("od", "-c", $"the patient's name is {Name}, and more of it, and more, and more, and more");
        var shown = new StringBuilder();
        var held = "";
        foreach (var line in dump.Split('\n'))
        {
            // Cut within a line, too.
            foreach (var piece in (string[])[line[..(line.Length / 2)], line[(line.Length / 2)..] + "\n"])
            {
                var text = held + piece;
                var waits = _values.Held(text);
                held = text[^waits..];
                shown.Append(_values.Masked(text[..^waits]));
            }
        }

        Assert.DoesNotContain("Q   u   i", shown.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("o   r   t   h", shown.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("m   o   r   e   ^", shown.ToString(), StringComparison.Ordinal);
        Assert.Equal(0, held.Trim().Length);
    }

    [Theory]
    [InlineData("od", "-c", 4096)]
    [InlineData("od", "-x", 1000)]
    [InlineData("od", "-A d -tx1z", 30_011)]
    [InlineData("xxd", "", 4096)]
    [InlineData("hexdump", "-C", 200_000)]
    public void A_long_dump_that_comes_in_pieces_is_masked_as_one_that_comes_as_a_whole_is(string program, string arguments, int piece)
    {
        var text = string.Concat(Enumerable.Range(0, 1500).Select(i => $"{i} records; the patient {Name}, {Number}{new string('.', i % 16)}\n"));
        var dump = Dump(program, arguments, text);
        var other = Dump(program, arguments, text.Replace(Name, new string('*', Name.Length), StringComparison.Ordinal).Replace(Number, new string('*', Number.Length), StringComparison.Ordinal));
        var (shown, held, longest) = (new StringBuilder(), "", 0);
        for (var at = 0; at < dump.Length; at += piece)
        {
            held += dump[at..Math.Min(at + piece, dump.Length)];
            var waits = _values.Held(held);
            shown.Append(_values.Masked(held[..^waits]));
            held = held[^waits..];
            longest = Math.Max(longest, waits);
        }

        shown.Append(_values.Masked(held));
        Assert.InRange(dump.Length, 2 << 17, int.MaxValue);
        Assert.Equal(other.Length, shown.Length);
        var masked = shown.ToString();
        for (var i = 0; i < other.Length; i++)
        {
            if (other[i] != masked[i] && !Stars().IsMatch(masked[i].ToString()))
            {
                Assert.Fail($"at {i}: {masked[Math.Max(0, i - 200)..Math.Min(masked.Length, i + 200)]}");
            }
        }

        Assert.InRange(longest, 1, 1 << 17);
    }

    [Theory]
    [InlineData("100000 samples are read\n")]
    [InlineData("100001 read\n100002 read\n")]
    [InlineData("100000 12 13 14\n100003 12 13 14\n")]
    [InlineData("100000: loss is low\n200000: loss is low\n300000: loss is low\n")]
    [InlineData("decade by decade\nfacade: stone\n")]
    public void Lines_that_begin_as_those_of_a_dump_do_wait_for_nothing_where_none_has_begun(string text) => Assert.Equal(0, _values.Held(text));

    [Fact]
    public void A_dump_below_such_lines_is_waited_for_from_its_first_line_on()
    {
        const string Dump = "00000000: 5175 696c  Quil\n00000004: 6c77 6f72  lwor\n";
        Assert.Equal(Dump.Length, _values.Held("100000 samples are read\n" + Dump));
    }

    [Fact]
    public void A_damaged_dump_is_no_error()
    {
        var random = new Random(20261126);
        string[] dumps = [Dump("od", "-c", Name + Number), Dump("xxd", "", Name + Number), Dump("hexdump", "-C", Name + Number), Dump("od", "-td1", Name + Number)];
        for (var i = 0; i < 3000; i++)
        {
            var mutant = dumps[random.Next(dumps.Length)].ToCharArray();
            for (var k = random.Next(1, 9); k > 0; k--)
            {
                mutant[random.Next(mutant.Length)] = "0fx \n|><:*\0é9-"[random.Next(14)];
            }

            var text = new string(mutant)[..random.Next(1, mutant.Length)];
            _ = _values.Masked(text);
            _ = _values.Held(text);
        }
    }

    private static string Beside(string program, string dump) => program == "xxd" ? string.Join('\n', dump.Split('\n').Select(l => l.Length > 10 ? l[^Math.Min(l.Length, 4)..] : l)) : "";

    private string Dump(string program, string arguments, string text)
    {
        var path = $"/usr/bin/{program}";
        Assert.SkipUnless(File.Exists(path), $"{program} is not installed");
        File.WriteAllText(_file, text);
        using var run = Process.Start(new ProcessStartInfo(path, string.Create(CultureInfo.InvariantCulture, $"{arguments} {_file}")) { RedirectStandardOutput = true })!;
        var output = run.StandardOutput.ReadToEnd();
        run.WaitForExit();
        return output;
    }

    [GeneratedRegex("[2a*057419 ]")]
    private static partial Regex Stars();
}
