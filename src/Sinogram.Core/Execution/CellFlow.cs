namespace Sinogram.Core.Execution;

/// <summary>
/// The flow of the cell in which it was made, for what is shown on behalf of that cell by threads that earlier ones have started: what the cell reveals is revealed
/// there too.
/// </summary>
public sealed class CellFlow
{
    // Null where the flow of contexts is suppressed.
    private readonly ExecutionContext? _captured = ExecutionContext.Capture();

    /// <summary>Runs something as a part of that flow.</summary>
    public void Run(Action action)
    {
        ArgumentNullException.ThrowIfNull(action);
        if (_captured is null)
        {
            action();
        }
        else
        {
            ExecutionContext.Run(_captured, static a => ((Action)a!)(), action);
        }
    }
}
