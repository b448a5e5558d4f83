using System.Globalization;
using System.Numerics;
using Sinogram.Gpu.Interop;

namespace Sinogram.Gpu.Devices;

/// <summary>Checks arguments against a kernel's parameters and hands them to the driver.</summary>
internal static unsafe class ArgumentBinder
{
    internal static void Bind(GpuKernel kernel, KernelHandle handle, ReadOnlySpan<KernelArgument> arguments)
    {
        var parameters = kernel.Parameters;
        if (arguments.Length != parameters.Count)
        {
            throw new GpuException($"{kernel} takes {parameters.Count} arguments, not {arguments.Length}.");
        }
        for (var i = 0; i < arguments.Length; i++)
        {
            var parameter = parameters[i];
            var argument = arguments[i];
            switch (parameter.Space)
            {
                case ParameterSpace.Local:
                    Require(argument.LocalBytes > 0, kernel, parameter, "takes local memory: KernelArgument.Local<T>(count)");
                    OpenClStatus.Check(OpenCl.clSetKernelArg(handle, (uint)i, (nuint)argument.LocalBytes, null), $"Setting {parameter}");
                    break;
                case ParameterSpace.Buffer:
                    BindBuffer(kernel, handle, parameter, argument);
                    break;
                default:
                    Require(argument.Number is not null, kernel, parameter, "takes a number, not a buffer");
                    BindNumber(kernel, handle, parameter, argument.Number!);
                    break;
            }
        }
    }

    private static void BindBuffer(GpuKernel kernel, KernelHandle handle, KernelParameter parameter, KernelArgument argument)
    {
        Require(argument.Buffer is not null, kernel, parameter, "takes a device buffer");
        var given = ElementType.NameOf(argument.Buffer!.Element);
        Require(
            parameter.Element is null || ElementType.Scalar(parameter.ElementName) == given, kernel, parameter,
            $"takes {parameter.TypeName}, but the buffer holds {given} ({argument.Buffer.Element.Name})");
        var buffer = argument.Buffer.Handle;
        var taken = false;
        try
        {
            buffer.DangerousAddRef(ref taken);
            var value = buffer.DangerousGetHandle();
            OpenClStatus.Check(OpenCl.clSetKernelArg(handle, (uint)parameter.Index, (nuint)sizeof(nint), &value), $"Setting {parameter}");
        }
        finally
        {
            if (taken)
            {
                buffer.DangerousRelease();
            }
        }
    }

    private static void BindNumber(GpuKernel kernel, KernelHandle handle, KernelParameter parameter, object number)
    {
        var type = ElementType.Find(parameter.TypeName);
        Require(type is not null, kernel, parameter, $"has the type {parameter.TypeName}, which cannot be given from C#; use a number or a buffer");
        try
        {
            switch (Type.GetTypeCode(type))
            {
                case TypeCode.SByte: Set(Exact<sbyte>(number)); break;
                case TypeCode.Byte: Set(Exact<byte>(number)); break;
                case TypeCode.Int16: Set(Exact<short>(number)); break;
                case TypeCode.UInt16: Set(Exact<ushort>(number)); break;
                case TypeCode.Int32: Set(Exact<int>(number)); break;
                case TypeCode.UInt32: Set(Exact<uint>(number)); break;
                case TypeCode.Int64: Set(Exact<long>(number)); break;
                case TypeCode.UInt64: Set(Exact<ulong>(number)); break;
                case TypeCode.Single: Set(Rounded<float>(number)); break;
                case TypeCode.Double: Set(Rounded<double>(number)); break;
                default: Set(Rounded<Half>(number)); break;
            }
        }
        catch (OverflowException)
        {
            throw Refuse(kernel, parameter, $"is {parameter.TypeName} and cannot hold {Convert.ToString(number, CultureInfo.InvariantCulture)}");
        }

        void Set<T>(T value) where T : unmanaged =>
            OpenClStatus.Check(OpenCl.clSetKernelArg(handle, (uint)parameter.Index, (nuint)sizeof(T), &value), $"Setting {parameter}");
    }

    private static T Exact<T>(object number) where T : INumber<T>
    {
        var value = number switch
        {
            float f when f != MathF.Truncate(f) => throw new OverflowException(),
            double d when d != Math.Truncate(d) => throw new OverflowException(),
            float f => T.CreateChecked(f),
            double d => T.CreateChecked(d),
            ulong u => T.CreateChecked(u),
            Half h => T.CreateChecked((float)h),
            _ => T.CreateChecked(Convert.ToInt64(number, CultureInfo.InvariantCulture)),
        };
        return value;
    }

    private static T Rounded<T>(object number) where T : INumber<T> => number switch
    {
        ulong u => T.CreateSaturating(u),
        long l => T.CreateSaturating(l),
        Half h => T.CreateSaturating((float)h),
        _ => T.CreateSaturating(Convert.ToDouble(number, CultureInfo.InvariantCulture)),
    };

    private static void Require(bool holds, GpuKernel kernel, KernelParameter parameter, string what)
    {
        if (!holds)
        {
            throw Refuse(kernel, parameter, what);
        }
    }

    private static GpuException Refuse(GpuKernel kernel, KernelParameter parameter, string what) =>
        new($"Parameter '{parameter.Name}' of {kernel.Name} {what}.");
}
