using Sinogram.Gpu.Devices;

namespace Sinogram.Gpu.Tests;

/// <summary>The device that the tests run on; without a driver they are skipped with its message.</summary>
internal static class OpenClDevice
{
    internal static GpuContext Context
    {
        get
        {
            try
            {
                return GpuContext.Default;
            }
            catch (GpuException e)
            {
                Assert.Skip(e.Message);
                throw;
            }
        }
    }
}
