using System.Globalization;
using Sinogram.Imaging.Dicom;

namespace Sinogram.Imaging.Deidentify;

/// <summary>Something that a de-identified file must not have.</summary>
/// <param name="Rule">The rule, for example <c>original-value</c>.</param>
/// <param name="Path">The attribute, with the items on the way, for example <c>0040A730[2].0040A160</c>. Never a value.</param>
public sealed record ProofFinding(string Rule, string Path)
{
    public override string ToString() => $"{Rule} at {Path}";
}

/// <summary>The second pass: reads what was written and looks for everything that the profile forbids, without asking what the first pass did.</summary>
public static class Proof
{
    private const int LargestScanned = 1 << 20;

    /// <summary>Checks a de-identified file against its original; an empty list is the proof.</summary>
    public static IReadOnlyList<ProofFinding> Check(DicomFile original, DicomFile written, DeidentificationKey key, DeidentificationProfile? profile = null)
    {
        ArgumentNullException.ThrowIfNull(original);
        ArgumentNullException.ThrowIfNull(written);
        profile ??= DeidentificationProfile.Basic;
        return Check(written, OriginalValues.Of(original, profile), profile, new KeyedIdentities(key).Pseudonym(original.DataSet));
    }

    internal static List<ProofFinding> Check(DicomFile written, OriginalValues originals, DeidentificationProfile profile, string pseudonym)
    {
        var findings = new List<ProofFinding>();
        if (written.Defect is not null)
        {
            findings.Add(new ProofFinding("not-readable", "file"));
        }
        if (written.Preamble.Span.ContainsAnyExcept((byte)0))
        {
            findings.Add(new ProofFinding("preamble", "file"));
        }
        CheckMeta(written, findings);
        CheckDataSet(written.DataSet, "", new Context(originals, profile, pseudonym, findings), inDummy: false);
        CheckConformance(written.DataSet, findings);
        return findings;
    }

    private static void CheckMeta(DicomFile written, List<ProofFinding> findings)
    {
        foreach (var element in written.Meta)
        {
            var allowed = element.Tag.Element is 0x0000 or 0x0001 or 0x0002 or 0x0003 or 0x0010 or 0x0012 or 0x0013;
            if (!allowed || (element.Tag == Tags.ImplementationClassUID && written.Meta.GetString(element.Tag) != FileWriter.ImplementationClassUid))
            {
                findings.Add(new ProofFinding("meta-information", element.Tag.ToHex()));
            }
        }
        if (written.Meta.GetString(Tags.MediaStorageSOPInstanceUID) != written.DataSet.GetString(Tags.SOPInstanceUID))
        {
            findings.Add(new ProofFinding("meta-information", Tags.MediaStorageSOPInstanceUID.ToHex()));
        }
    }

    private static void CheckDataSet(DataSet dataSet, string prefix, Context context, bool inDummy)
    {
        var isCode = DataSetDeidentifier.IsCode(dataSet);
        foreach (var element in dataSet)
        {
            var path = prefix + element.Tag.ToHex();
            CheckElement(element, dataSet, path, context, inDummy, isCode);
            if (element.Items is not { } items)
            {
                continue;
            }
            var action = context.Profile.ActionOf(element.Tag);
            var nested = action == DeidentificationAction.Dummy || (inDummy && DataSetDeidentifier.StaysInDummy(element.Tag, items));
            for (var i = 0; i < items.Count; i++)
            {
                CheckDataSet(items[i], string.Create(CultureInfo.InvariantCulture, $"{path}[{i}]."), context, nested);
            }
        }
    }

    private static void CheckElement(Element element, DataSet owner, string path, Context context, bool inDummy, bool isCode)
    {
        if (element.Tag.IsPrivate)
        {
            context.Add("private-element", path);
            return;
        }
        if (Dictionary.Find(element.Tag) is null)
        {
            context.Add("unknown-element", path);
            return;
        }
        var action = context.Profile.ActionOf(element.Tag);
        var respected = action switch
        {
            DeidentificationAction.Remove => false,
            DeidentificationAction.Empty => element.IsEmpty || (element.Tag == Tags.PatientName && owner.GetString(element.Tag) == context.Pseudonym),
            DeidentificationAction.Dummy => element.Items is not null || DummyValues.Is(element)
                || (element.Tag == Tags.PatientID && owner.GetString(element.Tag) == context.Pseudonym),
            DeidentificationAction.ReplaceUid => element.Items is not null || IsNewUid(owner.GetStrings(element.Tag)),
            _ => !(inDummy && DataSetDeidentifier.IsContent(element, isCode)) || DummyValues.Is(element)
                || (isCode && element.Tag == Tags.CodingSchemeDesignator),
        };
        if (!respected)
        {
            context.Add("table-not-respected", path);
        }
        CheckValue(element, owner, path, context);
    }

    private static void CheckValue(Element element, DataSet owner, string path, Context context)
    {
        if (element.VR == VR.UI)
        {
            if (owner.GetStrings(element.Tag).Any(context.Originals.Uids.Contains))
            {
                context.Add("original-uid", path);
            }
        }
        else if (TextCleaner.IsSearched(element))
        {
            if (context.Originals.IsIn(element.GetText(owner.CharacterSet)))
            {
                context.Add("original-value", path);
            }
        }
        else if (element.VR == VR.OB && element.Length is > 0 and <= LargestScanned && !element.Tag.IsPixelData
            && context.Originals.IsInBytes(element.Value.Span))
        {
            context.Add("original-value", path);
        }
    }

    private static bool IsNewUid(IReadOnlyList<string> uids) =>
        uids.All(uid => uid.Length == 0 || uid.StartsWith("2.25.", StringComparison.Ordinal) || KeyedIdentities.IsStandard(uid));

    private static void CheckConformance(DataSet dataSet, List<ProofFinding> findings)
    {
        if (dataSet.GetString(Tags.PatientIdentityRemoved) != "YES")
        {
            findings.Add(new ProofFinding("conformance", Tags.PatientIdentityRemoved.ToHex()));
        }
        if (dataSet.GetItems(Tags.DeidentificationMethodCodeSequence).Count == 0)
        {
            findings.Add(new ProofFinding("conformance", Tags.DeidentificationMethodCodeSequence.ToHex()));
        }
        if (dataSet.GetString(Tags.LongitudinalTemporalInformationModified) is null)
        {
            findings.Add(new ProofFinding("conformance", Tags.LongitudinalTemporalInformationModified.ToHex()));
        }
    }

    private sealed record Context(OriginalValues Originals, DeidentificationProfile Profile, string Pseudonym, List<ProofFinding> Findings)
    {
        public void Add(string rule, string path) => Findings.Add(new ProofFinding(rule, path));
    }
}
