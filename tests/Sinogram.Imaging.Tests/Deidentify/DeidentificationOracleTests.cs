using System.Globalization;
using Sinogram.Imaging.Deidentify;
using Sinogram.Imaging.Dicom;
using Sinogram.Imaging.Tests.Dicom;
using Sinogram.Testing;

namespace Sinogram.Imaging.Tests.Deidentify;

/// <summary>Every element of 36 real files of 31 kinds against what Table E.1-1 asks for it, worked out by other software.</summary>
public sealed class DeidentificationOracleTests(ITestOutputHelper output)
{
    [Fact]
    public void No_value_that_the_table_acts_on_is_left_in_any_of_the_files()
    {
        var key = new DeidentificationKey(Enumerable.Range(0, 32).Select(i => (byte)i).ToArray());
        var leaks = new List<string>();
        var (correct, form, total) = (0, 0, 0);
        var forms = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var group in HeaderDump.Table("golden/deid/elements.tsv.gz").GroupBy(r => r["file"]))
        {
            var original = DicomFile.Read(SharedFolder.Path("data/" + group.Key));
            DeidentifiedFile result;
            try
            {
                result = Deidentifier.Deidentify(original, key);
            }
            catch (DeidentificationException exception)
            {
                if (!original.DataSet.Contains(Tags.SOPInstanceUID))
                {
                    continue;
                }

                leaks.Add($"{group.Key}: refused: {exception.Message}");
                continue;
            }
            var before = Flatten(original.DataSet);
            var after = Flatten(result.File.DataSet);
            foreach (var row in group.Where(r => r["table_code"].Length > 0))
            {
                total++;
                var verdict = Judge(row["path"], row["expected"], before, after);
                switch (verdict)
                {
                    case "leak":
                        leaks.Add($"{group.Key}: {row["path"]} {row["keyword"]} {row["VR"]} {row["table_code"]}");
                        break;
                    case "form":
                        form++;
                        var kind = $"{row["table_code"]} of type {(row["type"].Length == 0 ? "-" : row["type"])}";
                        forms[kind] = forms.GetValueOrDefault(kind) + 1;
                        break;
                    default:
                        correct++;
                        break;
                }
            }
        }
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{total} elements: {correct} as expected, {form} in another form, {leaks.Count} leaks"));
        foreach (var (kind, count) in forms.OrderByDescending(f => f.Value))
        {
            output.WriteLine($"another form: {count} x {kind}");
        }
        leaks.ForEach(output.WriteLine);
        Assert.Empty(leaks);
        // One file of the set has no SOP Instance UID and two elements of the table; it is refused.
        Assert.Equal(5635, total);
    }

    private static string Judge(string path, string expected, Dictionary<string, Element> before, Dictionary<string, Element> after)
    {
        if (IsUnderRemovedSequence(path, after))
        {
            return "ok";
        }
        if (!before.TryGetValue(path, out var original))
        {
            return "not read";
        }
        var kept = after.GetValueOrDefault(path);
        if (kept is null)
        {
            return expected == "X" ? "ok" : "form";
        }
        if (original.IsEmpty)
        {
            return expected == "X" ? "form" : "ok";
        }
        if (kept.Items is not null)
        {
            // Items that only refer to other items (code strings and item numbers) say nothing and have nothing to replace.
            var inner = before.Keys.Where(k => k.StartsWith(path + "[", StringComparison.Ordinal)).ToList();
            var same = inner.All(k => after.TryGetValue(k, out var e) && IsSame(before[k], e)) && inner.Exists(k => before[k].VR is not (VR.CS or VR.UL));
            return kept.IsEmpty ? (expected is "Z" ? "ok" : "form") : same ? "leak" : expected is "D" or "U" ? "ok" : "form";
        }
        if (IsSame(original, kept) && !IsTheStandards(original))
        {
            return "leak";
        }
        return kept.IsEmpty ? (expected is "Z" ? "ok" : "form") : expected is "X" ? "form" : "ok";
    }

    /// <summary>Dummies that the file already had, and the standard's own UIDs.</summary>
    private static bool IsTheStandards(Element element) => DummyValues.Is(element)
        || (element.VR == VR.UI && element.GetText(CharacterSet.Default).StartsWith("1.2.840.10008.", StringComparison.Ordinal));

    private static bool IsSame(Element a, Element b) => a.Items is null && b.Items is null
        ? a.Value.Span.TrimEnd([(byte)0, (byte)' ']).SequenceEqual(b.Value.Span.TrimEnd([(byte)0, (byte)' ']))
        : a.IsEmpty == b.IsEmpty;

    private static bool IsUnderRemovedSequence(string path, Dictionary<string, Element> after)
    {
        for (var end = path.LastIndexOf('['); end > 0; end = path.LastIndexOf('[', end - 1))
        {
            if (!after.TryGetValue(path[..end], out var sequence) || sequence.IsEmpty)
            {
                return true;
            }
        }
        return false;
    }

    private static Dictionary<string, Element> Flatten(DataSet dataSet)
    {
        var all = new Dictionary<string, Element>(StringComparer.Ordinal);
        Add(dataSet, "");
        return all;

        void Add(DataSet items, string prefix)
        {
            foreach (var element in items)
            {
                var path = prefix + element.Tag.ToHex();
                all.TryAdd(path, element);
                for (var i = 0; i < (element.Items?.Count ?? 0); i++)
                {
                    Add(element.Items![i], string.Create(CultureInfo.InvariantCulture, $"{path}[{i}]."));
                }
            }
        }
    }
}
