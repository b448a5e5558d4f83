using System.Text;
using System.Text.Json;
using Sinogram.Data;
using Sinogram.Imaging.Deidentify;
using Sinogram.Imaging.Harvest;
using Sinogram.Testing;

namespace Sinogram.Imaging.Tests.Harvest;

/// <summary>No name, number or UID of the sources stands anywhere in a de-identified workspace, outside the encrypted store.</summary>
public sealed class NothingIdentifyingTests
{
    private const string ReadElements = """
        import json, os, sys, warnings
        import pydicom
        warnings.simplefilter('ignore')
        out = {}
        for folder, _, names in os.walk(sys.argv[1]):
            for name in names:
                ds = pydicom.dcmread(os.path.join(folder, name), force=True)
                texts = [str(e.value) for e in ds.file_meta]
                for e in ds.iterall():
                    if e.tag.group in (0x7FE0, 0x5400) or e.VR in ('OW', 'OF', 'OD', 'SQ'): continue
                    texts.append(e.value.decode('latin-1') if isinstance(e.value, bytes) else str(e.value))
                out[name] = '\n'.join(texts)
        print(json.dumps(out))
        """;

    [Theory]
    [InlineData(PydicomOracle.TestFiles)]
    [InlineData("shared/data/dicom")]
    [InlineData("shared/data/series")]
    public async Task No_identifying_value_of_the_sources_is_left(string source)
    {
        if (source.StartsWith("shared/", StringComparison.Ordinal))
        {
            source = SharedFolder.Path(source["shared/".Length..]);
        }

        using TemporaryFolder folder = new();
        PydicomOracle oracle = PydicomOracle.Read(source);
        List<string> messages = [];
        HarvestResult result = await Harvester.RunAsync(
            source, folder["ws"], new HarvestOptions { Key = DeidentificationKey.Create() }, new Progress<HarvestProgress>(p => { lock (messages) { messages.Add(p.ToString()); } }), TestContext.Current.CancellationToken);
        Assert.Equal(oracle.Files.Count, result.Seen);

        HashSet<string> values = [.. oracle.IdentifyingValues(length: 5).Where(v => !IsPublic(v)).Except(oracle.Manufacturers)];
        Assert.NotEmpty(values);

        StringBuilder everything = new();
        foreach ((string _, string text) in JsonSerializer.Deserialize<Dictionary<string, string>>(Oracle.Python(ReadElements, Path.Combine(result.Workspace, "instances")))!)
        {
            everything.AppendLine(text);
        }

        foreach (Table table in (Table[])[result.Catalog.Instances(), result.Catalog.Quarantine(), result.Catalog.Validation()])
        {
            foreach (Row row in table.Rows)
            {
                foreach (Column column in table.Columns)
                {
                    everything.AppendLine(row[column.Name] is Array list ? string.Join('\n', list.Cast<object?>()) : row[column.Name]?.ToString());
                }
            }
        }

        foreach (string path in Directory.EnumerateFileSystemEntries(result.Workspace, "*", SearchOption.AllDirectories))
        {
            everything.AppendLine(Path.GetRelativePath(result.Workspace, path));
        }

        everything.AppendLine(File.ReadAllText(Path.Combine(result.Workspace, "workspace.json")));
        everything.AppendJoin('\n', result.Reasons).AppendLine().AppendJoin('\n', messages);
        string text2 = everything.ToString();

        // The test's own message must not print what it looks for.
        int leaks = values.Count(v => IsIn(text2, v));
        Assert.True(leaks == 0, $"{leaks} of {values.Count} identifying values are still there: {string.Join(' ', oracle.Files.SelectMany(f => f.Values).Where(v => values.Contains(v.Value.Trim()) && IsIn(text2, v.Value.Trim())).Select(v => v.Keyword).Distinct())}");

        foreach (SourceFile file in oracle.Files)
        {
            Assert.DoesNotContain(file.Path, text2, StringComparison.Ordinal);
        }
    }

    /// <summary>Whole words only: a number is found by chance within longer numbers.</summary>
    private static bool IsIn(string text, string value)
    {
        for (int at = text.IndexOf(value, StringComparison.Ordinal); at >= 0; at = text.IndexOf(value, at + 1, StringComparison.Ordinal))
        {
            bool begins = at == 0 || !IsWord(text[at - 1]);
            int end = at + value.Length;
            bool ends = end == text.Length || !IsWord(text[end]);
            if (begins && ends)
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsWord(char c) => char.IsLetterOrDigit(c) || c is '.' or '_';

    /// <summary>What stands in place of names on purpose, in the sources as well as in the results.</summary>
    private static bool IsPublic(string value) => value.StartsWith("1.2.840.10008.", StringComparison.Ordinal) || value is "ANONYMIZED" or "ANONYMOUS" or "Anonymous" or "Anonymized" or "REMOVED"
        or "19000101";
}
