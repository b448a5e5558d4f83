using Sinogram.Gpu.Devices;

namespace Sinogram.Gpu.Tests.Devices;

public sealed class KernelCallTests
{
    public static TheoryData<string, Array> Arrays => new()
    {
        { "char", new sbyte[] { -1, 2 } },
        { "uchar", new byte[] { 255, 2 } },
        { "short", new short[] { -1, 2 } },
        { "ushort", new ushort[] { 65535, 2 } },
        { "int", new[] { -1, 2 } },
        { "uint", new uint[] { uint.MaxValue, 2 } },
        { "long", new[] { -1L, 2 } },
        { "ulong", new ulong[] { ulong.MaxValue, 2 } },
        { "float", new[] { -1.5f, 2 } },
        { "double", new[] { -1.5, 2 } },
    };

    [Theory]
    [MemberData(nameof(Arrays))]
    public void Arrays_of_every_number_type_go_to_the_device_and_come_back(string type, Array values)
    {
        var context = OpenClDevice.Context;
        if (type == "double" && !context.Device.HasFp64)
        {
            Assert.Skip("the device has no 64-bit floating point");
        }
        var kernel = context.Compile($"kernel void swap(global const {type}* from, global {type}* to) {{ to[1 - get_global_id(0)] = from[get_global_id(0)]; }}")["swap"];
        var results = new KernelCall(context, kernel).With("from", values).Result("to").Run(token: TestContext.Current.CancellationToken);
        Assert.Equal(values.GetType(), results["to"].GetType());
        Assert.Equal(values.Cast<object>().Reverse(), results["to"].Cast<object>());
    }

    [Fact]
    public void Values_are_converted_where_none_changes_and_refused_where_one_would()
    {
        var context = OpenClDevice.Context;
        var kernel = context.Compile("kernel void f(global const int* a, global float* b) { b[get_global_id(0)] = a[get_global_id(0)] * 0.5f; }")["f"];
        Array Run(object a) => new KernelCall(context, kernel).With("a", a).Result("b").Run(token: TestContext.Current.CancellationToken)["b"];
        Assert.Equal(new[] { 0.5f, 1 }, Run(new[] { 1.0, 2.0 }));
        Assert.Equal(new[] { 0.5f, 1 }, Run(new long[] { 1, 2 }));
        Assert.Contains("Element 1 of 'a' cannot be a int", Assert.Throws<GpuException>(() => Run(new[] { 1.0, 2.5 })).Message, StringComparison.Ordinal);
        Assert.Contains("Element 0 of 'a'", Assert.Throws<GpuException>(() => Run(new[] { 1L << 40 })).Message, StringComparison.Ordinal);
        Assert.Contains("one-dimensional", Assert.Throws<GpuException>(() => Run(new int[2, 2])).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_result_with_a_value_starts_from_it_and_the_value_stays_as_it_was()
    {
        var context = OpenClDevice.Context;
        var kernel = context.Compile("kernel void add(global int* a) { a[get_global_id(0)] += 1; }")["add"];
        var given = new[] { 1, 2, 3 };
        var results = new KernelCall(context, kernel).With("a", given).Result("a").Run(token: TestContext.Current.CancellationToken);
        Assert.Equal(new[] { 2, 3, 4 }, results["a"]);
        Assert.Equal([1, 2, 3], given);
    }
}
