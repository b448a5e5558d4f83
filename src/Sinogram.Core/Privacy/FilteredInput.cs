using Sinogram.Core.Display;

namespace Sinogram.Core.Privacy;

/// <summary>Questions pass the output filter: a prompt is shown as any output is.</summary>
internal sealed class FilteredInput(IInput input, IOutputFilter filter) : IInput
{
    public bool IsAvailable => input.IsAvailable;

    public Task<string> AskAsync(string prompt, bool secret, CancellationToken token) => input.AskAsync(filter.Filter(prompt), secret, token);
}
