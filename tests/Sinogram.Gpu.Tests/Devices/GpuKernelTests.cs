using Sinogram.Gpu.Devices;
using Sinogram.Testing.Waiting;

namespace Sinogram.Gpu.Tests.Devices;

public sealed class GpuKernelTests
{
    private const string Source = """
        kernel void saxpy(global const float* x, global float* y, float a)
        {
            y[get_global_id(0)] += a * x[get_global_id(0)];
        }
        kernel void count(global uint* visits, uint width)
        {
            visits[get_global_id(1) * width + get_global_id(0)] += 1;
        }
        kernel void spin(global uint* target, uint rounds)
        {
            uint v = get_global_id(0);
            for (uint i = 0; i < rounds; i++) v = v * 1664525u + 1013904223u;
            target[get_global_id(0)] = v;
        }
        """;

    private const string Groups = """
        kernel void sums(global const int* x, global int* groups, local int* scratch)
        {
            size_t l = get_local_id(0);
            scratch[l] = x[get_global_id(0)];
            for (size_t s = get_local_size(0) / 2; s > 0; s /= 2)
            {
                barrier(CLK_LOCAL_MEM_FENCE);
                if (l < s) scratch[l] += scratch[l + s];
            }
            if (l == 0) groups[get_group_id(0)] = scratch[0];
        }
        """;

    [Theory]
    [InlineData(1)]
    [InlineData(63)]
    [InlineData(64)]
    [InlineData(1000)]
    [InlineData(262_147)]
    public void Every_work_item_runs_once_however_the_launch_is_cut(int n)
    {
        var context = OpenClDevice.Context;
        var x = Enumerable.Range(0, n).Select(i => (float)i).ToArray();
        using var dx = context.Upload<float>(x);
        using var dy = context.Allocate<float>(n);
        dy.Fill(1);
        context.Compile(Source)["saxpy"].Launch(n, [dx, dy, 2]);
        Assert.Equal(x.Select(v => 1 + 2 * v), dy.ToArray());
    }

    [Fact]
    public void A_launch_in_two_dimensions_visits_each_place_once()
    {
        var context = OpenClDevice.Context;
        using var visits = context.Allocate<uint>(301 * 77);
        visits.Fill(0);
        context.Compile(Source)["count"].Launch(new LaunchSize(301, 77), [visits, 301]);
        Assert.All(visits.ToArray(), v => Assert.Equal(1u, v));
    }

    [Fact]
    public void Groups_with_local_memory_and_barriers_keep_their_size()
    {
        var context = OpenClDevice.Context;
        var x = Enumerable.Range(0, 4096).ToArray();
        using var dx = context.Upload<int>(x);
        using var sums = context.Allocate<int>(64);
        context.Compile(Groups)["sums"].Launch(new LaunchSize(4096) { Group = (64, 1, 1) }, [dx, sums, KernelArgument.Local<int>(64)]);
        Assert.Equal(x.Chunk(64).Select(c => c.Sum()), sums.ToArray());
    }

