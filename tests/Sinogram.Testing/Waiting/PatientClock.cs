namespace Sinogram.Testing.Waiting;

/// <summary>A clock whose limits (timers of two seconds and more) are sixty times as long: on a busy machine nothing that would end is given up.</summary>
public sealed class PatientClock : TimeProvider
{
    private static readonly TimeSpan ShortestLimit = TimeSpan.FromSeconds(2);

    /// <inheritdoc/>
    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        System.CreateTimer(callback, state, dueTime >= ShortestLimit ? dueTime * 60 : dueTime, period);
}
