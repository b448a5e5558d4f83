using Sinogram.Imaging.Dicom;

namespace Sinogram.Imaging.Deidentify;

/// <summary>A file that was de-identified, written, read again and proved.</summary>
/// <param name="File">The file as read back from <paramref name="Bytes"/>.</param>
/// <param name="Bytes">The complete file, to be stored as it is.</param>
/// <param name="Pseudonym">The patient's pseudonym, the new Patient ID.</param>
/// <param name="ReplacedUids">Old and new UIDs, for the restricted store only.</param>
/// <param name="Actions">How many elements met which action.</param>
public sealed record DeidentifiedFile(
    DicomFile File,
    byte[] Bytes,
    string Pseudonym,
    IReadOnlyDictionary<string, string> ReplacedUids,
    IReadOnlyDictionary<DeidentificationAction, int> Actions);

/// <summary>De-identifies files by a profile of PS3.15 annex E, whole, or refuses them. Thread-safe.</summary>
public sealed class Deidentifier
{
    private const string MediaStorageDirectory = "1.2.840.10008.1.3.10";

    private readonly KeyedIdentities _identities;

    /// <summary>Prepares a profile under a key.</summary>
    public Deidentifier(DeidentificationKey key, DeidentificationProfile? profile = null)
    {
        _identities = new KeyedIdentities(key);
        Profile = profile ?? DeidentificationProfile.Basic;
        if (Profile.Options != ProfileOptions.None)
        {
            throw new DeidentificationException("Only the basic profile without options is available in this version.");
        }
    }

    /// <summary>The profile that is applied.</summary>
    public DeidentificationProfile Profile { get; }

    /// <summary>De-identifies one file under a key by the basic profile.</summary>
    /// <exception cref="DeidentificationException">The file is refused.</exception>
    public static DeidentifiedFile Deidentify(DicomFile file, DeidentificationKey key) => new Deidentifier(key).Deidentify(file);

    /// <summary>De-identifies one file: table, new UIDs, meta information, conformance attributes; then writes, reads and proves it.</summary>
    /// <remarks>The preamble is zeroed; the file meta information is written anew. Pixels are not looked at: see Burned In Annotation (0028,0301).</remarks>
    /// <exception cref="DeidentificationException">The file is a directory, cut off or read without its pixels, or the proof failed.</exception>
    public DeidentifiedFile Deidentify(DicomFile file)
    {
        ArgumentNullException.ThrowIfNull(file);
        Require(file.Defect is null, "The file is damaged; only a whole file can be de-identified.");
        Require(file.PixelDataStart is null, "Only the file's header was read; all of it is needed.");
        Require(file.DataSet.Count > 0, "The file has no data set.");
        Require(file.Meta.GetString(Tags.MediaStorageSOPClassUID) != MediaStorageDirectory, "A DICOMDIR is an index of other files and is not de-identified.");
        Require(!string.IsNullOrEmpty(file.DataSet.GetString(Tags.SOPInstanceUID)), "The data set has no SOP Instance UID.");

        var pseudonym = _identities.Pseudonym(file.DataSet);
        var engine = new DataSetDeidentifier(Profile, _identities, pseudonym);
        var dataSet = engine.Apply(file.DataSet);
        if (!dataSet.Contains(Tags.PatientID))
        {
            // Type 2 in every composite object: one that lacks it gets the pseudonym of its study.
            dataSet.Set(Tags.PatientID, VR.LO, pseudonym);
        }
        var originals = OriginalValues.Of(file, Profile);
        TextCleaner.Clean(dataSet, originals);
        ConformanceAttributes.Write(dataSet, Profile);
        var bytes = new DicomFile(dataSet, file.TransferSyntax).ToArray();
        var written = DicomFile.Read(bytes, ReadOptions.Default with { IsPublic = true });
        var findings = Proof.Check(written, originals, Profile, pseudonym);
        return findings.Count == 0
            ? new DeidentifiedFile(written, bytes, pseudonym, originals.Uids.ToDictionary(uid => uid, _identities.NewUid), engine.Counts)
            : throw new DeidentificationException(findings);
    }

    private static void Require(bool condition, string message)
    {
        if (!condition)
        {
            throw new DeidentificationException(message);
        }
    }
}
