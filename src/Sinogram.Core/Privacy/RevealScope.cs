using System.Text.Json;
using Sinogram.Core.Configuration;
using Sinogram.Core.Display;
using Sinogram.Core.Execution;
using Sinogram.Core.Magics;

namespace Sinogram.Core.Privacy;

/// <summary>
/// While it is open, what the calling flow displays shows identifying values. Displays and results are marked with <c>sinogram.revealed</c> in their
/// metadata; streams and errors cannot be marked and stay masked. The audit has its line before what it tells of leaves: where it cannot be written, nothing is
/// shown.
/// </summary>
public sealed class RevealScope : IDisposable
{
    /// <summary>The key of the mark in a display's metadata.</summary>
    public const string MetadataKey = "sinogram.revealed";

    private static readonly AsyncLocal<RevealScope?> Flow = new();

    private readonly Lock _lock = new();
    private readonly SortedDictionary<string, long> _shown = new(StringComparer.Ordinal);
    private readonly RevealScope? _before;
    private readonly IAudit _audit;
    private readonly IOutputFilter _filter;
    private readonly int _cell;
    private bool _wrote;
    private bool _closed;

    private RevealScope(IAudit audit, IOutputFilter filter, int cell)
    {
        _audit = audit;
        _filter = filter;
        _cell = cell;
        _before = Flow.Value;
        Flow.Value = this;
    }

    /// <summary>The scope of the calling flow; null where values are masked.</summary>
    public static RevealScope? Current => Flow.Value is { _closed: false } open ? open : null;

    /// <summary>Opens a scope in the calling flow.</summary>
    /// <exception cref="MagicException">Nothing may be revealed here.</exception>
    public static RevealScope Open(CellContext cell, Settings settings, IAudit audit, IOutputFilter filter)
    {
        ArgumentNullException.ThrowIfNull(cell);
        ArgumentNullException.ThrowIfNull(settings);
        ArgumentNullException.ThrowIfNull(audit);
        if (settings.Headless || !cell.Input.IsAvailable)
        {
            throw new MagicException(
                "Identifying values are revealed to a person in Jupyter only, not in a headless run.", "Leave the reveal out; the variables hold the real values.");
        }

        if (!settings.Policy.AllowReveal)
        {
            throw new MagicException("The administrator's policy forbids revealing identifying values.", "`sinogram doctor --policy` shows the policy in force.");
        }

        audit.Require();
        return new RevealScope(audit, filter, cell.CellNumber);
    }

    /// <summary>Notes for the audit that an attribute was shown.</summary>
    /// <param name="attribute">Its name, never its value.</param>
    /// <param name="rows">In how many rows.</param>
    public void Note(string attribute, long rows)
    {
        // A pivoted column may bear a patient's name.
        attribute = _filter.Filter(attribute);
        lock (_lock)
        {
            _shown[attribute] = Math.Max(_shown.GetValueOrDefault(attribute), rows);
        }
    }

    /// <summary>A bundle that passes the output filter, marked, once the audit has its line.</summary>
    /// <exception cref="MagicException">The audit cannot be written, so that nothing may be shown.</exception>
    public MimeBundle Reveal(MimeBundle bundle)
    {
        ArgumentNullException.ThrowIfNull(bundle);
        foreach (var (attribute, count) in _filter.Count(bundle))
        {
            Note(attribute, count);
        }

        Write();
        return bundle.Revealed().WithMetadata(MetadataKey, JsonSerializer.Serialize(true));
    }

    /// <summary>A result whose value is shown as it is.</summary>
    public CellResult Reveal(CellResult result, IOutput output)
    {
        ArgumentNullException.ThrowIfNull(output);
        return result is CellResult.Completed { HasValue: true } completed
            ? completed with { Shown = Reveal(completed.Shown ?? output.Format(completed.Value)) }
            : result;
    }

    /// <summary>Ends the scope; where it has shown nothing, the audit has a line that says so.</summary>
    public void Dispose()
    {
        if (_closed)
        {
            return;
        }

        _closed = true;
        Flow.Value = _before;
        if (_wrote)
        {
            return;
        }

        try
        {
            Write();
        }
        catch (MagicException)
        {
            // Nothing was shown: there is nothing that has to be on record.
        }
    }

    private void Write()
    {
        lock (_lock)
        {
            _audit.Write(new AuditEntry("reveal", _cell, [.. _shown.Keys], _shown.Count == 0 ? 0 : _shown.Values.Max()));
            _shown.Clear();
            _wrote = true;
        }
    }
}
