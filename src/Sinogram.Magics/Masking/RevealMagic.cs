using Sinogram.Core.Execution;
using Sinogram.Core.Magics;

namespace Sinogram.Magics.Masking;

/// <summary><c>#!reveal</c>: what the rest of the cell displays shows identifying values, as <c>--reveal</c> does for one magic.</summary>
public sealed class RevealMagic : IPrefixMagic
{
    /// <inheritdoc/>
    public MagicInfo Info { get; } = new(
        "reveal",
        "Shows identifying values in what the rest of the cell displays; noted in the audit, in Jupyter only.",
        [new VerbInfo("", "Displays and values are shown unmasked and marked as revealed; streams and errors stay masked.")],
        "#!reveal\nfile.DataSet.GetString(Tags.PatientName)")
    {
        IsPrefix = true,
    };

    /// <inheritdoc/>
    public async Task<CellResult> RunAroundAsync(MagicInvocation invocation, Func<CancellationToken, Task<CellResult>> rest, CancellationToken token)
    {
        ArgumentNullException.ThrowIfNull(invocation);
        ArgumentNullException.ThrowIfNull(rest);
        using var reveal = invocation.Context.Reveal();
        return reveal.Reveal(await rest(token).ConfigureAwait(false), invocation.Context.Output);
    }
}
