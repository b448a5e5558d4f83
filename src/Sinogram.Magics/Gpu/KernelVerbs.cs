using System.Collections.Concurrent;
using System.Globalization;
using Sinogram.Core.Display;
using Sinogram.Core.Magics;
using Sinogram.Data;
using Sinogram.Gpu.Devices;

namespace Sinogram.Magics.Gpu;

/// <summary>The verbs <c>kernel</c> and <c>run</c>: OpenCL C in a cell, and its kernels by name in the cells after it.</summary>
internal sealed class KernelVerbs
{
    private readonly ConcurrentDictionary<string, (GpuContext Context, GpuKernel Kernel)> _known = new(StringComparer.Ordinal);

    internal static VerbInfo Kernel { get; } = new(
        "kernel",
        "Compiles OpenCL C; every kernel in it can then be run by its name.",
        GpuOptions.Device,
        OptionInfo.Of("options", "TEXT", "options of the compiler, such as \"-D N=3\""))
    {
        Body = BodyKind.Required,
        BodyLanguage = "OpenCL C",
        HasResult = true,
    };

    internal static VerbInfo Run { get; } = new(
        "run",
        "Runs a kernel: variables go to the parameters of their name, else in order; results come back as arrays.",
        CommonOptions.In with { Value = "[PARAMETER=]VARIABLE|NUMBER,…", Summary = "variables or numbers for the parameters" },
        CommonOptions.Out with { Value = "[PARAMETER=]NAME,…", Summary = "variables for what the kernel writes", Many = true },
        OptionInfo.Of("global", "X[xY[xZ]]", "number of work items") with { Default = "the length of the longest buffer" },
        OptionInfo.Of("group", "X[xY[xZ]]", "work items of a group"),
        OptionInfo.Whole("length", "elements of a new result", "the number of work items"))
    {
        Arguments = ["NAME"],
    };

    internal GpuProgram? Compile(MagicInvocation invocation)
    {
        var context = GpuOptions.Context(invocation);
        var program = context.Compile(invocation.Body, invocation.Option("options") ?? "", invocation.BodyFirstLine + 1);
        foreach (var kernel in program.Kernels)
        {
            _known[kernel.Name] = (context, kernel);
        }
        var lines = program.Kernels.Select(k => $"#!gpu run {k.Name}    {k}").Concat(program.Warnings.Select(w => w.ToString()));
        invocation.Context.Output.Display(MimeBundle.Text(string.Join('\n', lines)));
        return invocation.Has(CommonOptions.Out.Name) ? program : null;
    }

    internal object? Launch(MagicInvocation invocation, CancellationToken token)
    {
        var name = invocation.Argument(0)!;
        if (!_known.TryGetValue(name, out var known))
        {
            var names = _known.IsEmpty ? "none is compiled" : $"there are: {string.Join(", ", _known.Keys.Order(StringComparer.Ordinal))}";
            throw new MagicException($"There is no kernel '{name}'; {names}.", "A cell that begins with #!gpu kernel compiles OpenCL C.");
        }
        var (context, kernel) = known;
        var group = Size(invocation, "group");
        var global = Size(invocation, "global");
        if (global is null && group is not null)
        {
            throw new MagicException("--group needs --global.", "Say how many work items there are in all, a multiple of the group.");
        }
        var size = global is { } whole && group is { } part ? whole with { Group = ((int)part.X, (int)part.Y, (int)part.Z) } : global;
        var call = new KernelCall(context, kernel);
        var outputs = Bind(invocation, kernel, call);
        var before = context.Timings;
        var results = call.Run(size, token);
        foreach (var (parameter, variable) in outputs)
        {
            invocation.Keep(variable, results[parameter]);
        }
        invocation.Context.Output.Display(MimeBundle.Text($"{kernel.Name} on {context.Device.Name}: {context.Timings - before}"));
        return null;
    }

    /// <summary>Finds the parameter of each variable: the one that is named, the one of the same name, else the next that is free.</summary>
    private static List<(string Parameter, string Variable)> Bind(MagicInvocation invocation, GpuKernel kernel, KernelCall call)
    {
        var ins = invocation.Options(CommonOptions.In.Name).Select(Split).ToList();
        var outs = invocation.Options(CommonOptions.Out.Name).Select(Split).ToList();
        var names = kernel.Parameters.Select(p => p.Name).ToHashSet();
        string? Known((string? Parameter, string Variable) item) => item.Parameter ?? (names.Contains(item.Variable) ? item.Variable : null);
        var writable = new Queue<string>(kernel.Parameters.Where(p => p.Space == ParameterSpace.Buffer && !p.IsReadOnly).Select(p => p.Name)
            .Except(outs.Select(Known).OfType<string>()));
        var outputs = outs.Select(o => (
            Parameter: Known(o) ?? (writable.TryDequeue(out var next) ? next : throw Refuse(kernel, $"writes to no parameter that '{o.Variable}' could be")), o.Variable)).ToList();
        var free = new Queue<string>(kernel.Parameters.Select(p => p.Name).Except(ins.Select(Known).OfType<string>()).Except(outputs.Select(o => o.Parameter)));
        foreach (var item in ins)
        {
            var parameter = Known(item) ?? (free.TryDequeue(out var next) ? next : throw Refuse(kernel, $"has no parameter left for '{item.Variable}'"));
            call.With(parameter, Value(invocation, item.Variable));
        }
        foreach (var (parameter, _) in outputs)
        {
            call.Result(parameter, invocation.Whole("length"));
        }
        return outputs;
    }

    private static object Value(MagicInvocation invocation, string text)
    {
        if (long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var whole))
        {
            return whole is >= int.MinValue and <= int.MaxValue ? (int)whole : whole;
        }
        if (double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number))
        {
            return number;
        }
        return GpuOptions.Variable(invocation, text) switch
        {
            Column column => column.ToDoubles(),
            System.Collections.IList list and not Array => Copy(list),
            var other => other,
        };
    }

    private static Array Copy(System.Collections.IList list)
    {
        var element = list.GetType().GetInterfaces().FirstOrDefault(i => i.IsGenericType && i.GetGenericTypeDefinition() == typeof(IList<>))?.GetGenericArguments()[0];
        var copy = Array.CreateInstance(element is { IsPrimitive: true } ? element : typeof(double), list.Count);
        list.CopyTo(copy, 0);
        return copy;
    }

    private static (string? Parameter, string Variable) Split(string text) =>
        text.IndexOf('=', StringComparison.Ordinal) is var at and > 0 ? (text[..at].Trim(), text[(at + 1)..].Trim()) : (null, text);

    private static LaunchSize? Size(MagicInvocation invocation, string option)
    {
        if (invocation.Option(option) is not { } text)
        {
            return null;
        }
        var sides = text.Split('x').Select(t => long.TryParse(t, NumberStyles.None, CultureInfo.InvariantCulture, out var side) ? side : 0).ToArray();
        return sides.Length is >= 1 and <= 3 && sides.All(s => s > 0)
            ? new LaunchSize(sides[0], sides.ElementAtOrDefault(1) is > 0 and var y ? y : 1, sides.ElementAtOrDefault(2) is > 0 and var z ? z : 1)
            : throw new MagicException($"--{option} takes one to three whole numbers such as 1024 or 512x512, not '{text}'.");
    }

    private static MagicException Refuse(GpuKernel kernel, string what) => new($"{kernel} {what}.");
}
