using System.Globalization;
using Sinogram.Core.Display;
using Sinogram.Core.Magics;
using Sinogram.Core.Privacy;
using Sinogram.Imaging.Catalog;
using Sinogram.Imaging.Rendering;
using Sinogram.Magics.Viewing;

namespace Sinogram.Magics.Dicom;

/// <summary><c>#!dicom montage</c> and <c>#!dicom show</c>: pictures of a workspace, as PNG and within HTML with their caption.</summary>
internal static class PictureVerbs
{
    private const int LargestMontage = 500;

    public static async Task<object?> MontageAsync(MagicInvocation invocation, ImageCatalog catalog, CancellationToken token)
    {
        int limit = Within(invocation, "limit", 24, LargestMontage);
        int columns = Within(invocation, "columns", 6, 32);
        CatalogMontage montage = await Task.Run(() => catalog.Montage(limit, columns, showIdentifying: RevealScope.Current is not null, cancellationToken: token), token);
        if (montage.Picture is { MayIdentify: true })
        {
            RevealScope.Current?.Note(IdentifyingPicture.Attribute, montage.Shown);
        }

        invocation.Context.Output.Display(montage.Picture is { } picture
            ? Bundle(picture, montage.Caption)
            : MimeBundle.Text("The catalogue has no images to show."));
        return null;
    }

    public static async Task<object?> ShowAsync(MagicInvocation invocation, ImageCatalog catalog, CancellationToken token)
    {
        string uid = invocation.Argument(0)!;
        DicomImage image = catalog.OpenImage(uid, token)
            ?? throw new MagicException($"The workspace has no instance {uid}.", "SOPInstanceUID in #!dicom catalog lists those that it has.");
        IdentifyingPicture.Require(image);
        long asked = invocation.Whole("frame") ?? 0;
        if (asked < 0 || asked >= image.FrameCount)
        {
            throw image.FrameCount == 1
                ? new MagicException("The image has one frame.", "Leave --frame out.")
                : new MagicException($"The image has {image.FrameCount} frames, counted from 0.", $"--frame takes 0 to {image.FrameCount - 1}.");
        }

        int frame = (int)asked;
        RasterImage picture = await Task.Run(() => image.Render(frame, token), token);
        string frames = image.FrameCount == 1 ? "" : string.Create(CultureInfo.InvariantCulture, $", frame {frame} of 0 to {image.FrameCount - 1}");
        invocation.Context.Output.Display(Bundle(picture, $"{image.Modality} {image.Description.Columns} × {image.Description.Rows}{frames}"));
        return null;
    }

    public static async Task<object?> ViewAsync(MagicInvocation invocation, ImageCatalog catalog, CancellationToken token)
    {
        string uid = invocation.Argument(0)!;
        IReadOnlyList<string> files = catalog.ImageFiles(uid, token);
        if (files.Count == 0)
        {
            throw new MagicException($"The workspace has no series or image {uid}.", "SeriesInstanceUID in #!dicom series lists those that it has.");
        }

        invocation.Context.Output.Display(await Task.Run(() => ImageViewer.OfImages([.. files.Select(f => (Func<DicomImage>)(() => catalog.OpenFile(f)))]), token));
        return null;
    }

    private static MimeBundle Bundle(RasterImage picture, string caption) => Markup.Picture(Mime.Png, picture.ToPng(), caption);

    private static int Within(MagicInvocation invocation, string option, int standard, int largest)
    {
        long value = invocation.Whole(option) ?? standard;
        return value >= 1 && value <= largest ? (int)value : throw new MagicException($"--{option} takes 1 to {largest}, not {value}.");
    }
}
