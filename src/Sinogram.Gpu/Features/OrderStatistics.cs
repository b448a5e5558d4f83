using Sinogram.Gpu.Devices;

namespace Sinogram.Gpu.Features;

/// <summary>
/// Exact order statistics by selection: three counting passes over the digits of the values' ordered bit patterns (11, 11 and 10 bits),
/// for all wanted ranks at once.
/// </summary>
internal sealed class OrderStatistics(GpuProgram program, Segments segments, DeviceBuffer<float> image, CancellationToken token)
{
    private const int Wide = 2048;
    private const int Last = 1024;
    private const byte None = 255;

    /// <summary>Percentiles with linear interpolation between the two nearest ranks: position (n - 1) p / 100.</summary>
    internal double[] Percentiles(params ReadOnlySpan<int> percents)
    {
        var positions = new double[percents.Length];
        var ranks = new SortedSet<long>();
        for (var i = 0; i < percents.Length; i++)
        {
            positions[i] = (segments.Length - 1) * (percents[i] / 100.0);
            ranks.Add((long)Math.Floor(positions[i]));
            ranks.Add((long)Math.Ceiling(positions[i]));
        }
        var values = Select([.. ranks]);
        return [.. positions.Select(p =>
        {
            double below = values[(long)Math.Floor(p)], above = values[(long)Math.Ceiling(p)];
            return below + (above - below) * (p - Math.Floor(p));
        })];
    }

    private Dictionary<long, float> Select(long[] ranks)
    {
        var context = program.Context;
        using var none = context.Allocate<byte>(1);
        var wanted = ranks.Select(r => new Wanted(r, r, 0, 0)).ToArray();
        // Slots of a step are the distinct prefixes that the wanted ranks lead to.
        wanted = Narrow(wanted, Count(0, 1, none, none), Wide);
        var (first, firstSlots) = Table(wanted.Select(w => (int)w.Prefix), Wide);
        using var firstTable = context.Upload<byte>(first, token);
        wanted = [.. wanted.Select(w => w with { Slot = first[w.Prefix] })];
        wanted = Narrow(wanted, Count(1, firstSlots, firstTable, none), Wide);
        var (second, secondSlots) = Table(wanted.Select(w => w.Slot * Wide + (int)(w.Prefix % Wide)), firstSlots * Wide);
        using var secondTable = context.Upload<byte>(second, token);
        wanted = [.. wanted.Select(w => w with { Slot = second[w.Slot * Wide + (int)(w.Prefix % Wide)] })];
        wanted = Narrow(wanted, Count(2, secondSlots, firstTable, secondTable), Last);
        return wanted.ToDictionary(w => w.Rank, w => FromOrdered((uint)w.Prefix));
    }

    private long[] Count(int step, int slots, DeviceBuffer<byte> first, DeviceBuffer<byte> second) =>
        segments.Counts(program["digits"], image, slots * (step == 2 ? Last : Wide), [step, slots, first, second], token);

    /// <summary>Finds for each rank the next digit of its value, and its rank among the values that share the longer prefix.</summary>
    private static Wanted[] Narrow(Wanted[] wanted, long[] counts, int width) => [.. wanted.Select(w =>
    {
        var (digit, left) = (0, w.Left);
        while (left >= counts[w.Slot * width + digit])
        {
            left -= counts[w.Slot * width + digit++];
        }
        return w with { Left = left, Prefix = w.Prefix * width + digit };
    })];

    private static (byte[] Table, int Slots) Table(IEnumerable<int> places, int length)
    {
        var table = new byte[length];
        Array.Fill(table, None);
        var slots = 0;
        foreach (var place in places.Distinct())
        {
            table[place] = (byte)slots++;
        }
        return (table, slots);
    }

    private static float FromOrdered(uint key) => BitConverter.UInt32BitsToSingle((key >> 31) != 0 ? key ^ 0x80000000u : ~key);

    /// <param name="Rank">The rank among all values, from 0.</param>
    /// <param name="Left">The rank among the values of the same prefix.</param>
    /// <param name="Prefix">The digits found so far.</param>
    /// <param name="Slot">The table of counts that belongs to the prefix.</param>
    private sealed record Wanted(long Rank, long Left, long Prefix, int Slot);
}
