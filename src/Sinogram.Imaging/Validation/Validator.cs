using System.Globalization;
using Sinogram.Imaging.Dicom;

namespace Sinogram.Imaging.Validation;

/// <summary>Checks a file by its encoding, its values, the attributes its kind must have, and the length of its pixel data.</summary>
public static class Validator
{
    /// <summary>More findings than these are of no use to anyone; the last one then says so.</summary>
    public const int MaxFindings = 1000;

    /// <summary>The finding of a file that could not be read at all.</summary>
    public static ValidationFinding Of(Defect defect)
    {
        ArgumentNullException.ThrowIfNull(defect);
        var place = string.Create(CultureInfo.InvariantCulture, $"at byte {defect.Offset}");
        return new ValidationFinding(ValidationRules.Of(defect.Reason), ValidationSeverity.Quarantine, defect.Tag, defect.Tag?.ToHex() ?? "", $"{defect.Message} ({place})");
    }

    /// <summary>All findings of a file, those that quarantine it first.</summary>
    public static IReadOnlyList<ValidationFinding> Validate(DicomFile file)
    {
        ArgumentNullException.ThrowIfNull(file);
        var findings = new List<ValidationFinding>();
        if (file.Defect is { } defect)
        {
            findings.Add(Of(defect));
        }
        if (file.LacksDelimiter)
        {
            findings.Add(new ValidationFinding(ValidationRules.MissingDelimiter, ValidationSeverity.Warning, null, "", "The file ends inside a sequence that no delimiter closes."));
        }
        CheckIdentity(file, findings);
        PixelDataRule.Check(file, findings);
        CheckRequired(file.DataSet, findings);
        CheckValues(file.DataSet, "", findings);
        return [.. findings.OrderByDescending(f => f.Severity)];
    }

    private static void CheckIdentity(DicomFile file, List<ValidationFinding> findings)
    {
        if (file.DataSet.GetString(Tags.SOPInstanceUID) is null)
        {
            findings.Add(At(ValidationRules.NoSopInstanceUid, ValidationSeverity.Quarantine, Tags.SOPInstanceUID, "The data set has no SOP Instance UID."));
        }
        if (file.DataSet.GetString(Tags.SOPClassUID) is null)
        {
            findings.Add(At(ValidationRules.NoSopClassUid, ValidationSeverity.Warning, Tags.SOPClassUID, "The data set has no SOP Class UID."));
        }
        if (file.Meta.Count == 0)
        {
            findings.Add(new ValidationFinding(ValidationRules.NoFileMeta, ValidationSeverity.Warning, null, "", "The file has no file meta information; its encoding was guessed."));
        }
        else if (!TransferSyntax.IsKnown(file.TransferSyntax.Uid))
        {
            findings.Add(At(ValidationRules.UnknownTransferSyntax, ValidationSeverity.Warning, Tags.TransferSyntaxUID, "The transfer syntax is not one of the standard."));
        }
    }

    private static void CheckRequired(DataSet dataSet, List<ValidationFinding> findings)
    {
        if (dataSet.GetString(Tags.SOPClassUID) is not { } sopClass || Iods.RequiredAttributes(sopClass) is not { } required)
        {
            return;
        }
        foreach (var tag in required)
        {
            // The pixel data is left out when the header alone is read; its own rule covers it.
            if (tag.IsPixelData || tag == Tags.SOPInstanceUID)
            {
                continue;
            }
            var name = Dictionary.Find(tag)?.Name ?? tag.ToString();
            if (!dataSet.TryGet(tag, out var element))
            {
                findings.Add(At(ValidationRules.MissingAttribute, ValidationSeverity.Warning, tag, $"{name} is missing; objects of this kind must have it."));
            }
            else if (element.IsEmpty)
            {
                findings.Add(At(ValidationRules.EmptyAttribute, ValidationSeverity.Warning, tag, $"{name} is empty; objects of this kind must give a value."));
            }
        }
    }

    private static void CheckValues(DataSet dataSet, string prefix, List<ValidationFinding> findings)
    {
        foreach (var element in dataSet)
        {
            if (findings.Count >= MaxFindings)
            {
                return;
            }
            if (element.Items is { } items)
            {
                for (var i = 0; i < items.Count; i++)
                {
                    CheckValues(items[i], string.Create(CultureInfo.InvariantCulture, $"{prefix}{element.Tag.ToHex()}[{i}]."), findings);
                }
            }
            else if (!element.Tag.IsPrivate && element.Length > 0 && CheckValue(element, dataSet) is { } broken)
            {
                var name = Dictionary.Find(element.Tag)?.Name ?? element.Tag.ToString();
                findings.Add(new ValidationFinding(broken, ValidationSeverity.Warning, element.Tag, prefix + element.Tag.ToHex(), broken switch
                {
                    ValidationRules.InvalidLength => $"{name} has a length that is no multiple of the size of a {element.VR} value.",
                    ValidationRules.InvalidCharacters => $"{name} has bytes that its character set does not have.",
                    _ => $"{name} has no valid {element.VR} value.",
                }));
            }
        }
    }

    private static string? CheckValue(Element element, DataSet dataSet)
    {
        var vr = element.VR;
        if (!vr.IsText())
        {
            var size = vr.ValueSize();
            return size > 1 && element.Length % size != 0 ? ValidationRules.InvalidLength : null;
        }
        var text = element.GetText(dataSet.CharacterSet);
        if (vr.UsesCharacterSet() && text.Contains('\uFFFD', StringComparison.Ordinal))
        {
            return ValidationRules.InvalidCharacters;
        }
        if (vr.IsSingleText())
        {
            return ValueRules.IsValid(vr, text) ? null : ValidationRules.InvalidValue;
        }
        foreach (var range in text.AsSpan().Split('\\'))
        {
            if (!ValueRules.IsValid(vr, text[range].Trim(' ', '\0')))
            {
                return ValidationRules.InvalidValue;
            }
        }
        return null;
    }

    private static ValidationFinding At(string rule, ValidationSeverity severity, Tag tag, string message) => new(rule, severity, tag, tag.ToHex(), message);
}
