using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Sinogram.Imaging.Dicom;

namespace Sinogram.Imaging.Deidentify;

/// <summary>New UIDs and pseudonyms from the key: the same for the same original, not to be undone or guessed without the key. Thread-safe.</summary>
public sealed class KeyedIdentities
{
    private const string StandardRoot = "1.2.840.10008.";

    private readonly byte[] _uidKey;
    private readonly byte[] _patientKey;

    /// <summary>Derives its own keys from <paramref name="key"/>.</summary>
    public KeyedIdentities(DeidentificationKey key)
    {
        ArgumentNullException.ThrowIfNull(key);
        _uidKey = key.Derive("sinogram uid v1", 32);
        _patientKey = key.Derive("sinogram patient v1", 32);
    }

    /// <summary>Whether a UID is one of the standard's own (SOP classes, transfer syntaxes, well-known frames), which stay.</summary>
    public static bool IsStandard(string uid) => uid.StartsWith(StandardRoot, StringComparison.Ordinal);

    /// <summary>The new UID, <c>2.25.</c> and 128 bits of an HMAC-SHA256 in decimal (PS3.5 annex B.2); the standard's own stay as they are.</summary>
    public string NewUid(string uid)
    {
        ArgumentNullException.ThrowIfNull(uid);
        if (IsStandard(uid))
        {
            return uid;
        }
        Span<byte> hash = stackalloc byte[32];
        HMACSHA256.HashData(_uidKey, Encoding.UTF8.GetBytes(uid), hash);
        return "2.25." + BinaryPrimitives.ReadUInt128BigEndian(hash).ToString(CultureInfo.InvariantCulture);
    }

    /// <summary>The pseudonym of the patient of a data set: of its issuer and trimmed ID, or of its study where the ID is empty.</summary>
    public string Pseudonym(DataSet dataSet)
    {
        ArgumentNullException.ThrowIfNull(dataSet);
        var id = dataSet.GetString(Tags.PatientID)?.Trim();
        var patient = string.IsNullOrEmpty(id)
            ? "study\0" + dataSet.GetString(Tags.StudyInstanceUID)
            : "patient\0" + dataSet.GetString(Tags.IssuerOfPatientID)?.Trim() + "\0" + id;
        Span<byte> hash = stackalloc byte[32];
        HMACSHA256.HashData(_patientKey, Encoding.UTF8.GetBytes(patient), hash);
        return "P" + Convert.ToHexString(hash[..8]);
    }
}
