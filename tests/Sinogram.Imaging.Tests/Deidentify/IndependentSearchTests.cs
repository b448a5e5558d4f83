using Sinogram.Imaging.Deidentify;
using Sinogram.Imaging.Dicom;
using Sinogram.Imaging.Tests.Dicom;
using Sinogram.Testing;

namespace Sinogram.Imaging.Tests.Deidentify;

/// <summary>Another parser reads originals and results, and searches the bytes of the results for names, identifiers, UIDs and dates of the originals.</summary>
public sealed class IndependentSearchTests
{
    private const string Search = """
        import sys, re, warnings, pydicom
        warnings.simplefilter('ignore')
        words = ['PatientName', 'PatientID', 'OtherPatientIDs', 'PatientBirthDate', 'PatientAddress', 'AccessionNumber', 'InstitutionName', 'InstitutionAddress',
                 'ReferringPhysicianName', 'OperatorsName', 'PerformingPhysicianName', 'PhysiciansOfRecord', 'StationName', 'DeviceSerialNumber', 'StudyDate', 'SeriesDate',
                 'ContentDate', 'AcquisitionDate', 'PersonName', 'StudyDescription', 'SeriesDescription', 'ProtocolName', 'PatientComments', 'ImageComments']
        uids = ['SOPInstanceUID', 'StudyInstanceUID', 'SeriesInstanceUID', 'FrameOfReferenceUID', 'ReferencedSOPInstanceUID', 'UID']
        empty = {'unknown', 'anonymous', 'anonymized', 'removed', 'none', '19000101'}
        searched = 0
        for line in open(sys.argv[1]):
            a, b = line.rstrip('\n').split('\t')
            x = pydicom.dcmread(a, force=True)
            y = pydicom.dcmread(b)
            if any(t.is_private for d in [y] for t in (e.tag for e in d.iterall())): print('private', a.rsplit('/', 1)[1])
            kept = {str(e.value).strip().lower() for e in y.iterall() if e.VR in ('CS', 'LO', 'SH')}
            for k in ('PixelData', 'FloatPixelData', 'DoubleFloatPixelData'):
                if k in y: del y[k]
            text = '\n'.join(str(e.value) for e in y.iterall() if e.VR not in ('SQ', 'OB', 'OW', 'OF', 'DS', 'IS', 'US', 'SS', 'FL', 'FD', 'UL', 'SL', 'CS')).lower()
            text += '\n' + '\n'.join(str(e.value) for e in y.file_meta if e.VR in ('UI', 'AE', 'SH')).lower()
            for e in x.iterall():
                if e.tag.is_private or e.keyword not in words + uids: continue
                for v in (e.value if isinstance(e.value, pydicom.multival.MultiValue) else [e.value]):
                    for w in ([str(v)] + (re.split('[\\^=]', str(v)) if e.VR == 'PN' else [])):
                        w = w.strip().lower()
                        if len(w) < 4 or w in empty or w.startswith('1.2.840.10008.'): continue
                        if 'Description' in e.keyword or 'Comment' in e.keyword or 'Protocol' in e.keyword:
                            if w in kept: continue
                        searched += 1
                        if re.search('(?<![0-9a-z])' + re.escape(w) + '(?![0-9a-z])', text): print(a.rsplit('/', 1)[1], e.keyword)
        print('searched', searched)
        """;

    [Fact]
    public void Another_parser_finds_nothing_of_the_originals_in_the_results()
    {
        using var folder = new TemporaryFolder();
        using var key = new DeidentificationKey(Enumerable.Repeat((byte)3, 32).ToArray());
        var deidentifier = new Deidentifier(key);
        var pairs = new List<string>();
        foreach (var path in PydicomFiles.All())
        {
            try
            {
                var result = deidentifier.Deidentify(DicomFile.Read(path));
                var copy = folder[$"{pairs.Count}.dcm"];
                File.WriteAllBytes(copy, result.Bytes);
                pairs.Add($"{path}\t{copy}");
            }
            catch (Exception exception) when (exception is DicomFormatException or DeidentificationException)
            {
                // Refused: there is no result that could leak.
            }
        }
        Assert.True(pairs.Count > 100, $"{pairs.Count} results");
        File.WriteAllLines(folder["pairs"], pairs);
        var lines = Oracle.Python(Search, folder["pairs"]).TrimEnd().Split('\n');
        Assert.True(int.Parse(lines[^1]["searched ".Length..], System.Globalization.CultureInfo.InvariantCulture) > 500, lines[^1]);
        Assert.True(lines.Length == 1, string.Join('\n', lines));
    }
}
