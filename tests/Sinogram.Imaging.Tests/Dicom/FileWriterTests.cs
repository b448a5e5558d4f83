using System.Diagnostics;
using System.Text;
using Sinogram.Imaging.Dicom;
using Sinogram.Testing;

namespace Sinogram.Imaging.Tests.Dicom;

public sealed class FileWriterTests(ITestOutputHelper output)
{
    /// <summary>Compares pairs of files by every element, nested ones too; prints the names of those that differ.</summary>
    private const string Compare = """
        import sys, warnings, pydicom
        warnings.simplefilter('ignore')
        def flat(ds, pre=()):
            for tag in sorted(ds.keys()):
                if tag.elem == 0: continue
                try: e = ds[tag]
                except Exception: yield pre + (int(tag), 'unreadable'); continue
                if e.VR == 'SQ':
                    yield pre + (int(tag), 'SQ', len(e.value))
                    for i, item in enumerate(e.value): yield from flat(item, pre + (int(tag), i))
                else:
                    yield pre + (int(tag), e.VR, e.value if isinstance(e.value, bytes) else str(e.value))
        lines = sys.stdin.read().splitlines() if False else open(sys.argv[1]).read().splitlines()
        for line in lines:
            a, b = line.split('\t')
            x, y = pydicom.dcmread(a, force=True), pydicom.dcmread(b)
            fx, fy = list(flat(x)), list(flat(y))
            if fx != fy:
                d = [(p, q) for p, q in zip(fx, fy) if p != q][:1]
                print(a.rsplit('/', 1)[1], len(fx), len(fy), ['%08X' % v if isinstance(v, int) and v > 65535 else str(v)[:40] for v in (d[0][0] + d[0][1] if d else ())])
        """;

    [Fact]
    public void What_is_written_again_has_every_element_of_the_original_for_pydicom_and_dcmdump()
    {
        using var folder = new TemporaryFolder();
        var pairs = new List<(string Original, string Copy)>();
        foreach (var path in PydicomFiles.All())
        {
            try
            {
                var file = DicomFile.Read(path);
                if (file.Defect is null)
                {
                    var copy = Path.Combine(folder.Path, $"{pairs.Count}.dcm");
                    File.WriteAllBytes(copy, file.ToArray());
                    pairs.Add((path, copy));
                }
            }
            catch (DicomFormatException)
            {
                // Nothing to write.
            }
        }
        Assert.True(pairs.Count >= 80, $"{pairs.Count} files");
        var list = Path.Combine(folder.Path, "pairs");
        File.WriteAllLines(list, pairs.Select(p => $"{p.Original}\t{p.Copy}"));
        var byPydicom = Oracle.Python(Compare, list);
        output.WriteLine(byPydicom);
        var byDcmdump = pairs.Where(p => Dump(p.Original) is { } before && before != Dump(p.Copy)).Select(p => Path.GetFileName(p.Original)).ToList();
        output.WriteLine($"{pairs.Count} files; dcmdump differs: {string.Join(", ", byDcmdump)}");
        Assert.Empty(byPydicom);
        Assert.Empty(byDcmdump);
    }

    /// <summary>The data set as dcmdump shows it, without the meta information and group lengths, which are written anew; null where dcmdump fails.</summary>
    private static string? Dump(string path)
    {
        if (!File.Exists("/usr/bin/dcmdump"))
        {
            Assert.Skip("dcmdump is not installed: apt-get install dcmtk");
        }
        var start = new ProcessStartInfo("/usr/bin/dcmdump", ["-q", "+L", path]) { RedirectStandardOutput = true, RedirectStandardError = true, StandardOutputEncoding = Encoding.Latin1 };
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync();
        var text = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        _ = errors.Result;
        return process.ExitCode != 0 ? null : string.Join('\n', text.Split('\n').Where(line =>
        {
            var content = line.TrimStart();
            return content.StartsWith('(') && !content.StartsWith("(0002,", StringComparison.Ordinal) && !(content.Length > 10 && content[5..11] == ",0000)");
        }));
    }
}
