using Sinogram.Core.Display;

namespace Sinogram.Magics.Tests.Notebook;

/// <summary>A person who has the answers ready, and remembers what was asked.</summary>
internal sealed class Answers(params string[] answers) : IInput
{
    private readonly Queue<string> _answers = new(answers);

    public List<(string Prompt, bool Secret)> Asked { get; } = [];

    public bool IsAvailable => true;

    public Task<string> AskAsync(string prompt, bool secret, CancellationToken token)
    {
        Asked.Add((prompt, secret));
        return Task.FromResult(_answers.Dequeue());
    }
}
