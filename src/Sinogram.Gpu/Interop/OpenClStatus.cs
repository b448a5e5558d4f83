using Sinogram.Gpu.Devices;

namespace Sinogram.Gpu.Interop;

/// <summary>Turns a status code of OpenCL into an exception that names the call and says what to do.</summary>
internal static class OpenClStatus
{
    internal static void Check(int status, string call)
    {
        if (status != OpenClConstants.Success)
        {
            throw new GpuException($"{call} failed: {Describe(status)}", status);
        }
    }

    private static string Describe(int status) => status switch
    {
        -1 => "no device of that kind (CL_DEVICE_NOT_FOUND)",
        -2 => "the device is not available (CL_DEVICE_NOT_AVAILABLE)",
        -3 => "the driver has no compiler (CL_COMPILER_NOT_AVAILABLE)",
        -4 => "the device's memory is full (CL_MEM_OBJECT_ALLOCATION_FAILURE); dispose buffers that are no longer needed or use smaller batches",
        -5 => "the device ran out of resources (CL_OUT_OF_RESOURCES); use a smaller work group or less local memory",
        -6 => "the host ran out of memory (CL_OUT_OF_HOST_MEMORY)",
        -14 => "a command that this one waited for failed (CL_EXEC_STATUS_ERROR_FOR_EVENTS_IN_WAIT_LIST)",
        -46 => "there is no kernel of that name (CL_INVALID_KERNEL_NAME)",
        -43 => "an unknown build option (CL_INVALID_BUILD_OPTIONS)",
        -44 => "the driver could not set up the program (CL_INVALID_PROGRAM); PoCL needs a folder that it can write to: set POCL_CACHE_DIR",
        -51 => "an argument has the wrong size (CL_INVALID_ARG_SIZE)",
        -52 => "an argument of the kernel was not set (CL_INVALID_KERNEL_ARGS)",
        -54 => "the global size is not a multiple of the work-group size, or the group is too large (CL_INVALID_WORK_GROUP_SIZE)",
        -55 => "the work group is larger than the device allows (CL_INVALID_WORK_ITEM_SIZE)",
        -61 => "the buffer is larger than the device allows, or empty (CL_INVALID_BUFFER_SIZE)",
        -63 => "the global size is zero or too large (CL_INVALID_GLOBAL_WORK_SIZE)",
        _ => $"OpenCL status {status}",
    };
}
