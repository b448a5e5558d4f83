using System.Globalization;
using Sinogram.Core.Widgets;
using Sinogram.Imaging.Codecs;
using Sinogram.Imaging.Dicom;
using Sinogram.Imaging.Rendering;

namespace Sinogram.Magics.Viewing;

/// <summary>
/// Images to scroll through, with window centre and width to set, where the front end has widgets: pictures go to it as binary, one at a time. Elsewhere the
/// middle one stands still.
/// </summary>
public sealed class ImageViewer : IWidgetView, IAsyncDisposable
{
    private const int ShownWidth = 512;

    private readonly Lock _lock = new();
    private readonly ImageStack _stack;
    private readonly IntSlider _slice;
    private readonly FloatSlider? _center;
    private readonly FloatSlider? _width;
    private readonly Button? _reset;
    private readonly ImageBox _picture;
    private readonly Label _caption = new();
    private readonly Box _box;

    private ImageViewer(ImageStack stack)
    {
        _stack = stack;
        var middle = stack.Count / 2;
        _slice = new IntSlider("image", middle + 1, 1, stack.Count);
        List<Control> controls = [];
        if (stack.Count > 1)
        {
            controls.Add(_slice);
        }

        var window = stack.Window(middle);
        if (window is var (center, width))
        {
            var (low, high) = stack.Extent();
            var reach = Math.Max(high - low, width);
            var step = reach > 50 ? 1 : reach / 256;
            _center = new FloatSlider("centre", center, Math.Min(low, center), Math.Max(high, center), step);
            _width = new FloatSlider("width", width, reach > 50 ? 1 : step, Math.Max(reach, 1), step);
            _reset = new Button("as stored");
            controls.AddRange([_center, _width, _reset]);
            _center.ValueChanged += _ => Draw();
            _width.ValueChanged += _ => Draw();
            _reset.Clicked += Reset;
        }

        var first = stack.Draw(middle, window);
        // Small pictures are shown larger, by a whole factor.
        _picture = new ImageBox(first.ToPng(), "", first.Width * Math.Max(1, ShownWidth / first.Width));
        _slice.ValueChanged += _ => Draw();
        _box = Box.Column(Box.Bar([.. controls]), _picture, _caption);
        Draw();
    }

    /// <inheritdoc/>
    public Widget Widget => _box;

    /// <summary>Which image is in view, from 0.</summary>
    public int Index
    {
        get => _slice.Value - 1;
        set => _slice.Value = Math.Clamp(value, 0, _stack.Count - 1) + 1;
    }

    /// <summary>How many images there are.</summary>
    public int Count => _stack.Count;

    /// <summary>The window; null of images in colour.</summary>
    public (double Center, double Width)? Window
    {
        get => _center is null ? null : (_center.Value, _width!.Value);
        set
        {
            if (value is var (center, width) && _center is not null)
            {
                using (_picture.Hold())
                {
                    _center.Value = center;
                    _width!.Value = Math.Max(width, 0);
                }
            }
        }
    }

    /// <summary>The picture in view, as PNG.</summary>
    public ReadOnlyMemory<byte> Png => _picture.Png;

    /// <summary>A viewer of DICOM images: the frames of one, or one frame of each of several.</summary>
    /// <exception cref="Core.Magics.MagicException">The pixels may show who the patient is.</exception>
    public static ImageViewer Of(params IReadOnlyList<DicomImage> images) => new(new DicomStack([.. images.Select(i => (Func<DicomImage>)(() => i))]));

    /// <summary>A viewer of files, which are opened when they are looked at.</summary>
    /// <exception cref="Core.Magics.MagicException">The pixels may show who the patient is, or there is no file.</exception>
    public static ImageViewer OfFiles(IReadOnlyList<string> paths) => OfImages([.. paths.Select(p => (Func<DicomImage>)(() => DicomImage.Open(p)))]);

    /// <summary>A viewer of images, each opened when it is looked at.</summary>
    internal static ImageViewer OfImages(IReadOnlyList<Func<DicomImage>> images) => new(new DicomStack(images));

    /// <summary>A viewer of planes of numbers.</summary>
    /// <exception cref="ArgumentException">There is none, or one is empty.</exception>
    public static ImageViewer OfPlanes(IReadOnlyList<float[,]> planes)
    {
        ArgumentNullException.ThrowIfNull(planes);
        return planes.Count > 0 && planes.All(p => p.Length > 0)
            ? new ImageViewer(new ArrayStack(planes))
            : throw new ArgumentException("A viewer needs a plane, and every plane a value.", nameof(planes));
    }

    /// <summary>A viewer of a volume: planes by rows by columns.</summary>
    /// <exception cref="ArgumentException">It is no array of three dimensions, or empty.</exception>
    public static ImageViewer OfVolume(Array volume)
    {
        ArgumentNullException.ThrowIfNull(volume);
        if (volume.Rank != 3)
        {
            throw new ArgumentException($"A volume has three dimensions, not {volume.Rank}.", nameof(volume));
        }

        var planes = new float[volume.GetLength(0)][,];
        for (var p = 0; p < planes.Length; p++)
        {
            planes[p] = new float[volume.GetLength(1), volume.GetLength(2)];
            for (var r = 0; r < planes[p].GetLength(0); r++)
            {
                for (var c = 0; c < planes[p].GetLength(1); c++)
                {
                    planes[p][r, c] = Convert.ToSingle(volume.GetValue(p, r, c), CultureInfo.InvariantCulture);
                }
            }
        }

        return OfPlanes(planes);
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _box.DisposeAsync();

    private void Reset()
    {
        Window = _stack.Window(Index);
    }

    private void Draw()
    {
        lock (_lock)
        {
            var place = _stack.Count > 1 ? string.Create(CultureInfo.InvariantCulture, $"image {Index + 1} of {_stack.Count}") : "1 image";
            try
            {
                var picture = _stack.Draw(Index, Window);
                var window = Window is var (center, width) ? string.Create(CultureInfo.InvariantCulture, $" · centre {center:0.##}, width {width:0.##}") : "";
                var caption = string.Create(CultureInfo.InvariantCulture, $"{place} · {picture.Width} × {picture.Height}{window}");
                _picture.Show(picture.ToPng(), caption);
                _caption.Value = caption;
            }
            catch (Exception e) when (e is PixelDataException or DicomFormatException or IOException or Core.Magics.MagicException)
            {
                _picture.Show(RasterImage.Filled(256, 256, 32, 32, 32).ToPng(), place);
                _caption.Value = $"{place} · cannot be shown: {e.Message}";
            }
        }
    }
}
