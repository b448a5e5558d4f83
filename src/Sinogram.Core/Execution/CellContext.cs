using Sinogram.Core.Display;

namespace Sinogram.Core.Execution;

/// <summary>
/// What a running cell has at hand. Its identity flows with the work that the cell starts, on every thread and task,
/// so that output and interrupts find their cell.
/// </summary>
public sealed class CellContext
{
    private static readonly AsyncLocal<CellContext?> CurrentContext = new();

    /// <param name="output">Where the cell's output goes.</param>
    /// <param name="input">Who answers its questions.</param>
    /// <param name="channels">Live channels to its front end.</param>
    /// <param name="cellNumber">The execution count.</param>
    public CellContext(IOutput output, IInput input, IChannelHost channels, int cellNumber)
    {
        Output = output;
        Input = input;
        Channels = channels;
        CellNumber = cellNumber;
    }

    /// <summary>The cell that started the calling work, or null outside any.</summary>
    public static CellContext? Current => CurrentContext.Value;

    /// <summary>Where the cell's output goes.</summary>
    public IOutput Output { get; }

    /// <summary>Who answers its questions.</summary>
    public IInput Input { get; }

    /// <summary>Live channels to its front end.</summary>
    public IChannelHost Channels { get; }

    /// <summary>The execution count.</summary>
    public int CellNumber { get; }

    /// <summary>The calling thread waits for this cell and for nothing else: a language may use it instead of one of its own.</summary>
    public bool IsCallerWaiting => WaitingThread == Thread.CurrentThread;

    /// <summary>The thread that waits for this cell, or null.</summary>
    internal Thread? WaitingThread { get; init; }

    /// <summary>The notebook that the cell belongs to, where there is one.</summary>
    public Session? Session { get; init; }

    /// <summary>Cancelled when the cell is interrupted.</summary>
    public CancellationToken Token { get; private set; }

    /// <summary>Makes this the current cell of the calling flow until the scope is disposed.</summary>
    public IDisposable Enter(CancellationToken token)
    {
        Token = token;
        var before = CurrentContext.Value;
        CurrentContext.Value = this;
        return new Scope(before);
    }

    private sealed class Scope(CellContext? before) : IDisposable
    {
        public void Dispose() => CurrentContext.Value = before;
    }
}
