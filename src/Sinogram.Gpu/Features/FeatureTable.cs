using Sinogram.Data;
using Sinogram.Gpu.Devices;

namespace Sinogram.Gpu.Features;

/// <summary>First-order features of many images as a table.</summary>
public static class FeatureTable
{
    /// <summary>
    /// One row for each image, in their order: <c>voxels</c> and one column for each of <see cref="FirstOrderFeatures.Definitions"/>, named by its
    /// IBSI tag. An image that cannot be measured (no voxel, an intensity that is not finite) has a row of nulls.
    /// </summary>
    /// <param name="images">The intensities of each image; taken one by one, so that only one needs to be in memory.</param>
    /// <param name="context">The device; null for the default one.</param>
    /// <param name="binNumber">Number of bins for entropy and uniformity.</param>
    /// <param name="progress">Told the number of images that are done.</param>
    /// <param name="token">Ends the work between two launches.</param>
    /// <exception cref="GpuException">There is no device, or it fails.</exception>
    public static Table FirstOrder(
        IEnumerable<ReadOnlyMemory<float>> images, GpuContext? context = null, int binNumber = 32, IProgress<int>? progress = null, CancellationToken token = default)
    {
        ArgumentNullException.ThrowIfNull(images);
        context ??= GpuContext.Default;
        var rows = new List<FirstOrderFeatures?>();
        foreach (var image in images)
        {
            rows.Add(Measure(image.Span));
            progress?.Report(rows.Count);
        }
        return Of(rows);

        FirstOrderFeatures? Measure(ReadOnlySpan<float> image)
        {
            try
            {
                return FirstOrderFeatures.Compute(context, image, binNumber: binNumber, token: token);
            }
            catch (ImageException)
            {
                return null;
            }
        }
    }

    /// <summary>The same table from features that were computed one by one; null gives a row of nulls.</summary>
    public static Table Of(IReadOnlyList<FirstOrderFeatures?> rows)
    {
        ArgumentNullException.ThrowIfNull(rows);
        return new Table(
        [
            Column.Of("voxels", rows.Select(r => r?.Voxels).ToArray()),
            .. FirstOrderFeatures.Definitions.Select(d => Column.Of(d.Tag, rows.Select(r => r is null ? (double?)null : d.Value(r)).ToArray())),
        ]);
    }
}
