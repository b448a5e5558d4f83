using System.Text;
using Sinogram.Imaging.Dicom;

namespace Sinogram.Imaging.Tests.Dicom;

public sealed class FileReaderTests
{
    private const string Secret = "Mustermann^Erika";

    [Fact]
    public void Bytes_that_are_not_DICOM_are_refused_with_the_reason()
    {
        var exception = Assert.Throws<DicomFormatException>(() => DicomFile.Read(Encoding.ASCII.GetBytes("PNG or anything else, just not an image of a patient.")));
        Assert.Equal(DefectReason.NotDicom, exception.Defect.Reason);
        Assert.Equal(DefectReason.NotDicom, Assert.Throws<DicomFormatException>(() => DicomFile.Read(ReadOnlyMemory<byte>.Empty)).Defect.Reason);
    }

    [Fact]
    public void A_cut_file_keeps_what_was_read_and_names_the_place_but_no_value()
    {
        var bytes = Sample().ToArray();
        for (var length = 0; length < bytes.Length; length++)
        {
            try
            {
                var file = DicomFile.Read(bytes.AsMemory(0, length));
                if (file.Defect is { } defect)
                {
                    Assert.DoesNotContain("Muster", defect.Message, StringComparison.Ordinal);
                    Assert.InRange(defect.Offset, 132, length);
                }
            }
            catch (DicomFormatException exception)
            {
                Assert.DoesNotContain("Muster", exception.ToString(), StringComparison.Ordinal);
            }
        }
    }

    [Fact]
    public void A_header_is_read_from_a_stream_no_further_than_the_pixel_data()
    {
        var file = Sample();
        file.DataSet.Set(Tags.PixelData, VR.OW, new byte[1 << 20]);
        using var stream = new CountingStream(file.ToArray());
        var header = DicomFile.Read(stream, ReadOptions.HeaderOnly);
        Assert.Equal(Secret, header.DataSet.GetString(Tags.PatientName));
        Assert.Null(header.PixelData);
        Assert.Equal((uint)(1 << 20), header.PixelDataStart!.Length);
        Assert.True(stream.BytesRead <= 64 * 1024, $"{stream.BytesRead} bytes were read");
    }

    [Fact]
    public void A_stream_that_cannot_seek_gives_the_same_data_set()
    {
        var file = Sample();
        file.DataSet.Set(new Element(Tags.PixelData, VR.OB, [Array.Empty<byte>(), new byte[100_000]]));
        var bytes = file.ToArray();
        using var stream = new CountingStream(bytes) { Seeks = false };
        Assert.Equal(HeaderDump.Of(DicomFile.Read(bytes)), HeaderDump.Of(DicomFile.Read(stream)));
    }

    [Fact]
    public void A_sequence_without_its_delimiter_is_read_and_remarked()
    {
        var item = new DataSet();
        item.Set(Tags.CodeValue, VR.SH, "T-D1100");
        var file = Sample();
        file.DataSet.Set(new Tag(0xFFF00000u | 0x0010), [item]);
        file.DataSet.Set(Tags.AnatomicRegionSequence, [item]);
        var bytes = new DicomFile(Only(file.DataSet, Tags.AnatomicRegionSequence), TransferSyntax.ExplicitLittleEndian).ToArray();
        var whole = DicomFile.Read(bytes);
        Assert.False(whole.LacksDelimiter);
        var cut = DicomFile.Read(bytes.AsMemory(0, bytes.Length - 16));
        Assert.True(cut.LacksDelimiter);
        Assert.Equal("T-D1100", cut.DataSet.GetItems(Tags.AnatomicRegionSequence)[0].GetString(Tags.CodeValue));
    }

