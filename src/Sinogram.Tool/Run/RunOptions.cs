namespace Sinogram.Tool.Run;

/// <summary>What <c>sinogram run</c> was asked to do.</summary>
/// <param name="Notebook">The notebook to run.</param>
/// <param name="Output">Where the executed notebook goes.</param>
/// <param name="Html">Where the report goes; null for none.</param>
/// <param name="Parameters">Values by parameter name, as text.</param>
/// <param name="CellTimeout">The longest that one cell may take.</param>
/// <param name="WorkingDirectory">The folder that the cells run in; null for the caller's.</param>
internal sealed record RunOptions(
    string Notebook,
    string Output,
    string? Html,
    IReadOnlyDictionary<string, string> Parameters,
    TimeSpan? CellTimeout,
    string? WorkingDirectory);
