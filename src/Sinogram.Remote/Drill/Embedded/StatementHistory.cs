namespace Sinogram.Remote.Drill.Embedded;

/// <summary>A statement that was run.</summary>
/// <param name="Id">Its number among all.</param>
/// <param name="Start">When it began, by the clock of this machine.</param>
/// <param name="Planning">How many milliseconds went by before the engine ran it.</param>
/// <param name="Total">How many milliseconds it took.</param>
/// <param name="State">COMPLETED, FAILED or CANCELED.</param>
/// <param name="Storages">The storages that it read.</param>
/// <param name="Query">What the user wrote.</param>
/// <param name="Error">Why it failed, or null.</param>
internal sealed record StatementProfile(string Id, DateTime Start, long Planning, long Total, string State, IReadOnlyList<string> Storages, string Query, string? Error);

/// <summary>The last statements of a session, which <c>sys.profiles</c> shows.</summary>
internal sealed class StatementHistory(TimeProvider time)
{
    private const int Most = 100;
    private readonly Queue<StatementProfile> _done = new();

    public TimeProvider Time { get; } = time;

    /// <summary>The last one first.</summary>
    public IEnumerable<StatementProfile> Done => _done.Reverse();

    public void Add(StatementProfile profile)
    {
        _done.Enqueue(profile);
        if (_done.Count > Most) { _done.Dequeue(); }
    }
}
