using System.Security.Cryptography;
using System.Text;
using Sinogram.Imaging.Catalog;
using Sinogram.Imaging.Deidentify;
using Sinogram.Imaging.Dicom;
using Sinogram.Imaging.Validation;
using Sinogram.Imaging.Workspace;

namespace Sinogram.Imaging.Harvest;

/// <summary>Turns a parsed file into an instance that is ready to be kept: validated, de-identified, proved, written to the staging folder.</summary>
internal sealed class InstancePreparer(ImageWorkspace workspace, DeidentificationKey key, HarvestProfile profile, HarvestOptions options)
{
    private readonly Deidentifier? _deidentifier = profile.Deidentifies ? new Deidentifier(key) : null;
    private readonly KeyedIdentities? _identities = profile.Deidentifies ? new KeyedIdentities(key) : null;

    /// <summary>What makes a file an instance: its UID in the workspace, and the digest of its data set.</summary>
    /// <exception cref="RefusedException">It is none, or damaged.</exception>
    public (string SopInstanceUid, string DataSetDigest) Identify(DicomFile file)
    {
        if (file.Defect is { } defect)
        {
            throw new RefusedException(Refusal.Of(Validator.Of(defect)));
        }

        if (file.DataSet.GetString(Tags.SOPInstanceUID) is not { } original)
        {
            throw new RefusedException(new Refusal(ValidationRules.NoSopInstanceUid, "The data set has no SOP Instance UID."));
        }

        return (_identities?.NewUid(original) ?? original, DataSetDigest.Of(file.DataSet));
    }

    /// <exception cref="RefusedException">The instance may not be kept.</exception>
    public PreparedInstance Prepare(HarvestItem item, DicomFile file, byte[] content, string sha256, string digest)
    {
        IReadOnlyList<ValidationFinding> found = Validator.Validate(file);
        if (found.FirstOrDefault(f => f.Severity == ValidationSeverity.Quarantine) is { } fatal)
        {
            throw new RefusedException(Refusal.Of(fatal));
        }

        DicomFile written = file;
        byte[] bytes = content;
        if (_deidentifier is not null)
        {
            (written, bytes) = Deidentify(_deidentifier, file);
        }

        string uid = written.DataSet.GetString(Tags.SOPInstanceUID)!;
        List<ValidationRow> findings = [.. Rows(found, uid)];
        string path = options.IndexOnly ? item.Location : PathOf(written.DataSet, uid);
        string writtenSha256 = ReferenceEquals(bytes, content) ? sha256 : Convert.ToHexStringLower(SHA256.HashData(bytes));
        CatalogRow row = CatalogRowBuilder.Build(
            written, new WrittenFile(path, bytes.Length, writtenSha256, options.Time.GetUtcNow().UtcDateTime, profile.Name), findings);
        string? staged = options.IndexOnly ? null : Stage(bytes);
        return new PreparedInstance(uid, digest, staged, path, row, findings, profile.Deidentifies ? [.. Identities(file.DataSet, written.DataSet)] : []);
    }

    private static (DicomFile File, byte[] Bytes) Deidentify(Deidentifier deidentifier, DicomFile file)
    {
        try
        {
            DeidentifiedFile result = deidentifier.Deidentify(file);
            return (result.File, result.Bytes);
        }
        catch (DeidentificationException e)
        {
            throw new RefusedException(new Refusal("not-deidentified", e.Message));
        }
    }

    /// <summary>One row for each rule and attribute, however often it is broken in the instance.</summary>
    private static IEnumerable<ValidationRow> Rows(IReadOnlyList<ValidationFinding> findings, string uid) =>
        findings.GroupBy(f => (f.Rule, f.Tag)).Select(g => new ValidationRow(
            uid, g.Key.Rule, "warning", g.Key.Tag?.ToString(), g.Key.Tag is { } tag ? Dictionary.Find(tag)?.Keyword : null, g.First().Message, g.Count()));

    private string Stage(byte[] bytes)
    {
        string staged = workspace.NewStagingPath(".dcm");
        using FileStream stream = new(staged, new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.Write,
            BufferSize = 0,
            UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
        });
        stream.Write(bytes);
        return staged;
    }

    private static string PathOf(DataSet dataSet, string uid) =>
        $"instances/{FileName(dataSet.GetString(Tags.StudyInstanceUID))}/{FileName(dataSet.GetString(Tags.SeriesInstanceUID))}/{FileName(uid)}.dcm";

    /// <summary>A UID as the name of a file. What is no UID (PS3.5 section 9.1) comes from an untrusted file and becomes a digest.</summary>
    private static string FileName(string? uid) => uid switch
    {
        null => "none",
        { Length: <= 64 } when uid.All(c => char.IsAsciiDigit(c) || c == '.') && uid[0] != '.' => uid,
        _ => "x" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(uid)).AsSpan(0, 16)),
    };

    private static IEnumerable<IdentityRecord> Identities(DataSet original, DataSet replaced)
    {
        foreach ((string kind, Tag tag) in ((string, Tag)[])[("patient", Tags.PatientID), ("study", Tags.StudyInstanceUID), ("series", Tags.SeriesInstanceUID), ("instance", Tags.SOPInstanceUID)])
        {
            if (original.GetString(tag) is { } before && replaced.GetString(tag) is { } after)
            {
                string issuer = tag == Tags.PatientID && original.GetString(Tags.IssuerOfPatientID) is { } by ? by + "\\" : "";
                yield return new IdentityRecord(kind, issuer + before, after);
            }
        }
    }
}
