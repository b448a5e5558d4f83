using System.Buffers.Binary;
using Sinogram.Imaging.Dicom;

namespace Sinogram.Imaging.Tests.Dicom;

public sealed class PixelDataTests
{
    private static readonly byte[] Start = [0xFF, 0xD8, 0xFF, 0xE0, 1, 2];
    private static readonly byte[] Rest = [3, 4, 5, 6];

    [Fact]
    public void Native_frames_follow_each_other()
    {
        var pixels = Image(frames: 3, bits: 16, new Element(Tags.PixelData, VR.OW, Enumerable.Range(0, 24).Select(i => (byte)i).ToArray()));
        Assert.False(pixels.IsEncapsulated);
        Assert.Equal([8, 9, 10, 11, 12, 13, 14, 15], pixels.GetFrame(1).Single().ToArray());
        Assert.Throws<ArgumentOutOfRangeException>(() => pixels.GetFrame(3));
    }

    [Fact]
    public void One_bit_frames_may_begin_within_a_byte()
    {
        var pixels = Image(frames: 3, bits: 1, new Element(Tags.PixelData, VR.OB, new byte[] { 0xA1, 0x0B }));
        Assert.Equal(4, pixels.FirstBit(1));
        Assert.Equal([0xA1], pixels.GetFrame(1).Single().ToArray());
        Assert.Equal([0x0B], pixels.GetFrame(2).Single().ToArray());
    }

    [Fact]
    public void A_frame_beyond_the_bytes_is_a_typed_error()
    {
        var pixels = Image(frames: 3, bits: 16, new Element(Tags.PixelData, VR.OW, new byte[20]));
        Assert.Equal(DefectReason.Truncated, Assert.Throws<DicomFormatException>(() => pixels.GetFrame(2)).Defect.Reason);
    }

    [Fact]
    public void All_fragments_of_a_single_frame_are_one_frame() =>
        Assert.Equal(2, Image(1, 8, Encapsulated([], Start, Rest)).GetFrame(0).Count);

    [Fact]
    public void Fragments_as_many_as_frames_are_one_each() =>
        Assert.Equal(Rest, Image(2, 8, Encapsulated([], Start, Rest)).GetFrame(1).Single().ToArray());

    [Fact]
    public void The_basic_offset_table_says_where_frames_begin()
    {
        var table = new byte[8];
        BinaryPrimitives.WriteUInt32LittleEndian(table.AsSpan(4), 8 + 6);
        var pixels = Image(2, 8, Encapsulated(table, Start, Rest, Start));
        Assert.Single(pixels.GetFrame(0));
        Assert.Equal([.. Rest, .. Start], pixels.GetFrame(1).SelectMany(p => p.ToArray()).ToArray());
    }

    [Fact]
    public void The_extended_offset_table_goes_before_the_basic_one()
    {
        var extended = new byte[16];
        BinaryPrimitives.WriteUInt64LittleEndian(extended.AsSpan(8), 8 + 6 + 8 + 4);
        var pixels = Image(2, 8, Encapsulated([], Start, Rest, Start), d => d.Set(Tags.ExtendedOffsetTable, VR.OV, extended));
        Assert.Equal(2, pixels.GetFrame(0).Count);
        Assert.Single(pixels.GetFrame(1));
    }

    [Fact]
    public void Without_a_table_frames_begin_where_a_codestream_does()
    {
        var pixels = Image(2, 8, Encapsulated([], Start, Rest, Start));
        Assert.Equal(2, pixels.GetFrame(0).Count);
        Assert.Equal(Start, pixels.GetFrame(1).Single().ToArray());
    }

    [Fact]
    public void A_table_that_points_nowhere_is_not_followed()
    {
        var pixels = Image(2, 8, Encapsulated([0, 0, 0, 0, 0xFF, 0xFF, 0xFF, 0x7F], Start, Rest, Start));
        Assert.Equal(2, pixels.GetFrame(0).Count);
    }

    private static Element Encapsulated(byte[] table, params byte[][] fragments) =>
        new(Tags.PixelData, VR.OB, [table, .. fragments.Select(f => (ReadOnlyMemory<byte>)f)]);

    private static PixelData Image(int frames, byte bits, Element element, Action<DataSet>? change = null)
    {
        var dataSet = new DataSet();
        dataSet.Set(Tags.SOPInstanceUID, "1.2.3");
        dataSet.Set(Tags.NumberOfFrames, frames.ToString(System.Globalization.CultureInfo.InvariantCulture));
        dataSet.Set(Tags.Rows, VR.US, new byte[] { 2, 0 });
        dataSet.Set(Tags.Columns, VR.US, new byte[] { 2, 0 });
        dataSet.Set(Tags.SamplesPerPixel, VR.US, new byte[] { 1, 0 });
        dataSet.Set(Tags.BitsAllocated, VR.US, new byte[] { bits, 0 });
        change?.Invoke(dataSet);
        dataSet.Set(element);
        var syntax = element.Fragments is null ? TransferSyntax.ExplicitLittleEndian : TransferSyntax.Of("1.2.840.10008.1.2.4.50");
        return DicomFile.Read(new DicomFile(dataSet, syntax).ToArray()).PixelData!;
    }
}
