using System.Runtime.InteropServices;
using Sinogram.Imaging.Codecs;
using Sinogram.Imaging.Dicom;

namespace Sinogram.Imaging.Rendering;

/// <summary>Reads how a frame is shown: per-frame functional groups before shared ones before the data set itself (PS3.3 C.7.6.16).</summary>
internal static class DisplayParametersReader
{
    internal static DisplayParameters Read(DataSet dataSet, PixelDescription pixels, int frame)
    {
        var modality = ReadModality(dataSet, Group(dataSet, frame, Tags.PixelValueTransformationSequence), pixels);
        return new DisplayParameters
        {
            Modality = modality,
            Voi = ReadVoi(dataSet, Group(dataSet, frame, Tags.FrameVOILUTSequence), pixels, modality),
            IsInverted = pixels.Photometric == PhotometricInterpretation.Monochrome1 || dataSet.GetString(Tags.PresentationLUTShape) == "INVERSE",
            Palette = pixels.Photometric == PhotometricInterpretation.PaletteColor ? ReadPalette(dataSet, pixels) : null,
            BitsStored = pixels.BitsStored,
        };
    }

    /// <summary>The item of a macro in the functional groups of the frame; null where there is none.</summary>
    private static DataSet? Group(DataSet dataSet, int frame, Tag macro)
    {
        var perFrame = dataSet.GetItems(Tags.PerFrameFunctionalGroupsSequence);
        if (frame < perFrame.Count && perFrame[frame].GetItems(macro) is [var own, ..])
        {
            return own;
        }

        return dataSet.GetItems(Tags.SharedFunctionalGroupsSequence) is [var shared, ..] && shared.GetItems(macro) is [var common, ..] ? common : null;
    }

    private static ModalityTransform ReadModality(DataSet dataSet, DataSet? group, PixelDescription pixels)
    {
        if (group is null && dataSet.GetItems(Tags.ModalityLUTSequence) is [var item, ..])
        {
            return ReadTable(item, Tags.LUTDescriptor, Tags.LUTData, pixels.IsSigned) is { } table
                ? new ModalityTransform.Table(table)
                : throw new PixelDataException("The Modality LUT Sequence (0028,3000) has no table that can be read.");
        }

        var source = group ?? dataSet;
        return source.GetDouble(Tags.RescaleSlope) is { } slope
            ? new ModalityTransform.Rescale(slope, source.GetDouble(Tags.RescaleIntercept) ?? 0)
            : new ModalityTransform.Identity();
    }

    private static VoiTransform? ReadVoi(DataSet dataSet, DataSet? group, PixelDescription pixels, ModalityTransform modality)
    {
        var source = group ?? dataSet;
        if (group is null && dataSet.GetItems(Tags.VOILUTSequence) is [var item, ..])
        {
            var isSigned = modality.Apply(pixels.IsSigned ? -1 : 0) < 0;
            if (ReadTable(item, Tags.LUTDescriptor, Tags.LUTData, isSigned) is { } table)
            {
                return new VoiTransform.Table(table);
            }
        }

        return source.GetDouble(Tags.WindowCenter) is { } center && source.GetDouble(Tags.WindowWidth) is { } width
            ? VoiTransform.Window(source.GetString(Tags.VOILUTFunction), center, width)
            : null;
    }

    private static Palette? ReadPalette(DataSet dataSet, PixelDescription pixels)
    {
        var red = ReadColor(dataSet, Tags.RedPaletteColorLookupTableDescriptor, Tags.RedPaletteColorLookupTableData, Tags.SegmentedRedPaletteColorLookupTableData, pixels);
        var green = ReadColor(dataSet, Tags.GreenPaletteColorLookupTableDescriptor, Tags.GreenPaletteColorLookupTableData, Tags.SegmentedGreenPaletteColorLookupTableData, pixels);
        var blue = ReadColor(dataSet, Tags.BluePaletteColorLookupTableDescriptor, Tags.BluePaletteColorLookupTableData, Tags.SegmentedBluePaletteColorLookupTableData, pixels);
        return red is null || green is null || blue is null ? null : new Palette(red, green, blue);
    }

    private static LookupTable? ReadColor(DataSet dataSet, Tag descriptor, Tag data, Tag segments, PixelDescription pixels)
    {
        if (ReadDescriptor(dataSet, descriptor, pixels.IsSigned) is not { } shape || dataSet.Find(segments) is not { Length: > 0 } element)
        {
            return ReadTable(dataSet, descriptor, data, pixels.IsSigned);
        }

        // Segments of 8 bit entries are bytes, not words (PS3.3 C.7.9.2).
        var words = shape.Bits == 8 ? Array.ConvertAll(element.Value.ToArray(), value => (ushort)value) : Words(element);
        return LookupTable.FromDescriptor(shape.Count, shape.First, shape.Bits, SegmentedPalette.Expand(words, shape.Bits));
    }

    private static LookupTable? ReadTable(DataSet item, Tag descriptor, Tag data, bool isSigned) =>
        ReadDescriptor(item, descriptor, isSigned) is { } shape && item.Find(data) is { Length: > 0 } element
            ? LookupTable.FromDescriptor(shape.Count, shape.First, shape.Bits, Words(element))
            : null;

    /// <summary>Entries, first mapped value and bits. The second value has the sign of the values that it maps, whatever its representation says.</summary>
    private static (int Count, int First, int Bits)? ReadDescriptor(DataSet item, Tag tag, bool isSigned) =>
        item.GetIntegers(tag) is [var count, var first, var bits, ..]
            ? ((ushort)count, isSigned ? (short)first : (ushort)first, (int)bits)
            : null;

    private static ReadOnlySpan<ushort> Words(Element element)
    {
        var bytes = element.ToLittleEndian();
        return MemoryMarshal.Cast<byte, ushort>(bytes.Span);
    }
}
