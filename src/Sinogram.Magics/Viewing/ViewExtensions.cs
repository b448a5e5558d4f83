using Sinogram.Imaging.Rendering;

namespace Sinogram.Magics.Viewing;

/// <summary>Looking at images.</summary>
public static class ViewExtensions
{
    /// <summary>A viewer of an image's frames.</summary>
    public static ImageViewer View(this DicomImage image) => ImageViewer.Of(image);

    /// <summary>A viewer of images behind each other.</summary>
    public static ImageViewer View(this IEnumerable<DicomImage> images) => ImageViewer.Of([.. images]);

    /// <summary>A viewer of planes of numbers.</summary>
    public static ImageViewer View(this IEnumerable<float[,]> planes) => ImageViewer.OfPlanes([.. planes]);
}
