using System.Runtime.InteropServices;

namespace Sinogram.Gpu.Interop;

/// <summary>The functions of OpenCL 1.2 that this library calls (Khronos OpenCL 1.2 specification, rev 19).</summary>
internal static unsafe partial class OpenCl
{
    internal const string Library = "libOpenCL.so.1";

    [LibraryImport(Library)]
    internal static partial int clGetPlatformIDs(uint count, nint* platforms, out uint available);

    [LibraryImport(Library)]
    internal static partial int clGetPlatformInfo(nint platform, uint name, nuint size, void* value, out nuint needed);

    [LibraryImport(Library)]
    internal static partial int clGetDeviceIDs(nint platform, ulong type, uint count, nint* devices, out uint available);

    [LibraryImport(Library)]
    internal static partial int clGetDeviceInfo(nint device, uint name, nuint size, void* value, out nuint needed);

    [LibraryImport(Library)]
    internal static partial ContextHandle clCreateContext(nint* properties, uint deviceCount, nint* devices, nint notify, nint userData, out int error);

    [LibraryImport(Library)]
    internal static partial int clReleaseContext(nint context);

    [LibraryImport(Library)]
    internal static partial QueueHandle clCreateCommandQueue(ContextHandle context, nint device, ulong properties, out int error);

    [LibraryImport(Library)]
    internal static partial int clReleaseCommandQueue(nint queue);

    [LibraryImport(Library)]
    internal static partial int clFlush(QueueHandle queue);

    [LibraryImport(Library)]
    internal static partial int clFinish(QueueHandle queue);

    [LibraryImport(Library)]
    internal static partial MemoryHandle clCreateBuffer(ContextHandle context, ulong flags, nuint size, void* host, out int error);

    [LibraryImport(Library)]
    internal static partial int clReleaseMemObject(nint memory);

    [LibraryImport(Library)]
    internal static partial int clEnqueueReadBuffer(
        QueueHandle queue, MemoryHandle buffer, uint blocking, nuint offset, nuint size, void* target, uint waitCount, nint* waitFor, nint* done);

    [LibraryImport(Library)]
    internal static partial int clEnqueueWriteBuffer(
        QueueHandle queue, MemoryHandle buffer, uint blocking, nuint offset, nuint size, void* source, uint waitCount, nint* waitFor, nint* done);

    [LibraryImport(Library)]
    internal static partial int clEnqueueCopyBuffer(
        QueueHandle queue, MemoryHandle source, MemoryHandle target, nuint sourceOffset, nuint targetOffset, nuint size, uint waitCount, nint* waitFor, nint* done);

    [LibraryImport(Library)]
    internal static partial int clEnqueueFillBuffer(
        QueueHandle queue, MemoryHandle buffer, void* pattern, nuint patternSize, nuint offset, nuint size, uint waitCount, nint* waitFor, nint* done);

    [LibraryImport(Library)]
    internal static partial ProgramHandle clCreateProgramWithSource(ContextHandle context, uint count, byte** sources, nuint* lengths, out int error);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int clBuildProgram(ProgramHandle program, uint deviceCount, nint* devices, string options, nint notify, nint userData);

    [LibraryImport(Library)]
    internal static partial int clGetProgramBuildInfo(ProgramHandle program, nint device, uint name, nuint size, void* value, out nuint needed);

    [LibraryImport(Library)]
    internal static partial int clGetProgramInfo(ProgramHandle program, uint name, nuint size, void* value, out nuint needed);

    [LibraryImport(Library)]
    internal static partial int clReleaseProgram(nint program);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial KernelHandle clCreateKernel(ProgramHandle program, string name, out int error);

    [LibraryImport(Library)]
    internal static partial int clReleaseKernel(nint kernel);

    [LibraryImport(Library)]
    internal static partial int clGetKernelInfo(KernelHandle kernel, uint name, nuint size, void* value, out nuint needed);

    [LibraryImport(Library)]
    internal static partial int clGetKernelArgInfo(KernelHandle kernel, uint index, uint name, nuint size, void* value, out nuint needed);

    [LibraryImport(Library)]
    internal static partial int clGetKernelWorkGroupInfo(KernelHandle kernel, nint device, uint name, nuint size, void* value, out nuint needed);

    [LibraryImport(Library)]
    internal static partial int clSetKernelArg(KernelHandle kernel, uint index, nuint size, void* value);

    [LibraryImport(Library)]
    internal static partial int clEnqueueNDRangeKernel(
        QueueHandle queue, KernelHandle kernel, uint dimensions, nuint* offset, nuint* global, nuint* local, uint waitCount, nint* waitFor, nint* done);

    [LibraryImport(Library)]
    internal static partial int clWaitForEvents(uint count, nint* events);

    [LibraryImport(Library)]
    internal static partial int clGetEventInfo(nint completion, uint name, nuint size, void* value, out nuint needed);

    [LibraryImport(Library)]
    internal static partial int clGetEventProfilingInfo(nint completion, uint name, nuint size, void* value, out nuint needed);

    [LibraryImport(Library)]
    internal static partial int clReleaseEvent(nint completion);
}
