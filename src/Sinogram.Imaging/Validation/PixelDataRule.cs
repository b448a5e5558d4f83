using System.Globalization;
using Sinogram.Imaging.Dicom;

namespace Sinogram.Imaging.Validation;

/// <summary>Compares the length of pixel data, or the number of its fragments, with what rows, columns, samples, bits and frames ask for (PS3.5 section 8.1).</summary>
internal static class PixelDataRule
{
    public static void Check(DicomFile file, List<ValidationFinding> findings)
    {
        var tag = file.PixelDataStart?.Tag ?? file.PixelData?.Tag;
        if (tag is null || file.Defect is not null || file.DataSet.GetInt32(Tags.Rows) is not > 0 || file.DataSet.GetInt32(Tags.Columns) is not > 0)
        {
            return;
        }
        long frames = Math.Max(1, file.DataSet.GetInt32(Tags.NumberOfFrames) ?? 1);
        if (file.PixelData is { IsEncapsulated: true } encapsulated)
        {
            if (encapsulated.Fragments.Count < frames)
            {
                Add(ValidationRules.MissingFrames, ValidationSeverity.Quarantine, $"The pixel data has {encapsulated.Fragments.Count} fragments for {frames} frames.");
            }
            return;
        }
        if (file.PixelDataStart is { Length: uint.MaxValue })
        {
            return;
        }
        var length = file.PixelDataStart is { } announced ? announced.Length : (long)file.PixelData!.Bytes.Length;
        var expected = (((Int128)PixelData.BitsOfFrame(file.DataSet, tag.Value) * frames) + 7) / 8;
        if (length < expected)
        {
            Add(ValidationRules.PixelDataTooShort, ValidationSeverity.Quarantine, $"The pixel data has {length} of {expected} bytes.");
        }
        else if (length > expected + 1)
        {
            Add(ValidationRules.PixelDataTooLong, ValidationSeverity.Warning, $"The pixel data has {length} bytes where {expected} are needed.");
        }
        if (file.PixelDataStart is { } start && file.FileLength is { } size && !file.TransferSyntax.IsDeflated && start.ValueOffset + length > size)
        {
            Add(ValidationRules.Of(DefectReason.Truncated), ValidationSeverity.Quarantine, $"The file ends inside the pixel data.");
        }

        void Add(string rule, ValidationSeverity severity, FormattableString message) =>
            findings.Add(new ValidationFinding(rule, severity, tag, tag.Value.ToHex(), message.ToString(CultureInfo.InvariantCulture)));
    }
}
