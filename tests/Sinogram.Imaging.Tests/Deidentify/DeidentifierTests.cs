using System.Numerics;
using System.Text;
using Sinogram.Imaging.Deidentify;
using Sinogram.Imaging.Dicom;

namespace Sinogram.Imaging.Tests.Deidentify;

public sealed class DeidentifierTests
{
    private static readonly DeidentificationKey Key = new(Enumerable.Repeat((byte)7, 32).ToArray());

    [Fact]
    public void The_table_is_whole()
    {
        Assert.Equal(617 + 35, ConfidentialityTable.Rows.Count);
        Assert.Equal("X", ConfidentialityTable.Find(new Tag(0x00091001))!.Code);
        Assert.Equal("X", ConfidentialityTable.Find(new Tag(0x50020010))!.Code);
        Assert.Equal("X", ConfidentialityTable.Find(new Tag(0x60023000))!.Code);
        Assert.Equal("X", ConfidentialityTable.Find(new Tag(0x60044000))!.Code);
        Assert.Null(ConfidentialityTable.Find(new Tag(0x60020010)));
        Assert.Null(ConfidentialityTable.Find(Tags.Rows));
    }

    [Fact]
    public void New_UIDs_are_valid_the_same_for_the_same_and_leave_the_standards_own()
    {
        var identities = new KeyedIdentities(Key);
        var uid = identities.NewUid("1.2.3");
        Assert.StartsWith("2.25.", uid, StringComparison.Ordinal);
        Assert.True(BigInteger.Parse(uid[5..], System.Globalization.CultureInfo.InvariantCulture) < BigInteger.Pow(2, 128));
        Assert.True(uid.Length <= 64);
        Assert.Equal(uid, new KeyedIdentities(Key).NewUid("1.2.3"));
        Assert.NotEqual(uid, new KeyedIdentities(DeidentificationKey.Create()).NewUid("1.2.3"));
        Assert.Equal("1.2.840.10008.1.2", identities.NewUid("1.2.840.10008.1.2"));
    }

    [Fact]
    public void A_key_clears_itself_and_shows_only_its_fingerprint()
    {
        var key = new DeidentificationKey(Enumerable.Range(1, 32).Select(i => (byte)i).ToArray());
        Assert.Equal($"key {key.Fingerprint}", key.ToString());
        key.Dispose();
        Assert.Throws<ObjectDisposedException>(() => key.Derive("anything", 16));
        Assert.Throws<ObjectDisposedException>(key.CopyBytes);
        Assert.Equal(16, key.Fingerprint.Length);
    }

    [Fact]
    public void An_overlay_goes_whole_and_a_missing_patient_ID_comes_from_the_study()
    {
        var original = Sample();
        original.DataSet.Set(new Tag(0x60000010), VR.US, new byte[] { 2, 0 });
        original.DataSet.Set(new Tag(0x60003000), VR.OW, new byte[] { 1, 0 });
        original.DataSet.Remove(Tags.PatientID);
        var result = Deidentifier.Deidentify(Reread(original), Key);
        Assert.DoesNotContain(result.File.DataSet, e => e.Tag.Group == 0x6000);
        Assert.Equal(result.Pseudonym, result.File.DataSet.GetString(Tags.PatientID));
    }

    [Fact]
    public void A_patient_is_issuer_and_trimmed_ID_or_the_study_where_there_is_none()
    {
        var identities = new KeyedIdentities(Key);
        Assert.Equal(identities.Pseudonym(Patient("42", "A", "1.1")), identities.Pseudonym(Patient(" 42 ", "A", "1.2")));
        Assert.NotEqual(identities.Pseudonym(Patient("42", "A", "1.1")), identities.Pseudonym(Patient("42", "B", "1.1")));
        Assert.NotEqual(identities.Pseudonym(Patient("", "A", "1.1")), identities.Pseudonym(Patient("", "A", "1.2")));
        Assert.Equal(identities.Pseudonym(Patient("", "A", "1.1")), identities.Pseudonym(Patient("", "B", "1.1")));
    }

    [Fact]
    public void The_result_says_what_was_done_and_its_meta_information_and_preamble_tell_nothing()
    {
        var original = Sample();
        original.Meta.Set(Tags.SourceApplicationEntityTitle, VR.AE, "WARD7");
        var bytes = original.ToArray();
        Encoding.ASCII.GetBytes("II*").CopyTo(bytes, 0);
        var result = Deidentifier.Deidentify(DicomFile.Read(bytes), Key);
        var dataSet = result.File.DataSet;
        Assert.Equal("YES", dataSet.GetString(Tags.PatientIdentityRemoved));
        Assert.Equal("113100", dataSet.GetItems(Tags.DeidentificationMethodCodeSequence)[0].GetString(Tags.CodeValue));
        Assert.Equal("REMOVED", dataSet.GetString(Tags.LongitudinalTemporalInformationModified));
        Assert.False(result.File.Preamble.Span.ContainsAnyExcept((byte)0));
        Assert.False(result.File.Meta.Contains(Tags.SourceApplicationEntityTitle));
        Assert.Equal(dataSet.GetString(Tags.SOPInstanceUID), result.File.Meta.GetString(Tags.MediaStorageSOPInstanceUID));
        Assert.Equal(result.Pseudonym, dataSet.GetString(Tags.PatientID));
        Assert.True(dataSet.TryGet(Tags.StudyDate, out var date) && date.IsEmpty);
        Assert.Equal(dataSet.GetString(Tags.SOPInstanceUID), result.ReplacedUids["1.2.3.4.5"]);
        Assert.DoesNotContain("Mustermann", Encoding.Latin1.GetString(result.Bytes), StringComparison.OrdinalIgnoreCase);
        Assert.Equal(result.Bytes, Deidentifier.Deidentify(DicomFile.Read(bytes), Key).Bytes);
    }

