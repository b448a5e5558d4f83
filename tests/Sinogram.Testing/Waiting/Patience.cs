using System.Runtime.CompilerServices;

namespace Sinogram.Testing.Waiting;

/// <summary>How tests wait for what has to happen: until it has happened, or for so long that no machine is merely slow.</summary>
public static class Patience
{
    /// <summary>The longest that anything may take that takes an instant on an idle machine.</summary>
    public static readonly TimeSpan Limit = TimeSpan.FromSeconds(120);

    /// <summary>Waits until a condition holds that no event tells.</summary>
    /// <param name="condition">The condition; asked often, so it must be cheap.</param>
    /// <param name="what">What is waited for, for the message.</param>
    public static Task UntilAsync(Func<bool> condition, [CallerArgumentExpression(nameof(condition))] string what = "") =>
        UntilAsync(() => Task.FromResult(condition()), what);

    /// <inheritdoc cref="UntilAsync(Func{bool}, string)"/>
    public static async Task UntilAsync(Func<Task<bool>> condition, [CallerArgumentExpression(nameof(condition))] string what = "")
    {
        ArgumentNullException.ThrowIfNull(condition);
        var began = TimeProvider.System.GetTimestamp();
        while (!await condition().ConfigureAwait(false))
        {
            Assert.True(TimeProvider.System.GetElapsedTime(began) < Limit, $"not within {Limit.TotalSeconds} s: {what}");
            await Task.Delay(10, TestContext.Current.CancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Waits for a signal that another thread gives; fails where it does not come.</summary>
    public static void Await(this ManualResetEventSlim signal, [CallerArgumentExpression(nameof(signal))] string what = "")
    {
        ArgumentNullException.ThrowIfNull(signal);
        Assert.True(signal.Wait(Limit), $"not within {Limit.TotalSeconds} s: {what}");
    }
}
