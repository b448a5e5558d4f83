using Sinogram.Imaging.Codecs;
using Sinogram.Imaging.Dicom;

namespace Sinogram.Imaging.Rendering;

/// <summary>Reads the Image Pixel module (PS3.3 C.7.6.3) of a data set.</summary>
internal static class PixelDescriptionReader
{
    /// <summary>The description of the pixel data; what may be derived where it is missing is derived.</summary>
    /// <exception cref="PixelDataException">Rows, Columns or Bits Allocated are missing, or a value is outside its range.</exception>
    internal static PixelDescription Read(DataSet dataSet, PixelData pixelData)
    {
        var isFloat = pixelData.Tag != Tags.PixelData;
        var allocated = Required(dataSet, Tags.BitsAllocated, "Bits Allocated (0028,0100)");
        var stored = dataSet.GetInt32(Tags.BitsStored) ?? allocated;
        var description = new PixelDescription
        {
            Rows = Required(dataSet, Tags.Rows, "Rows (0028,0010)"),
            Columns = Required(dataSet, Tags.Columns, "Columns (0028,0011)"),
            SamplesPerPixel = dataSet.GetInt32(Tags.SamplesPerPixel) ?? 1,
            BitsAllocated = allocated,
            BitsStored = stored,
            HighBit = dataSet.GetInt32(Tags.HighBit) ?? stored - 1,
            IsSigned = dataSet.GetInt32(Tags.PixelRepresentation) == 1,
            PlanarConfiguration = dataSet.GetInt32(Tags.PlanarConfiguration) ?? 0,
            Photometric = PhotometricInterpretations.Parse(dataSet.GetString(Tags.PhotometricInterpretation)),
            NumberOfFrames = pixelData.FrameCount,
            IsFloat = isFloat,
            IsOtherWord = pixelData.VR == VR.OW,
            TransferSyntax = pixelData.TransferSyntax.Uid,
        };
        description.Validate();
        return description;
    }

    private static int Required(DataSet dataSet, Tag tag, string name) =>
        dataSet.GetInt32(tag) ?? throw new PixelDataException($"The pixel data cannot be read: {name} is missing.");
}
