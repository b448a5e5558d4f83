namespace Sinogram.Gpu.Devices;

/// <summary>An OpenCL library, device or call that failed; the message says what, where and what to do.</summary>
public class GpuException : Exception
{
    /// <summary>Creates the exception with its message.</summary>
    public GpuException(string message, Exception? inner = null) : base(message, inner)
    {
    }

    /// <summary>Creates the exception of a call that returned <paramref name="status"/>.</summary>
    public GpuException(string message, int status) : base(message) => Status = status;

    /// <summary>The status code of OpenCL (cl.h), or 0 where no call failed.</summary>
    public int Status { get; }
}
