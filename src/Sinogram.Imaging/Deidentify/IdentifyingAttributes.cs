using System.Collections.Frozen;
using Sinogram.Imaging.Dicom;

namespace Sinogram.Imaging.Deidentify;

/// <summary>The attributes whose values name a person, a case, a place or a device, and are masked wherever they are shown.</summary>
/// <remarks>UIDs, study dates, age, sex, descriptions and technical values are not among them: they are shown.</remarks>
public static class IdentifyingAttributes
{
    private static readonly FrozenSet<uint> Tags = new uint[]
    {
        // Names, identifiers and demographics of the patient.
        0x00100010, 0x00100020, 0x00100021, 0x00100024, 0x00100026, 0x00100027, 0x00100030, 0x00100032, 0x00100033, 0x00100034,
        0x00100050, 0x00101000, 0x00101001, 0x00101002, 0x00101005, 0x00101040, 0x00101060, 0x00101080, 0x00101081, 0x00101090, 0x00101100,
        0x00102150, 0x00102152, 0x00102154, 0x00102155, 0x00102297, 0x00102299,
        // Accession numbers, admissions, requests, orders and visits.
        0x00080050, 0x00080051, 0x00200010, 0x00380010, 0x00380011, 0x00380014, 0x00380060, 0x00380061, 0x00380064, 0x00380300, 0x00380400,
        0x00401001, 0x00400253, 0x00401005, 0x00402008, 0x00402009, 0x00402010, 0x00402016, 0x00402017, 0x00400009, 0x00080094,
        // Physicians, operators and other persons.
        0x00080090, 0x00080092, 0x00080096, 0x0008009C, 0x0008009D, 0x00081048, 0x00081049, 0x00081050, 0x00081052, 0x00081060, 0x00081062, 0x00081070,
        0x00081072, 0x00321032, 0x00321033, 0x00400006, 0x0040000B, 0x00401010, 0x00401101, 0x00401102, 0x00401103, 0x00401104, 0x00404037, 0x00404036,
        0x0040A073, 0x0040A075, 0x0040A078, 0x0040A07A, 0x0040A07C, 0x0040A088, 0x0040A123, 0x00700084, 0x00700086, 0x300E0008, 0x300600A6,
        0x40080102, 0x4008010A, 0x4008010C, 0x40080114, 0x40080119, 0x4008011A, 0x001021F0,
        // Institutions, departments, addresses.
        0x00080080, 0x00080081, 0x00080082, 0x00081040, 0x00081010, 0x0040A027, 0x00120010, 0x00120020, 0x00120021, 0x00120030, 0x00120031,
        0x00120040, 0x00120042, 0x00120060, 0x00120081, 0x00400010, 0x00400011, 0x00400241, 0x00400242, 0x00400243, 0x00081000,
        // Serial numbers and identifiers of devices and specimens.
        0x00181000, 0x00181003, 0x00181004, 0x00181005, 0x00181007, 0x00181008, 0x0018700A, 0x00189367, 0x00189371, 0x00189373, 0x30080105,
        0x00400512, 0x00400551, 0x00181009, 0x3010001B, 0x30100043, 0x0018100A,
    }.ToFrozenSet();

    // Names of applications and of the network, which tell the institution: (0002,0016) to (0002,0028), (0002,0100), (0002,0102).
    private static readonly FrozenSet<uint> Meta = new uint[] { 0x00020016, 0x00020017, 0x00020018, 0x00020026, 0x00020027, 0x00020028, 0x00020100, 0x00020102 }.ToFrozenSet();

    /// <summary>Whether the value of an element of this tag is masked in a header: as <see cref="Contains"/>, names of applications too, names of private blocks not.</summary>
    public static bool Identifies(Tag tag) => (Contains(tag) || Meta.Contains(tag.Value)) && !tag.IsPrivateCreator;

    /// <summary>Whether the value of an attribute is masked; of a private or unknown one, always.</summary>
    public static bool Contains(Tag tag) => tag.IsPrivate || Tags.Contains(tag.Value) || Dictionary.Find(tag) is null or { VR: VR.PN };
}
