namespace Sinogram.Gpu.Interop;

/// <summary>Names of the queries and flags of OpenCL 1.2 (cl.h).</summary>
internal static class OpenClConstants
{
    internal const int Success = 0;
    internal const int BuildProgramFailure = -11;
    internal const int PlatformNotFoundKhr = -1001;

    internal const uint PlatformName = 0x0902;

    internal const ulong DeviceTypeCpu = 1 << 1;
    internal const ulong DeviceTypeGpu = 1 << 2;
    internal const ulong DeviceTypeAll = 0xFFFFFFFF;

    internal const uint DeviceType = 0x1000;
    internal const uint DeviceMaxComputeUnits = 0x1002;
    internal const uint DeviceMaxWorkGroupSize = 0x1004;
    internal const uint DeviceMaxMemoryAllocation = 0x1010;
    internal const uint DeviceGlobalMemory = 0x101F;
    internal const uint DeviceLocalMemory = 0x1023;
    internal const uint DeviceAvailable = 0x1027;
    internal const uint DeviceName = 0x102B;
    internal const uint DeviceVendor = 0x102C;
    internal const uint DriverVersion = 0x102D;
    internal const uint DeviceVersion = 0x102F;
    internal const uint DeviceExtensions = 0x1030;
    internal const uint DeviceDoubleConfiguration = 0x1032;

    internal const ulong QueueProfiling = 1 << 1;
    internal const ulong MemoryReadWrite = 1 << 0;

    internal const uint ProgramKernelNames = 0x1168;
    internal const uint ProgramBuildLog = 0x1183;

    internal const uint KernelArgumentCount = 0x1191;
    internal const uint KernelWorkGroupSize = 0x11B0;

    internal const uint ArgumentAddressQualifier = 0x1196;
    internal const uint ArgumentTypeName = 0x1198;
    internal const uint ArgumentTypeQualifier = 0x1199;
    internal const uint ArgumentName = 0x119A;

    internal const uint AddressGlobal = 0x119B;
    internal const uint AddressLocal = 0x119C;
    internal const uint AddressConstant = 0x119D;

    internal const ulong TypeConst = 1 << 0;

    internal const uint EventExecutionStatus = 0x11D3;
    internal const uint ProfilingStart = 0x1282;
    internal const uint ProfilingEnd = 0x1283;
}
