using System.Runtime.CompilerServices;
using Sinogram.Gpu.Devices;

namespace Sinogram.Gpu.Tests.Devices;

/// <summary>What the tests of the process's environment run in a process of its own.</summary>
internal static class DriverProbe
{
    internal static int ListDevices()
    {
        try
        {
            Console.Error.WriteLine(string.Join('\n', GpuDevices.All));
            return 0;
        }
        catch (GpuException e)
        {
            Console.Error.WriteLine(e.Message);
            return 3;
        }
    }

    internal static int Compile()
    {
        var context = GpuContext.Default;
        using var target = context.Allocate<int>(1);
        context.Compile("kernel void f(global int* a) { a[0] = 42; }")["f"].Launch(1, [target]);
        Console.Error.WriteLine($"works: {target.ToArray()[0]}");
        var others = new Thread(() => Console.Error.WriteLine("a line of somebody else"));
        others.Start();
        try
        {
            context.Compile($"kernel void f(global int* a) {{ a[0] = x{Guid.NewGuid():n}; }}");
            return 1;
        }
        catch (KernelCompileException e)
        {
            others.Join();
            Console.Error.WriteLine($"refused: {e.Diagnostics[0]}");
            return 0;
        }
    }

    /// <summary>Compiles while another thread runs into null references and divisions by zero.</summary>
    internal static int CompileAmongFaults()
    {
        var context = GpuContext.Default;
        // The first run of the compiler installs its handlers.
        context.Compile($"kernel void first() {{ }} // {Guid.NewGuid():n}");
        using var stop = new CancellationTokenSource();
        var caught = 0;
        var faults = new Thread(() =>
        {
            while (!stop.IsCancellationRequested)
            {
                try
                {
                    _ = caught % 2 == 0 ? Nothing()!.Length : 1 / Zero();
                }
                catch (Exception e) when (e is NullReferenceException or DivideByZeroException)
                {
                    caught++;
                }
            }
        });
        faults.Start();
        for (var i = 0; i < 6; i++)
        {
            context.Compile($"kernel void f(global int* a) {{ a[0] = {i}; }} // {Guid.NewGuid():n}");
        }
        stop.Cancel();
        faults.Join();
        Console.Error.WriteLine($"caught: {caught}");
        return 0;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static string? Nothing() => null;

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static int Zero() => 0;
}
