namespace Sinogram.Jupyter.Wire;

/// <summary>
/// Remembers the signatures of the last messages: one that comes again is a replay, since every message has an id of its own. Bounded.
/// Safe from any thread.
/// </summary>
internal sealed class ReplayGuard
{
    /// <summary>As many as jupyter_client's session keeps.</summary>
    internal const int Capacity = 1 << 16;

    private readonly Lock _lock = new();
    private readonly HashSet<UInt128> _seen = [];
    private readonly Queue<UInt128> _order = new();

    /// <summary>True the first time a (verified) signature comes.</summary>
    internal bool IsNew(ReadOnlySpan<byte> signature)
    {
        // Half of a verified HMAC-SHA256 is enough to tell messages apart.
        if (!UInt128.TryParse(signature[..32], System.Globalization.NumberStyles.AllowHexSpecifier, null, out var mark))
        {
            return false;
        }

        lock (_lock)
        {
            if (!_seen.Add(mark))
            {
                return false;
            }

            _order.Enqueue(mark);
            if (_order.Count > Capacity)
            {
                _seen.Remove(_order.Dequeue());
            }

            return true;
        }
    }
}
