using Sinogram.Imaging.Dicom;

namespace Sinogram.Imaging.Deidentify;

/// <summary>Writes what a data set must say about its de-identification (PS3.15 E.1.1, PS3.3 C.12.1.1 and C.7.1.1).</summary>
internal static class ConformanceAttributes
{
    private const string Method = "PS3.15 Basic Application Level Confidentiality Profile";

    /// <summary>The options of CID 7050, in the order of their codes.</summary>
    private static readonly (ProfileOptions Option, string Code, string Meaning)[] Codes =
    [
        (ProfileOptions.None, "113100", "Basic Application Confidentiality Profile"),
        (ProfileOptions.CleanGraphics, "113103", "Clean Graphics Option"),
        (ProfileOptions.CleanStructuredContent, "113104", "Clean Structured Content Option"),
        (ProfileOptions.CleanDescriptors, "113105", "Clean Descriptors Option"),
        (ProfileOptions.RetainFullDates, "113106", "Retain Longitudinal Temporal Information Full Dates Option"),
        (ProfileOptions.RetainModifiedDates, "113107", "Retain Longitudinal Temporal Information Modified Dates Option"),
        (ProfileOptions.RetainPatientCharacteristics, "113108", "Retain Patient Characteristics Option"),
        (ProfileOptions.RetainDeviceIdentity, "113109", "Retain Device Identity Option"),
        (ProfileOptions.RetainUids, "113110", "Retain UIDs Option"),
        (ProfileOptions.RetainSafePrivate, "113111", "Retain Safe Private Option"),
        (ProfileOptions.RetainInstitutionIdentity, "113112", "Retain Institution Identity Option"),
    ];

    public static void Write(DataSet dataSet, DeidentificationProfile profile)
    {
        dataSet.Set(Tags.PatientIdentityRemoved, VR.CS, "YES");
        dataSet.Set(Tags.DeidentificationMethod, VR.LO, Method);
        var items = new List<DataSet>();
        foreach (var (option, code, meaning) in Codes)
        {
            if (profile.Options.HasFlag(option))
            {
                var item = new DataSet(dataSet);
                item.Set(Tags.CodeValue, VR.SH, code);
                item.Set(Tags.CodingSchemeDesignator, VR.SH, "DCM");
                item.Set(Tags.CodeMeaning, VR.LO, meaning);
                items.Add(item);
            }
        }
        dataSet.Set(Tags.DeidentificationMethodCodeSequence, items);
        var time = profile.Options.HasFlag(ProfileOptions.RetainFullDates) ? "UNMODIFIED" : profile.Options.HasFlag(ProfileOptions.RetainModifiedDates) ? "MODIFIED" : "REMOVED";
        dataSet.Set(Tags.LongitudinalTemporalInformationModified, VR.CS, time);
    }
}
