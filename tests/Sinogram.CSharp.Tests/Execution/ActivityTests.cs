using Sinogram.CSharp.Execution;

namespace Sinogram.CSharp.Tests.Execution;

public sealed class ActivityTests : IDisposable
{
    private readonly Activity _activity = new(TimeProvider.System);

    public void Dispose() => _activity.Dispose();

    [Fact]
    public void Rest_is_when_nothing_has_been_asked_for_in_a_while() => Assert.True(_activity.WaitForRest());

    [Fact]
    public async Task There_is_no_rest_while_a_cell_runs()
    {
        _activity.Begin();
        _activity.Begin();
        _activity.End();
        var rest = Task.Factory.StartNew(_activity.WaitForRest, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        Assert.False(rest.IsCompleted);
        _activity.End();
        Assert.True(await rest);
    }

    [Fact]
    public async Task The_end_ends_the_wait()
    {
        _activity.Begin();
        var rest = Task.Factory.StartNew(_activity.WaitForRest, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        _activity.Dispose();
        Assert.False(await rest);
    }
}
