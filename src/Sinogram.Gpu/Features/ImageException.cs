namespace Sinogram.Gpu.Features;

/// <summary>An image that has no features: no voxel, a mask of another shape, or intensities that are not finite; the message says which.</summary>
public sealed class ImageException(string message) : Exception(message);
