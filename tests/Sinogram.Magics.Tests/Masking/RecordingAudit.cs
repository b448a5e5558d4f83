using Sinogram.Core.Display;
using Sinogram.Core.Privacy;

namespace Sinogram.Magics.Tests.Masking;

/// <summary>An audit that keeps its lines.</summary>
internal sealed class RecordingAudit : IAudit
{
    public List<AuditEntry> Entries { get; } = [];

    /// <summary>Called when a line is asked for.</summary>
    public Action? Written { get; set; }

    public void Require()
    {
    }

    public void Write(AuditEntry entry)
    {
        Written?.Invoke();
        Entries.Add(entry);
    }
}

/// <summary>A person who answers every question with nothing.</summary>
internal sealed class AnsweringInput : IInput
{
    public bool IsAvailable => true;

    public Task<string> AskAsync(string prompt, bool secret, CancellationToken token) => Task.FromResult("");
}
