using Sinogram.Imaging.Dicom;
using Sinogram.Testing;

namespace Sinogram.Imaging.Tests.Dicom;

public sealed class DicomJsonTests
{
    /// <summary>Compares our JSON with pydicom's for every element that it can convert; prints what differs.</summary>
    private const string Compare = """
        import sys, json, warnings, pydicom
        warnings.simplefilter('ignore')
        def norm(x):
            if isinstance(x, dict): return {k: norm(v) for k, v in x.items() if k != 'Value' or v not in ([], [None], [''])}
            if isinstance(x, list): return [norm(v) for v in x]
            if isinstance(x, (int, float)): return float('%.6g' % x)
            if isinstance(x, str): return x.rstrip()
            return x
        seen = 0
        for line in open(sys.argv[1], encoding='utf-8'):
            path, text = line.rstrip('\n').split('\t', 1)
            ours = json.loads(text)
            ds = pydicom.dcmread(path, stop_before_pixels=True, force=True)
            for tag in ds.keys():
                try: theirs = ds[tag].to_json_dict(None, 1 << 30)
                except Exception: continue
                key = '%08X' % int(tag)
                if tag.elem == 0 or tag.is_private: continue
                if key not in ours:
                    if 'InlineBinary' not in theirs: print(path.rsplit('/', 1)[1], key, 'missing')
                    continue
                a, b = norm(ours[key]), norm(theirs)
                seen += 1
                if a != b: print(path.rsplit('/', 1)[1], key, str(a)[:120], '|', str(b)[:120])
        print('seen', seen)
        """;

    [Fact]
    public void The_JSON_of_real_files_is_what_pydicom_makes_of_them()
    {
        using var folder = new TemporaryFolder();
        var list = Path.Combine(folder.Path, "list");
        using (var writer = new StreamWriter(list))
        {
            foreach (var path in PydicomFiles.All())
            {
                try
                {
                    var file = DicomFile.Read(path, ReadOptions.HeaderOnly);
                    if (file.Defect is null)
                    {
                        writer.Write($"{path}\t{DicomJson.ToJson(file.DataSet, new DicomJson.JsonOptions(int.MaxValue))}\n");
                    }
                }
                catch (DicomFormatException)
                {
                    // Not DICOM.
                }
            }
        }
        var lines = Oracle.Python(Compare, list).TrimEnd().Split('\n');
        Assert.True(int.Parse(lines[^1]["seen ".Length..], System.Globalization.CultureInfo.InvariantCulture) > 2000);
        Assert.True(lines.Length == 1, string.Join("\n", lines));
    }
}
