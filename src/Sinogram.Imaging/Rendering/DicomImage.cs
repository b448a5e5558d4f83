using Sinogram.Imaging.Codecs;
using Sinogram.Imaging.Codecs.Worker;
using Sinogram.Imaging.Dicom;

namespace Sinogram.Imaging.Rendering;

/// <summary>The frames of a DICOM file: stored values, the modality's values, and pictures. Frames count from 0; decoding happens when they are asked for.</summary>
public sealed class DicomImage
{
    private readonly DicomFile _file;
    private readonly PixelData _pixelData;
    private readonly CodecHost _codecs;

    private DicomImage(DicomFile file, PixelData pixelData, CodecHost codecs)
    {
        (_file, _pixelData, _codecs) = (file, pixelData, codecs);
        Description = PixelDescriptionReader.Read(file.DataSet, pixelData);
    }

    /// <summary>How the samples are laid out.</summary>
    public PixelDescription Description { get; }

    /// <summary>Frames by Number of Frames (0028,0008).</summary>
    public int FrameCount => _pixelData.FrameCount;

    /// <summary>Modality (0008,0060); empty where missing.</summary>
    public string Modality => _file.DataSet.GetString(Tags.Modality) ?? "";

    /// <summary>True where the pixels may show who the patient is (<see cref="Rendering.IdentifyingPixels"/>), unless the file was read as one that carries no patient.</summary>
    public bool HasIdentifyingPixels => !_file.IsPublic && IdentifyingPixels.Suspected(_file.DataSet);

    /// <summary>The image of a file.</summary>
    /// <param name="file">A file that was read with its pixel data.</param>
    /// <param name="codecs">Where native codecs run; the process's own workers where null.</param>
    /// <exception cref="PixelDataException">The file has no pixel data, or its description makes no sense.</exception>
    public static DicomImage Open(DicomFile file, CodecHost? codecs = null) => new(
        file,
        file.PixelData ?? throw new PixelDataException("The file holds no pixel data: it is no image, or only its header was read."),
        codecs ?? CodecHost.Shared);

    /// <summary>Reads a file and gives its image.</summary>
    /// <exception cref="PixelDataException">It has no pixel data, or its description makes no sense.</exception>
    /// <exception cref="DicomFormatException">It is not DICOM.</exception>
    public static DicomImage Open(string path, CodecHost? codecs = null) => Open(DicomFile.Read(path), codecs);

    /// <summary>The stored values of a frame.</summary>
    /// <exception cref="PixelDataException">The frame is missing, cut off or damaged.</exception>
    public DecodedFrame GetFrame(int index, CancellationToken token = default) => Marked(_pixelData.IsEncapsulated
        ? _codecs.Decode(GetEncodedFrame(index), Description, token)
        : NativeFrame(index));

    /// <inheritdoc cref="GetFrame"/>
    public async Task<DecodedFrame> GetFrameAsync(int index, CancellationToken token = default) => Marked(_pixelData.IsEncapsulated
        ? await _codecs.DecodeAsync(GetEncodedFrame(index), Description, token)
        : NativeFrame(index));

    /// <summary>How a frame is shown.</summary>
    public DisplayParameters GetDisplay(int index) => DisplayParametersReader.Read(_file.DataSet, Description, index);

    /// <summary>
    /// The values of a frame after modality LUT or rescaling (HU in CT), row by row, one for each pixel;
    /// of a colour image, the luminance (0 to 255) of each pixel as it is shown.
    /// </summary>
    /// <exception cref="PixelDataException">The frame is missing, cut off or damaged.</exception>
    public float[] GetModalityValues(int index, CancellationToken token = default)
    {
        var frame = GetFrame(index, token);
        var display = GetDisplay(index);
        if (frame.SamplesPerPixel > 1 || frame.Photometric == PhotometricInterpretation.PaletteColor)
        {
            return Luminance(FrameRenderer.Render(frame, display));
        }

        var values = frame.ToFloats();
        if (display.Modality is not ModalityTransform.Identity)
        {
            for (var i = 0; i < values.Length; i++)
            {
                values[i] = (float)display.Modality.Apply(values[i]);
            }
        }

        return values;
    }

    /// <summary>A frame as an 8 bit picture.</summary>
    /// <exception cref="PixelDataException">The frame is missing, cut off or damaged, or a palette is missing.</exception>
    public RasterImage Render(int index = 0, CancellationToken token = default) => FrameRenderer.Render(GetFrame(index, token), GetDisplay(index));

    /// <summary>
    /// A frame as a tile of a montage, captioned with modality, size and frames. Pixels that may identify the patient are withheld
    /// unless <paramref name="showIdentifying"/>; a frame that cannot be decoded gives a tile that says so.
    /// </summary>
    public MontageTile ToTile(int index = 0, bool showIdentifying = false, CancellationToken token = default)
    {
        string[] caption =
        [
            $"{Modality} {Description.Columns}×{Description.Rows}".Trim(),
            FrameCount == 1 ? "1 frame" : $"{FrameCount} frames",
        ];
        if (HasIdentifyingPixels && !showIdentifying)
        {
            return MontageTile.Withheld(caption);
        }

        try
        {
            return MontageTile.Of(Render(index, token), caption);
        }
        catch (PixelDataException)
        {
            return MontageTile.Missing("cannot be decoded", caption);
        }
    }

    private DecodedFrame Marked(DecodedFrame frame)
    {
        frame.MayIdentify = HasIdentifyingPixels;
        return frame;
    }

    private DecodedFrame NativeFrame(int index)
    {
        CheckIndex(index);
        if (FrameDecoder.Find(Description.TransferSyntax) is not NativeCodec)
        {
            throw new PixelDataException($"The pixel data is not cut into fragments, as transfer syntax {Description.TransferSyntax} demands.");
        }

        return NativeCodec.DecodeFrame(_pixelData.Bytes.Span, index, Description);
    }

    /// <summary>The compressed bytes of a frame, its fragments joined.</summary>
    /// <exception cref="PixelDataException">The frame has no fragments.</exception>
    public ReadOnlyMemory<byte> GetEncodedFrame(int index)
    {
        CheckIndex(index);
        IReadOnlyList<ReadOnlyMemory<byte>> pieces;
        try
        {
            pieces = _pixelData.GetFrame(index);
        }
        catch (DicomFormatException broken)
        {
            throw new PixelDataException(broken.Message, broken);
        }

        if (pieces is [var whole])
        {
            return whole;
        }

        var joined = new byte[pieces.Sum(piece => (long)piece.Length)];
        var at = 0;
        foreach (var piece in pieces)
        {
            piece.CopyTo(joined.AsMemory(at));
            at += piece.Length;
        }

        return joined;
    }

    private void CheckIndex(int index)
    {
        if ((uint)index >= (uint)FrameCount)
        {
            throw new ArgumentOutOfRangeException(nameof(index), index, $"The image has frames 0 to {FrameCount - 1}.");
        }
    }

    private static float[] Luminance(RasterImage image)
    {
        var values = new float[image.Width * image.Height];
        for (var i = 0; i < values.Length; i++)
        {
            var pixel = image.Pixels.AsSpan(3 * i, 3);
            values[i] = (0.299f * pixel[0]) + (0.587f * pixel[1]) + (0.114f * pixel[2]);
        }

        return values;
    }
}
