using System.Globalization;

namespace Sinogram.Data.Engine;

/// <summary>Ends a result that grows beyond the memory that there is, while it can still be told: later the system would end the process.</summary>
/// <param name="available">Bytes that can be had now.</param>
/// <param name="total">Bytes that the process may use in all.</param>
internal sealed class MemoryGuard(Func<long> available, Func<long> total)
{
    private static readonly Lazy<long> Total = new(ContainerLimits.Memory);

    // Rows between two looks.
    private const long Step = 256 * 1024;
    private long _next = Step;

    public MemoryGuard() : this(ContainerLimits.AvailableMemory, () => Total.Value) { }

    /// <exception cref="TableException">Too little is left.</exception>
    public void Check(long rows)
    {
        if (rows < _next) { return; }
        _next = rows + Step;
        if (available() is var left && left < Math.Min(total() / 20, 512L << 20))
        {
            throw new TableException(string.Create(CultureInfo.InvariantCulture,
                $"The result has {rows:N0} rows so far, and {left / 1e9:0.0} GB of memory are left: aggregate, filter or LIMIT it, or write it to a file with --export, which needs no memory for its rows."));
        }
    }
}
