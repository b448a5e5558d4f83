using System.Collections.Concurrent;
using Sinogram.Core.Magics;
using Sinogram.Data;
using Sinogram.Gpu.Devices;

namespace Sinogram.Magics.Gpu;

/// <summary>What the verbs of <c>#!gpu</c> read from their lines alike: the device and the variables.</summary>
internal static class GpuOptions
{
    private static readonly ConcurrentDictionary<int, GpuContext> _contexts = new();

    internal static OptionInfo Device { get; } = OptionInfo.Of("device", "DEVICE", "index or part of the name of the device", 'd') with
    {
        Default = $"{GpuDevices.DefaultVariable}, else the first GPU, else the CPU",
    };

    internal static GpuContext Context(MagicInvocation invocation) => invocation.Option(Device.Name) is { } choice
        ? _contexts.GetOrAdd(GpuDevices.Find(choice).Index, index => new GpuContext(GpuDevices.All[index]))
        : GpuContext.Default;

    /// <summary>A variable's value.</summary>
    /// <exception cref="MagicException">There is no such variable, or it is null.</exception>
    internal static object Variable(MagicInvocation invocation, string name) =>
        invocation.Context.Variables.TryGet(name, out var value) && value is not null
            ? value
            : throw new MagicException($"There is no variable '{name}'.", "Define it in a cell above, or correct the name.");

    /// <summary>The table that <c>--in</c> names.</summary>
    /// <exception cref="MagicException">There is none, or it is no table.</exception>
    internal static Table InputTable(MagicInvocation invocation)
    {
        if (invocation.Options(CommonOptions.In.Name) is not [var name])
        {
            throw new MagicException($"#!gpu {invocation.Verb.Name} takes one table: --in NAME.");
        }
        return Variable(invocation, name) as Table
            ?? throw new MagicException($"'{name}' is a {Variable(invocation, name).GetType().Name}, not a Table.", "Table.From(records) makes one.");
    }
}
