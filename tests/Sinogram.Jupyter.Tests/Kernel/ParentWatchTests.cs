using System.Diagnostics;
using Sinogram.Jupyter.Kernel;
using Sinogram.Testing.Waiting;

namespace Sinogram.Jupyter.Tests.Kernel;

public sealed class ParentWatchTests : IDisposable
{
    private readonly ManualResetEventSlim _gone = new();

    public void Dispose() => _gone.Dispose();

    [Fact]
    public void A_parent_that_was_gone_before_anybody_looked_is_noticed()
    {
        using var parent = Process.Start("/bin/true");
        parent.WaitForExit();
        using var watch = new ParentWatch(parent.Id, _gone.Set);
        _gone.Await();
    }

    [Fact]
    public void A_later_process_with_the_parents_number_is_not_taken_for_it()
    {
        using var later = Process.Start("/bin/sleep", "1000");
        using (var watch = new ParentWatch(later.Id, _gone.Set))
        {
            _gone.Await();
        }

        later.Kill();
    }

    [Fact]
    public void A_parent_that_is_there_is_watched_until_it_goes()
    {
        // Process 1 is older than everything and stays.
        using var watch = new ParentWatch(1, _gone.Set);
        Assert.False(_gone.Wait(TimeSpan.FromMilliseconds(1500), TestContext.Current.CancellationToken));
    }
}
