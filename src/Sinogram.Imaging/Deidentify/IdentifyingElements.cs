using System.Globalization;
using Sinogram.Data.Privacy;
using Sinogram.Imaging.Dicom;

namespace Sinogram.Imaging.Deidentify;

/// <summary>Makes the identifying values of a file known to the output filter, when the file is read.</summary>
internal static class IdentifyingElements
{
    /// <summary>Names, identifiers, dates of birth, places and devices of the file, nested ones too.</summary>
    public static void Register(DicomFile file)
    {
        IdentifyingValues values = IdentifyingValues.OfProcess;
        Register(values, file.Meta);
        Register(values, file.DataSet);
    }

    /// <summary>The place of an identified file: folders of hospitals bear names and numbers of patients.</summary>
    public static void RegisterPath(string path) => IdentifyingValues.OfProcess.Add("SourcePath", path);

    private static void Register(IdentifyingValues values, DataSet dataSet)
    {
        foreach ((DataSet owner, Element element) in dataSet.Descendants())
        {
            // Private values are masked where they are shown as such; most are technical, and masked as text they would garble outputs.
            if (element.Length == 0 || (element.Tag.IsPrivate && element.VR != VR.PN) || !IdentifyingAttributes.Identifies(element.Tag))
            {
                continue;
            }

            string keyword = Dictionary.Find(element.Tag)?.Keyword ?? "unknown";
            switch (element.VR)
            {
                case VR.PN:
                    foreach (string name in element.GetText(owner.CharacterSet).Split('\\'))
                    {
                        values.AddName(keyword, name);
                    }

                    break;
                case VR.DA or VR.DT:
                    foreach (string date in element.GetText(owner.CharacterSet).Split('\\'))
                    {
                        if (date.Length >= 8 && DateOnly.TryParseExact(date[..8], "yyyyMMdd", CultureInfo.InvariantCulture, DateTimeStyles.None, out DateOnly day))
                        {
                            values.AddDate(keyword, day);
                        }
                    }

                    break;
                case VR.UI or VR.TM:
                    break;
                case var vr when vr.IsText():
                    values.Add(keyword, element.GetText(owner.CharacterSet));
                    break;
            }
        }
    }
}
