using System.Text;
using Sinogram.Imaging.Dicom;

namespace Sinogram.Imaging.Validation;

/// <summary>The names of the rules, as they stand in the quarantine and validation tables.</summary>
public static class ValidationRules
{
    public const string NoSopInstanceUid = "no-sop-instance-uid";
    public const string NoSopClassUid = "no-sop-class-uid";
    public const string PixelDataTooShort = "pixel-data-too-short";
    public const string PixelDataTooLong = "pixel-data-too-long";
    public const string MissingFrames = "missing-frames";
    public const string InvalidValue = "invalid-value";
    public const string InvalidCharacters = "invalid-characters";
    public const string InvalidLength = "invalid-value-length";
    public const string MissingAttribute = "missing-type-1";
    public const string EmptyAttribute = "empty-type-1";
    public const string UnknownTransferSyntax = "unknown-transfer-syntax";
    public const string MissingDelimiter = "missing-delimiter";
    public const string NoFileMeta = "no-file-meta";

    /// <summary>The rule that a defect of the encoding breaks, for example <c>not-dicom</c> or <c>truncated</c>.</summary>
    public static string Of(DefectReason reason)
    {
        var name = new StringBuilder();
        foreach (var letter in reason.ToString())
        {
            if (char.IsUpper(letter) && name.Length > 0)
            {
                name.Append('-');
            }
            name.Append(char.ToLowerInvariant(letter));
        }
        return name.ToString();
    }
}
