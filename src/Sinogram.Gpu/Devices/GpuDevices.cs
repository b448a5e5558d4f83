using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using Sinogram.Gpu.Interop;

namespace Sinogram.Gpu.Devices;

/// <summary>The OpenCL devices of this machine.</summary>
public static unsafe class GpuDevices
{
    /// <summary>The environment variable that chooses the default device: its index, or a part of its name.</summary>
    public const string DefaultVariable = "SINOGRAM_OPENCL_DEVICE";

    private const string Install = "apt-get install ocl-icd-libopencl1 pocl-opencl-icd";

    private static readonly Lock _one = new();
    private static IReadOnlyList<GpuDevice>? _all;

    /// <summary>All devices, GPUs first.</summary>
    /// <exception cref="GpuException">The OpenCL loader is not installed, or it knows no device.</exception>
    public static IReadOnlyList<GpuDevice> All
    {
        get
        {
            lock (_one)
            {
                return _all ??= Discover();
            }
        }
    }

    /// <summary>The device that <see cref="DefaultVariable"/> names, else the first GPU, else the CPU.</summary>
    /// <exception cref="GpuException">There is no device, or none that the variable names.</exception>
    public static GpuDevice Default => Environment.GetEnvironmentVariable(DefaultVariable) is { Length: > 0 } choice ? Find(choice) : All[0];

    /// <summary>The device with this index, or the first whose name or platform contains the text.</summary>
    /// <exception cref="GpuException">No device matches; the message lists those there are.</exception>
    public static GpuDevice Find(string choice)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(choice);
        var found = int.TryParse(choice, NumberStyles.None, CultureInfo.InvariantCulture, out var index)
            ? All.FirstOrDefault(d => d.Index == index)
            : All.FirstOrDefault(d => d.Name.Contains(choice, StringComparison.OrdinalIgnoreCase)
                || d.Platform.Contains(choice, StringComparison.OrdinalIgnoreCase));
        return found ?? throw new GpuException(
            $"No OpenCL device matches '{choice}'. There are: {string.Join("; ", All)}. Name one by its index or a part of its name.");
    }

    private static List<GpuDevice> Discover()
    {
        // PoCL reads the processor's topology there and ends the whole process when it finds none.
        if (OperatingSystem.IsLinux() && !Directory.Exists("/sys/devices/system/cpu"))
        {
            throw new GpuException("OpenCL cannot start because /sys is not mounted (seen in bare chroots and containers). Mount it: mount -t sysfs sysfs /sys");
        }
        PoclEnvironment.Prepare();
        if (!NativeLibrary.TryLoad(OpenCl.Library, out _))
        {
            throw new GpuException($"The OpenCL loader ({OpenCl.Library}) is not installed. Install it, with a driver for the CPU: {Install}");
        }
        var found = new List<GpuDevice>();
        foreach (var platform in Platforms())
        {
            var platformName = Text((n, s, v, out needed) => OpenCl.clGetPlatformInfo(platform, n, s, v, out needed), OpenClConstants.PlatformName);
            found.AddRange(Devices(platform).Select(id => Describe(platform, platformName, id)).OfType<GpuDevice>());
        }
        if (found.Count == 0)
        {
            throw new GpuException(
                $"The OpenCL loader is installed but no driver offers a device. Install PoCL, the driver for the CPU: {Install}. "
                + "For a GPU install its vendor's OpenCL driver; it must be listed in /etc/OpenCL/vendors (or the folder that OCL_ICD_VENDORS names).");
        }
        return [.. found.OrderBy(d => d.Kind switch { GpuDeviceKind.Gpu => 0, GpuDeviceKind.Cpu => 1, _ => 2 }).Select((d, i) => d with { Index = i })];
    }

    private static nint[] Platforms()
    {
        var status = OpenCl.clGetPlatformIDs(0, null, out var count);
        if (status == OpenClConstants.PlatformNotFoundKhr || count == 0)
        {
            return [];
        }
        OpenClStatus.Check(status, "Listing the OpenCL platforms");
        var platforms = new nint[count];
        fixed (nint* first = platforms)
        {
            OpenClStatus.Check(OpenCl.clGetPlatformIDs(count, first, out _), "Listing the OpenCL platforms");
        }
        return platforms;
    }

    private static nint[] Devices(nint platform)
    {
        // A platform without a usable device (a driver whose hardware is absent) must not hide the others.
        if (OpenCl.clGetDeviceIDs(platform, OpenClConstants.DeviceTypeAll, 0, null, out var count) != OpenClConstants.Success || count == 0)
        {
            return [];
        }
        var devices = new nint[count];
        fixed (nint* first = devices)
        {
            return OpenCl.clGetDeviceIDs(platform, OpenClConstants.DeviceTypeAll, count, first, out _) == OpenClConstants.Success ? devices : [];
        }
    }

    private static GpuDevice? Describe(nint platform, string platformName, nint id)
    {
        string TextOf(uint name) => Text((n, s, v, out needed) => OpenCl.clGetDeviceInfo(id, n, s, v, out needed), name);
        T Value<T>(uint name) where T : unmanaged
        {
            T value = default;
            OpenClStatus.Check(OpenCl.clGetDeviceInfo(id, name, (nuint)sizeof(T), &value, out _), "Asking a device for its properties");
            return value;
        }
        if (Value<uint>(OpenClConstants.DeviceAvailable) == 0)
        {
            return null;
        }
        var type = Value<ulong>(OpenClConstants.DeviceType);
        return new GpuDevice(platform, id)
        {
            Index = 0,
            Name = TextOf(OpenClConstants.DeviceName),
            Vendor = TextOf(OpenClConstants.DeviceVendor),
            Platform = platformName,
            Driver = TextOf(OpenClConstants.DriverVersion),
            OpenClVersion = TextOf(OpenClConstants.DeviceVersion),
            Kind = (type & OpenClConstants.DeviceTypeGpu) != 0 ? GpuDeviceKind.Gpu
                : (type & OpenClConstants.DeviceTypeCpu) != 0 ? GpuDeviceKind.Cpu : GpuDeviceKind.Accelerator,
            ComputeUnits = (int)Value<uint>(OpenClConstants.DeviceMaxComputeUnits),
            MaxWorkGroupSize = (int)Value<nuint>(OpenClConstants.DeviceMaxWorkGroupSize),
            GlobalMemory = (long)Value<ulong>(OpenClConstants.DeviceGlobalMemory),
            MaxAllocation = (long)Value<ulong>(OpenClConstants.DeviceMaxMemoryAllocation),
            LocalMemory = (long)Value<ulong>(OpenClConstants.DeviceLocalMemory),
            HasFp64 = TextOf(OpenClConstants.DeviceExtensions).Contains("cl_khr_fp64", StringComparison.Ordinal)
                || Value<ulong>(OpenClConstants.DeviceDoubleConfiguration) != 0,
        };
    }

    internal delegate int Query(uint name, nuint size, void* value, out nuint needed);

    /// <summary>Reads a text property: its length first, then its characters without the closing zero.</summary>
    internal static string Text(Query query, uint name)
    {
        OpenClStatus.Check(query(name, 0, null, out var needed), "Asking OpenCL for a text");
        var bytes = new byte[needed];
        fixed (byte* first = bytes)
        {
            OpenClStatus.Check(query(name, needed, first, out _), "Asking OpenCL for a text");
        }
        return Encoding.UTF8.GetString(bytes).TrimEnd('\0').Trim();
    }
}