    [Fact]
    public void Arguments_are_checked_by_number_kind_and_type()
    {
        var context = OpenClDevice.Context;
        var saxpy = context.Compile(Source)["saxpy"];
        using var floats = context.Allocate<float>(4);
        using var ints = context.Allocate<int>(4);
        Assert.Contains("takes 3 arguments, not 2", Assert.Throws<GpuException>(() => saxpy.Launch(4, [floats, floats])).Message, StringComparison.Ordinal);
        Assert.Contains("Parameter 'x' of saxpy takes float*, but the buffer holds int", Assert.Throws<GpuException>(() => saxpy.Launch(4, [ints, floats, 1])).Message, StringComparison.Ordinal);
        Assert.Contains("Parameter 'a' of saxpy takes a number", Assert.Throws<GpuException>(() => saxpy.Launch(4, [floats, floats, floats])).Message, StringComparison.Ordinal);
        var count = context.Compile(Source)["count"];
        using var visits = context.Allocate<uint>(4);
        Assert.Contains("cannot hold -1", Assert.Throws<GpuException>(() => count.Launch(4, [visits, -1])).Message, StringComparison.Ordinal);
        Assert.Contains("cannot hold 0.5", Assert.Throws<GpuException>(() => count.Launch(4, [visits, 0.5])).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Cancelling_ends_a_long_run_between_two_launches_and_the_device_still_works()
    {
        var context = OpenClDevice.Context;
        using var target = context.Allocate<uint>(1 << 22);
        target.Fill(0);
        var spin = context.Compile(Source)["spin"];
        spin.Launch(64, [target, 1]);
        using var stop = new CancellationTokenSource();
        // Minutes of work if it were not stopped.
        var run = Task.Run(() => spin.Launch(1 << 22, [target, 400_000], stop.Token), TestContext.Current.CancellationToken);
        await Patience.UntilAsync(() => context.Timings.Launches >= 3);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => run);
        Assert.Equal(0u, target.ToArray()[^1]);
        spin.Launch(64, [target, 1]);
    }

    [Fact]
    public async Task A_launch_that_cannot_be_cut_is_left_behind_by_an_interrupt_and_what_follows_waits_for_it()
    {
        using var context = new GpuContext(OpenClDevice.Context.Device);
        using var target = context.Allocate<uint>(1);
        // Some seconds of work in one item; the question for the global size keeps it whole.
        var kernel = context.Compile("""
            kernel void whole(global uint* target, uint rounds)
            {
                uint v = get_global_size(0);
                for (uint i = 0; i < rounds; i++) v = v * 1664525u + 1013904223u;
                target[0] = v;
            }
            """)["whole"];
        kernel.Launch(1, [target, 3], TestContext.Current.CancellationToken);
        const uint Rounds = 1_500_000_000;
        using var stop = new CancellationTokenSource();
        using var launching = new ManualResetEventSlim();
        var run = Task.Factory.StartNew(
            () =>
            {
                launching.Set();
                kernel.Launch(1, [target, Rounds], stop.Token);
            },
            TestContext.Current.CancellationToken,
            TaskCreationOptions.LongRunning,
            TaskScheduler.Default);
        launching.Await();
        // On this thread, because the pool's may come late: the launch is to have begun and not to have ended.
        Thread.Sleep(200);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => run);
        Assert.ThrowsAny<OperationCanceledException>(() => target.ToArray(stop.Token));
        Assert.Equal([After(Rounds)], target.ToArray(TestContext.Current.CancellationToken));

        // The recurrence in as many squarings as the number has digits.
        static uint After(uint rounds)
        {
            var (a, c, value) = (1664525u, 1013904223u, 1u);
            for (; rounds > 0; rounds >>= 1)
            {
                value = (rounds & 1) == 1 ? (value * a) + c : value;
                (a, c) = (a * a, (a * c) + c);
            }
            return value;
        }
    }

    [Fact]
    public void Times_of_kernels_and_copies_are_counted_apart()
    {
        var context = new GpuContext(OpenClDevice.Context.Device);
        using var x = context.Upload<uint>(new uint[100_000]);
        var before = context.Timings;
        Assert.Equal(400_000, before.UploadBytes);
        context.Compile(Source)["spin"].Launch(100_000, [x, 100]);
        var spent = context.Timings - before;
        Assert.True(spent.Kernels > TimeSpan.Zero);
        Assert.Equal((0, 0), (spent.UploadBytes, spent.DownloadBytes));
        _ = x.ToArray();
        Assert.Equal(400_000, (context.Timings - before).DownloadBytes);
        context.Dispose();
    }

    [Fact]
    public void A_buffer_refuses_what_lies_outside()
    {
        using var buffer = OpenClDevice.Context.Allocate<float>(8);
        Assert.Throws<ArgumentOutOfRangeException>(() => buffer.Write(new float[9]));
        Assert.Throws<ArgumentOutOfRangeException>(() => buffer.Read(new float[4], at: 5));
        Assert.Throws<GpuException>(() => OpenClDevice.Context.Allocate<float>(1L << 50));
    }
}
