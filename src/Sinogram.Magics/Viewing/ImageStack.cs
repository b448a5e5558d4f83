using Sinogram.Core.Magics;
using Sinogram.Imaging.Codecs;
using Sinogram.Imaging.Rendering;

namespace Sinogram.Magics.Viewing;

/// <summary>Pictures behind each other, each drawn when it is looked at.</summary>
internal abstract class ImageStack
{
    /// <summary>How many there are.</summary>
    public abstract int Count { get; }

    /// <summary>The window that a picture asks for; null for one in colour.</summary>
    public abstract (double Center, double Width)? Window(int index);

    /// <summary>The lowest and the highest value of a picture.</summary>
    public abstract (double Low, double High) Range(int index);

    /// <summary>The lowest and the highest value of all pictures, or of some of them where each must be decoded.</summary>
    public (double Low, double High) Extent()
    {
        var step = Math.Max(1, Count / MostLookedAt);
        var ranges = Enumerable.Range(0, Count).Where(i => i % step == 0 || i == Count - 1).Select(Range).ToList();
        return (ranges.Min(r => r.Low), ranges.Max(r => r.High));
    }

    /// <summary>How many pictures are looked at for the extent.</summary>
    private protected virtual int MostLookedAt => Count;

    /// <summary>A picture in a window; in colour or where the window is null, as it is.</summary>
    public abstract RasterImage Draw(int index, (double Center, double Width)? window);

    private protected static (double Center, double Width) Whole((double Low, double High) range) =>
        ((range.Low + range.High) / 2, Math.Max(1, range.High - range.Low));
}

/// <summary>The frames of DICOM images.</summary>
internal sealed class DicomStack : ImageStack
{
    private readonly List<(int Image, int Frame)> _frames = [];
    private readonly IReadOnlyList<Func<DicomImage>> _open;
    private readonly bool _isRevealed;
    private (int Index, DicomImage Image)? _opened;

    /// <param name="images">Opens each image; the frames of the first say how many the others have where they are not opened yet.</param>
    /// <exception cref="MagicException">The pixels of one may show who the patient is, or there is none.</exception>
    public DicomStack(IReadOnlyList<Func<DicomImage>> images)
    {
        _open = images;
        _isRevealed = IdentifyingPicture.Reveals(images.Count);
        for (var i = 0; i < images.Count; i++)
        {
            var frames = images.Count == 1 ? Image(i).FrameCount : 1;
            _frames.AddRange(Enumerable.Range(0, frames).Select(f => (i, f)));
        }

        if (_frames.Count == 0)
        {
            throw new MagicException("There is no image to view.", "#!dicom catalog lists those of a workspace.");
        }
    }

    public override int Count => _frames.Count;

    private protected override int MostLookedAt => 5;

    public override (double Center, double Width)? Window(int index)
    {
        var (image, frame) = At(index);
        return image.Description.SamplesPerPixel > 1 || image.Description.Photometric == PhotometricInterpretation.PaletteColor
            ? null
            : image.GetDisplay(frame).Voi switch
            {
                VoiTransform.Linear w => (w.Center, w.Width),
                VoiTransform.LinearExact w => (w.Center, w.Width),
                VoiTransform.Sigmoid w => (w.Center, w.Width),
                _ => Whole(Range(index)),
            };
    }

    public override (double Low, double High) Range(int index)
    {
        var (image, frame) = At(index);
        var (low, high) = (double.PositiveInfinity, double.NegativeInfinity);
        foreach (var value in image.GetModalityValues(frame))
        {
            (low, high) = (Math.Min(low, value), Math.Max(high, value));
        }

        return double.IsFinite(low) ? (low, high) : (0, 1);
    }

    public override RasterImage Draw(int index, (double Center, double Width)? window)
    {
        var (image, frame) = At(index);
        var display = image.GetDisplay(frame);
        return FrameRenderer.Render(
            image.GetFrame(frame), window is var (center, width) ? display with { Voi = new VoiTransform.Linear(center, Math.Max(1, width)) } : display);
    }

    private (DicomImage Image, int Frame) At(int index) => (Image(_frames[index].Image), _frames[index].Frame);

    private DicomImage Image(int index)
    {
        if (_opened is var (at, image) && at == index)
        {
            return image;
        }

        var opened = _open[index]();
        if (!_isRevealed)
        {
            IdentifyingPicture.Require(opened);
        }

        _opened = (index, opened);
        return opened;
    }
}

/// <summary>Planes of numbers.</summary>
/// <param name="planes">The planes: rows by columns.</param>
internal sealed class ArrayStack(IReadOnlyList<float[,]> planes) : ImageStack
{
    public override int Count => planes.Count;

    public override (double Center, double Width)? Window(int index) => Whole(Range(index));

    public override (double Low, double High) Range(int index)
    {
        var (low, high) = (float.PositiveInfinity, float.NegativeInfinity);
        foreach (var value in planes[index])
        {
            (low, high) = value < low || value > high ? (Math.Min(low, value), Math.Max(high, value)) : (low, high);
        }

        return float.IsFinite(low) && float.IsFinite(high) ? (low, high) : (0, 1);
    }

    public override RasterImage Draw(int index, (double Center, double Width)? window)
    {
        var plane = planes[index];
        var (center, width) = window ?? Whole(Range(index));
        var shade = new VoiTransform.LinearExact(center, width);
        var (rows, columns) = (plane.GetLength(0), plane.GetLength(1));
        var pixels = new byte[rows * columns];
        for (var r = 0; r < rows; r++)
        {
            for (var c = 0; c < columns; c++)
            {
                // What is no number is black.
                pixels[(r * columns) + c] = float.IsNaN(plane[r, c]) ? (byte)0 : (byte)Math.Round(shade.Apply(plane[r, c]) * 255);
            }
        }

        return new RasterImage(columns, rows, 1, pixels);
    }
}
