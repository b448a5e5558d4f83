using System.Globalization;
using Sinogram.Core.Display;
using Sinogram.Core.Execution;
using Sinogram.Core.Magics;

namespace Sinogram.Magics.Notebook;

/// <summary><c>#!time</c>: how long the rest of the cell takes on the wall clock.</summary>
public sealed class TimeMagic(TimeProvider time) : IPrefixMagic
{
    /// <inheritdoc/>
    public MagicInfo Info { get; } = new(
        "time", "Says how long the rest of the cell took.", [new VerbInfo("", "Times the lines below.")], "#!time\nEnumerable.Range(0, 1_000_000).Sum(x => (long)x)")
    {
        IsPrefix = true,
    };

    /// <inheritdoc/>
    public async Task<CellResult> RunAroundAsync(MagicInvocation invocation, Func<CancellationToken, Task<CellResult>> rest, CancellationToken token)
    {
        ArgumentNullException.ThrowIfNull(invocation);
        ArgumentNullException.ThrowIfNull(rest);
        var started = time.GetTimestamp();
        try
        {
            return await rest(token).ConfigureAwait(false);
        }
        finally
        {
            var milliseconds = time.GetElapsedTime(started).TotalMilliseconds;
            invocation.Context.Output.Display(MimeBundle.Text($"Wall time: {milliseconds.ToString("0.00", CultureInfo.InvariantCulture)} ms"));
        }
    }
}
