using Sinogram.Imaging.Dicom;
using Sinogram.Imaging.Tests.Dicom;
using Sinogram.Imaging.Validation;
using Sinogram.Testing;

namespace Sinogram.Imaging.Tests.Validation;

public sealed class ValidatorTests(ITestOutputHelper output)
{
    [Fact]
    public void Real_files_are_quarantined_only_where_they_are_broken()
    {
        var rules = new Dictionary<string, int>(StringComparer.Ordinal);
        var quarantined = new List<string>();
        foreach (var row in HeaderDump.Table("golden/headers.tsv.gz"))
        {
            IReadOnlyList<ValidationFinding> findings;
            try
            {
                findings = Validator.Validate(DicomFile.Read(SharedFolder.Path("data/" + row["file"])));
            }
            catch (DicomFormatException exception)
            {
                findings = [Validator.Of(exception.Defect)];
            }
            foreach (var finding in findings.DistinctBy(f => (f.Rule, f.Severity)))
            {
                var key = $"{finding.Severity} {finding.Rule}";
                rules[key] = rules.GetValueOrDefault(key) + 1;
            }
            if (findings is [{ Severity: ValidationSeverity.Quarantine } first, ..])
            {
                quarantined.Add($"{row["file"]}: {first.Rule} {first.Path} {first.Message}");
            }
        }
        foreach (var (rule, count) in rules.OrderByDescending(r => r.Value))
        {
            output.WriteLine($"{count} files: {rule}");
        }
        quarantined.ForEach(output.WriteLine);
        Assert.Equal(4, rules["Quarantine truncated"]);
        Assert.Equal(1, rules["Quarantine not-dicom"]);
        Assert.InRange(quarantined.Count, 15, 25);
    }
}
