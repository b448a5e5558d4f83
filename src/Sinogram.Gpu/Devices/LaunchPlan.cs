namespace Sinogram.Gpu.Devices;

/// <summary>Cuts a run into launches that are short enough to be interrupted, along its last dimension.</summary>
internal sealed class LaunchPlan(LaunchSize size, bool divisible, int computeUnits, int maxWorkGroupSize)
{
    private static readonly TimeSpan _goal = TimeSpan.FromMilliseconds(40);

    /// <summary>The group of a launch in one dimension that asks for none: always the same, because PoCL compiles a kernel anew for every group size.</summary>
    private readonly int _group = Math.Min(64, maxWorkGroupSize);

    /// <summary>Runs all parts; <paramref name="launch"/> takes an offset and a size and returns the device's time.</summary>
    internal TimeSpan Run(Func<LaunchSize, LaunchSize, TimeSpan> launch, CancellationToken token)
    {
        var none = new LaunchSize(0, 0, 0);
        if (!divisible)
        {
            return launch(none, size);
        }
        var axis = (int)size.Dimensions - 1;
        var length = axis switch { 0 => size.X, 1 => size.Y, _ => size.Z };
        var slice = size.Total / length;
        var step = (long)Step(axis);
        var total = TimeSpan.Zero;
        // The first launch is small; each next one is as long as the last one's time allows, at most sixteen times as much.
        var next = RoundUp(Math.Max(1, 256L * computeUnits / slice), step);
        for (var done = 0L; done < length;)
        {
            token.ThrowIfCancellationRequested();
            var count = Math.Min(next, length - done);
            if (count > step && count % step != 0)
            {
                count -= count % step;
            }
            var spent = launch(At(none, axis, done), Part(axis, count, whole: count % step == 0));
            total += spent;
            done += count;
            var factor = spent <= TimeSpan.Zero ? 16 : Math.Clamp(_goal / spent, 1.0 / 16, 16);
            next = RoundUp(Math.Max(1, (long)(count * factor)), step);
        }
        return total;
    }

    private int Step(int axis) => size.Group is { } group ? axis switch { 0 => group.X, 1 => group.Y, _ => group.Z } : axis == 0 ? _group : 1;

    private LaunchSize Part(int axis, long count, bool whole)
    {
        var part = At(size, axis, count);
        // The end of a launch that fills no group runs in groups of one.
        return size.Group is not null || axis > 0 ? part : part with { Group = (whole ? _group : 1, 1, 1) };
    }

    private static LaunchSize At(LaunchSize whole, int axis, long value) => axis switch
    {
        0 => whole with { X = value },
        1 => whole with { Y = value },
        _ => whole with { Z = value },
    };

    private static long RoundUp(long value, long step) => (value + step - 1) / step * step;
}