    [Fact]
    public void A_name_typed_into_a_field_that_stays_goes_too_and_other_words_stay()
    {
        var original = Sample();
        original.DataSet.Set(Tags.ManufacturerModelName, "Scanner for MUSTERMANN only");
        var result = Deidentifier.Deidentify(Reread(original), Key);
        Assert.Equal("Scanner for REMOVED only", result.File.DataSet.GetString(Tags.ManufacturerModelName));
    }

    [Fact]
    public void Sequences_stored_as_UN_are_opened_and_private_and_unknown_attributes_go()
    {
        var item = new DataSet();
        item.Set(Tags.ReferencedSOPClassUID, "1.2.840.10008.5.1.4.1.1.4");
        item.Set(Tags.ReferencedSOPInstanceUID, "1.2.3.4.6");
        var items = new DataSet();
        items.Set(Tags.ReferencedInstanceSequence, [item]);
        var encoded = new DicomFile(items, TransferSyntax.ImplicitLittleEndian).ToArray();
        var original = Sample();
        var start = encoded.AsSpan().IndexOf([(byte)0xFE, (byte)0xFF, (byte)0x00, (byte)0xE0]);
        original.DataSet.Set(new Element(Tags.ReferencedInstanceSequence, VR.UN, encoded.AsMemory(start)));
        original.DataSet.Set(new Tag(0x00091001), VR.LO, "Mustermann");
        original.DataSet.Set(new Tag(0x00080FFE), VR.LO, "anything");
        var result = Deidentifier.Deidentify(Reread(original), Key);
        var read = result.File.DataSet.GetItems(Tags.ReferencedInstanceSequence)[0];
        Assert.Equal(new KeyedIdentities(Key).NewUid("1.2.3.4.6"), read.GetString(Tags.ReferencedSOPInstanceUID));
        Assert.Equal("1.2.840.10008.5.1.4.1.1.4", read.GetString(Tags.ReferencedSOPClassUID));
        Assert.DoesNotContain(result.File.DataSet, e => e.Tag.IsPrivate);
        Assert.False(result.File.DataSet.Contains(new Tag(0x00080FFE)));
    }

    [Theory]
    [InlineData("original-value")]
    [InlineData("original-uid")]
    [InlineData("private-element")]
    [InlineData("table-not-respected")]
    [InlineData("meta-information")]
    [InlineData("conformance")]
    public void The_proof_finds_what_a_faulty_first_pass_would_leave(string rule)
    {
        var original = Reread(Sample());
        var good = Deidentifier.Deidentify(original, Key).File;
        switch (rule)
        {
            case "original-value":
                good.DataSet.Set(Tags.ManufacturerModelName, "of Erika, born");
                break;
            case "original-uid":
                good.DataSet.Set(new Element(Tags.ContextUID, VR.UI, "1.2.3.4.5\0"u8.ToArray()));
                break;
            case "private-element":
                good.DataSet.Set(new Tag(0x00091001), VR.LO, "x");
                break;
            case "table-not-respected":
                good.DataSet.Set(Tags.StudyDescription, "x");
                break;
            case "meta-information":
                good.Meta.Set(Tags.SourceApplicationEntityTitle, VR.AE, "A");
                break;
            default:
                good.DataSet.Remove(Tags.PatientIdentityRemoved);
                break;
        }
        var findings = Proof.Check(original, good, Key);
        Assert.Contains(findings, f => f.Rule == rule);
        Assert.DoesNotContain(findings, f => f.ToString().Contains("Erika", StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    public void What_cannot_be_done_whole_is_refused()
    {
        Assert.Contains("research", Assert.Throws<DeidentificationException>(() => DeidentificationProfile.Parse("research")).Message, StringComparison.Ordinal);
        var cut = Sample().ToArray()[..^3];
        Assert.Throws<DeidentificationException>(() => Deidentifier.Deidentify(DicomFile.Read(cut), Key));
        var noUid = Sample();
        noUid.DataSet.Remove(Tags.SOPInstanceUID);
        Assert.Throws<DeidentificationException>(() => Deidentifier.Deidentify(noUid, Key));
    }

    private static DicomFile Reread(DicomFile file) => DicomFile.Read(file.ToArray());

    private static DataSet Patient(string id, string issuer, string study)
    {
        var dataSet = new DataSet();
        dataSet.Set(Tags.PatientID, id);
        dataSet.Set(Tags.IssuerOfPatientID, issuer);
        dataSet.Set(Tags.StudyInstanceUID, study);
        return dataSet;
    }

    private static DicomFile Sample()
    {
        var dataSet = Patient("PAT-0815", "HOSPITAL", "1.2.3.4");
        dataSet.Set(Tags.SOPClassUID, "1.2.840.10008.5.1.4.1.1.4");
        dataSet.Set(Tags.SOPInstanceUID, "1.2.3.4.5");
        dataSet.Set(Tags.StudyDate, "20240131");
        dataSet.Set(Tags.PatientName, "Mustermann^Erika");
        dataSet.Set(Tags.StudyDescription, "MR of the knee");
        return new DicomFile(dataSet, TransferSyntax.ExplicitLittleEndian);
    }
}