    [Fact]
    public void Sequences_nested_too_deep_end_in_a_typed_error()
    {
        using var bytes = new MemoryStream();
        bytes.Write(new byte[128]);
        bytes.Write("DICM"u8);
        for (var i = 0; i < 100_000; i++)
        {
            bytes.Write([0x08, 0x00, 0x40, 0x11, (byte)'S', (byte)'Q', 0, 0, 0xFF, 0xFF, 0xFF, 0xFF, 0xFE, 0xFF, 0x00, 0xE0, 0xFF, 0xFF, 0xFF, 0xFF]);
        }
        Assert.Equal(DefectReason.TooDeep, DicomFile.Read(bytes.ToArray()).Defect!.Reason);
    }

    [Fact]
    public void A_deflate_bomb_meets_the_limit()
    {
        var file = new DicomFile(Sample().DataSet, TransferSyntax.DeflatedExplicitLittleEndian);
        file.DataSet.Set(Tags.PixelData, VR.OB, new byte[64 << 20]);
        var bytes = file.ToArray();
        Assert.True(bytes.Length < 1 << 20);
        var before = GC.GetAllocatedBytesForCurrentThread();
        var read = DicomFile.Read(bytes, new ReadOptions { MaxLength = 4 << 20 });
        Assert.Equal(DefectReason.TooLarge, read.Defect!.Reason);
        Assert.True(GC.GetAllocatedBytesForCurrentThread() - before < 64 << 20);
        Assert.Equal(64 << 20, DicomFile.Read(bytes).PixelData!.Bytes.Length);
    }

    [Theory]
    [InlineData("1.2.840.10008.1.2")]
    [InlineData("1.2.840.10008.1.2.1")]
    [InlineData("1.2.840.10008.1.2.1.99")]
    [InlineData("1.2.840.10008.1.2.2")]
    public void Each_encoding_comes_back_with_its_values(string uid)
    {
        var dataSet = Sample().DataSet;
        dataSet.Set(Tags.Rows, VR.US, new byte[] { 0x02, 0x01 });
        var read = DicomFile.Read(new DicomFile(dataSet, TransferSyntax.Of(uid)).ToArray());
        Assert.Null(read.Defect);
        Assert.Equal(258, read.DataSet.GetInt32(Tags.Rows));
        Assert.Equal(new DateOnly(2024, 1, 31), read.DataSet.GetDate(Tags.StudyDate));
        Assert.Equal(new TimeOnly(10, 30, 15, 250), read.DataSet.GetTime(Tags.StudyTime));
        Assert.Equal([0.5, 0.25], read.DataSet.GetDoubles(Tags.PixelSpacing)!);
        Assert.Equal("Erika", read.DataSet.GetPersonName(Tags.PatientName)!.GivenName);
        Assert.Null(read.DataSet.GetDouble(Tags.SliceThickness));
    }

    private static DicomFile Sample()
    {
        var dataSet = new DataSet();
        dataSet.Set(Tags.SOPClassUID, "1.2.840.10008.5.1.4.1.1.4");
        dataSet.Set(Tags.SOPInstanceUID, "1.2.3.4.5");
        dataSet.Set(Tags.StudyDate, "20240131");
        dataSet.Set(Tags.StudyTime, "103015.25");
        dataSet.Set(Tags.PatientName, Secret);
        dataSet.Set(Tags.SliceThickness, "thick");
        dataSet.Set(Tags.PixelSpacing, "0.5\\0.25");
        return new DicomFile(dataSet, TransferSyntax.ExplicitLittleEndian);
    }

    private static DataSet Only(DataSet dataSet, Tag tag)
    {
        var result = new DataSet();
        result.Set(dataSet.Find(tag)!);
        return result;
    }

    private sealed class CountingStream(byte[] bytes) : MemoryStream(bytes)
    {
        public bool Seeks { get; init; } = true;

        public int BytesRead { get; private set; }

        public override bool CanSeek => Seeks;

        public override int Read(Span<byte> buffer)
        {
            var read = base.Read(buffer);
            BytesRead += read;
            return read;
        }
    }
}
