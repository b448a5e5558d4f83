using System.Text.Json;
using Sinogram.Testing;

namespace Sinogram.Imaging.Tests.Harvest;

/// <summary>What pydicom, a parser that shares nothing with ours, says of the files of a folder.</summary>
internal sealed class PydicomOracle
{
    public const string TestFiles = "/usr/lib/python3/dist-packages/pydicom/data/test_files";

    private const string Script = """
        import json, os, sys, warnings
        import pydicom
        warnings.simplefilter('ignore')
        IDENTIFYING = ['PatientName', 'PatientID', 'OtherPatientIDs', 'OtherPatientNames', 'IssuerOfPatientID', 'PatientAddress', 'PatientTelephoneNumbers',
            'PatientBirthName', 'PatientMotherBirthName', 'AccessionNumber', 'InstitutionName', 'InstitutionAddress', 'InstitutionalDepartmentName',
            'ReferringPhysicianName', 'PerformingPhysicianName', 'NameOfPhysiciansReadingStudy', 'OperatorsName', 'PhysiciansOfRecord', 'RequestingPhysician',
            'StationName', 'DeviceSerialNumber', 'StudyID', 'PatientBirthDate', 'StudyInstanceUID', 'SeriesInstanceUID', 'SOPInstanceUID']
        out = []
        for folder, _, names in os.walk(sys.argv[1]):
            for name in names:
                path = os.path.join(folder, name)
                row = {'path': path, 'sop': None, 'directory': False, 'preamble': open(path, 'rb').read(132)[128:] == b'DICM', 'values': [], 'maker': ''}
                try:
                    ds = pydicom.dcmread(path, force=True)
                    row['sop'] = str(ds.SOPInstanceUID) if 'SOPInstanceUID' in ds else None
                    row['modality'] = str(ds.get('Modality', ''))
                    meta = getattr(ds, 'file_meta', {})
                    row['directory'] = meta.get('MediaStorageSOPClassUID', '') == '1.2.840.10008.1.3.10'
                    row['maker'] = str(ds.get('Manufacturer', ''))
                    for element in ds.iterall():
                        if (element.keyword in IDENTIFYING or element.VR == 'PN') and element.value:
                            values = element.value if isinstance(element.value, (list, pydicom.multival.MultiValue)) else [element.value]
                            row['values'] += [[element.keyword, str(v)] for v in values]
                except Exception as e:
                    row['error'] = type(e).__name__
                out.append(row)
        print(json.dumps(out))
        """;

    private PydicomOracle(IReadOnlyList<SourceFile> files) => Files = files;

    public IReadOnlyList<SourceFile> Files { get; }

    /// <summary>Distinct SOP Instance UIDs.</summary>
    public IReadOnlySet<string> Instances => Files.Where(f => f.Sop is not null).Select(f => f.Sop!).ToHashSet(StringComparer.Ordinal);

    /// <summary>Identifying values of at least <paramref name="length"/> characters, so that none is found by chance.</summary>
    public IReadOnlySet<string> IdentifyingValues(int length) =>
        Files.SelectMany(f => f.Values).Select(v => v.Value.Trim()).Where(v => v.Length >= length).ToHashSet(StringComparer.Ordinal);

    /// <summary>Makers of the devices, which the basic profile keeps; some files name them as the institution too.</summary>
    public IEnumerable<string> Manufacturers => Files.Select(f => f.Manufacturer.Trim());

    public static PydicomOracle Read(string folder)
    {
        string answer = Oracle.Python(Script, folder);
        using JsonDocument document = JsonDocument.Parse(answer);
        return new PydicomOracle([.. document.RootElement.EnumerateArray().Select(row => new SourceFile(
            row.GetProperty("path").GetString()!,
            row.GetProperty("sop").GetString(),
            row.GetProperty("directory").GetBoolean(),
            row.GetProperty("preamble").GetBoolean(),
            row.GetProperty("maker").GetString()!,
            [.. row.GetProperty("values").EnumerateArray().Select(v => (v[0].GetString()!, v[1].GetString()!))]))]);
    }
}

/// <summary>One file as pydicom reads it.</summary>
internal sealed record SourceFile(string Path, string? Sop, bool IsDirectory, bool HasPreamble, string Manufacturer, IReadOnlyList<(string Keyword, string Value)> Values);
