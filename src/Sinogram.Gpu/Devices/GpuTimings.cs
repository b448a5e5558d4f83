namespace Sinogram.Gpu.Devices;

/// <summary>What a context has spent so far, by the device's own clock: subtract two of them to measure a stretch of work.</summary>
/// <param name="Kernels">Time in kernels that were launched with <see cref="GpuKernel.Launch"/>.</param>
/// <param name="Upload">Time of copies to the device.</param>
/// <param name="Download">Time of copies from the device.</param>
/// <param name="UploadBytes">Bytes copied to the device.</param>
/// <param name="DownloadBytes">Bytes copied from the device.</param>
/// <param name="Launches">Number of launches that those kernels were cut into.</param>
public readonly record struct GpuTimings(TimeSpan Kernels, TimeSpan Upload, TimeSpan Download, long UploadBytes, long DownloadBytes, int Launches)
{
    /// <summary>What was spent between <paramref name="earlier"/> and <paramref name="later"/>.</summary>
    public static GpuTimings operator -(GpuTimings later, GpuTimings earlier) => new(
        later.Kernels - earlier.Kernels, later.Upload - earlier.Upload, later.Download - earlier.Download,
        later.UploadBytes - earlier.UploadBytes, later.DownloadBytes - earlier.DownloadBytes, later.Launches - earlier.Launches);

    /// <summary>The same as the operator.</summary>
    public static GpuTimings Subtract(GpuTimings later, GpuTimings earlier) => later - earlier;

    /// <inheritdoc/>
    public override string ToString() =>
        $"kernel {Kernels.TotalMilliseconds:0.###} ms in {Launches} {(Launches == 1 ? "launch" : "launches")}, to device {Upload.TotalMilliseconds:0.###} ms ({UploadBytes:N0} bytes), "
        + $"from device {Download.TotalMilliseconds:0.###} ms ({DownloadBytes:N0} bytes)";
}
