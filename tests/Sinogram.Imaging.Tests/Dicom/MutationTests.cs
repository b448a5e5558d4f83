using System.Globalization;
using Sinogram.Imaging.Deidentify;
using Sinogram.Imaging.Dicom;
using Sinogram.Imaging.Validation;

namespace Sinogram.Imaging.Tests.Dicom;

/// <summary>Thousands of damaged files: only typed errors, and no more memory than a file's size explains. SINOGRAM_FUZZ sets how many.</summary>
public sealed class MutationTests(ITestOutputHelper output)
{
    private const int Seed = 20240131;

    private static readonly ReadOptions Limits = new() { MaxLength = 8 << 20 };
    private static readonly Deidentifier Deidentifier = new(new DeidentificationKey(new byte[32]));

    private static int Mutants => int.TryParse(Environment.GetEnvironmentVariable("SINOGRAM_FUZZ"), NumberStyles.None, CultureInfo.InvariantCulture, out var n) ? n : 4000;

    [Fact]
    public void Damaged_files_end_in_a_typed_error_or_a_usable_part_and_never_in_a_crash()
    {
        var files = PydicomFiles.All().Select(File.ReadAllBytes).Where(b => b.Length is > 200 and < 40_000).ToArray();
        var random = new Random(Seed);
        var outcomes = new Dictionary<string, int>(StringComparer.Ordinal);
        for (var i = 0; i < Mutants; i++)
        {
            var mutant = Mutation.Of(files[random.Next(files.Length)], random);
            var before = GC.GetAllocatedBytesForCurrentThread();
            string outcome;
            try
            {
                outcome = Use(mutant, deidentify: i % 10 == 0);
            }
            catch (Exception exception)
            {
                throw new InvalidOperationException($"mutant {i} of seed {Seed}, {mutant.Length} bytes: {exception.GetType().Name}", exception);
            }
            outcomes[outcome] = outcomes.GetValueOrDefault(outcome) + 1;
            var allocated = GC.GetAllocatedBytesForCurrentThread() - before;
            Assert.True(allocated < 200_000_000, $"mutant {i} of seed {Seed}: {allocated} bytes for a file of {mutant.Length}");
        }
        output.WriteLine(string.Join(", ", outcomes.OrderByDescending(o => o.Value).Select(o => $"{o.Key} {o.Value}")));
    }

    private static string Use(byte[] bytes, bool deidentify)
    {
        DicomFile file;
        try
        {
            file = DicomFile.Read(bytes, Limits);
            DicomFile.Read(new MemoryStream(bytes), Limits with { StopAtPixelData = true });
        }
        catch (DicomFormatException exception)
        {
            return exception.Defect.Reason.ToString();
        }
        foreach (var (owner, element) in file.DataSet.Descendants())
        {
            owner.GetStrings(element.Tag);
            owner.GetDoubles(element.Tag);
            owner.GetIntegers(element.Tag);
            owner.GetDate(element.Tag);
            owner.GetTime(element.Tag);
            owner.GetDateTime(element.Tag);
            owner.GetPersonName(element.Tag);
            owner.GetItems(element.Tag);
        }
        DicomJson.ToJson(file.DataSet);
        Validator.Validate(file);
        if (file.PixelData is { } pixels)
        {
            foreach (var frame in (int[])[0, pixels.FrameCount - 1])
            {
                try
                {
                    pixels.GetFrame(frame);
                }
                catch (DicomFormatException)
                {
                    // Too short for its frames.
                }
            }
        }
        // What was read, in whatever state, can be written and read again.
        DicomFile.Read(file.ToArray());
        if (deidentify && file.Defect is null)
        {
            try
            {
                Deidentifier.Deidentify(file);
            }
            catch (DeidentificationException)
            {
                return "refused";
            }
        }
        return file.Defect?.Reason.ToString() ?? "whole";
    }
}
