using System.Globalization;
using Sinogram.Core.Display;
using Sinogram.Imaging.Codecs;
using Sinogram.Imaging.Rendering;
using Sinogram.Magics.Viewing;

namespace Sinogram.Magics.Formatting;

/// <summary>Shows pictures and DICOM images as what they are; pixels that may identify a patient are withheld.</summary>
public sealed class ImageFormatter : IFormatter
{
    /// <inheritdoc/>
    public MimeBundle? Format(object value, FormatContext context) => value switch
    {
        RasterImage picture => Show(picture, context),
        DicomImage image => Show(image, context),
        _ => null,
    };

    private static MimeBundle Show(RasterImage picture, FormatContext context)
    {
        var caption = Size("picture", picture.Width, picture.Height);
        return context.Depth > 0 ? MimeBundle.Text(caption)
            : IdentifyingPicture.IsWithheld(picture.MayIdentify) ? Withheld(caption) : Markup.Picture(Mime.Png, picture.ToPng(), caption);
    }

    private static MimeBundle Withheld(string caption) => MimeBundle.Text(caption + ": withheld, because its pixels may show who the patient is");

    private static MimeBundle Show(DicomImage image, FormatContext context)
    {
        var frames = image.FrameCount == 1 ? "" : string.Create(CultureInfo.InvariantCulture, $", frame 0 of {image.FrameCount}");
        var caption = Size(image.Modality, image.Description.Columns, image.Description.Rows) + frames;
        if (context.Depth > 0)
        {
            return MimeBundle.Text(caption);
        }

        if (IdentifyingPicture.IsWithheld(image.HasIdentifyingPixels))
        {
            return Withheld(caption);
        }

        try
        {
            return Markup.Picture(Mime.Png, image.Render().ToPng(), caption);
        }
        catch (PixelDataException e)
        {
            return MimeBundle.Text($"{caption}: cannot be shown ({e.Message})");
        }
    }

    private static string Size(string what, int width, int height) => string.Create(CultureInfo.InvariantCulture, $"{what} {width} × {height}").Trim();
}
