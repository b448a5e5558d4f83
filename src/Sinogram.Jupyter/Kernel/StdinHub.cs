using Sinogram.Core.Display;
using Sinogram.Jupyter.Channels;
using Sinogram.Jupyter.Requests;
using Sinogram.Jupyter.Wire;

namespace Sinogram.Jupyter.Kernel;

/// <summary>Questions to the person at the front end, one at a time. Answers are kept nowhere.</summary>
internal sealed class StdinHub(KernelChannels channels, MessageWriter writer) : IDisposable
{
    private readonly SemaphoreSlim _turn = new(1, 1);
    private Question? _asked;

    /// <summary>The input of a request.</summary>
    internal IInput For(Request request, bool allowed) => allowed ? new Input(this, request) : new NoInput();

    /// <summary>An input_reply came.</summary>
    internal void Answer(Message reply)
    {
        var question = Volatile.Read(ref _asked);
        // Some clients leave the parent out; where it is there, it must be the question's.
        if (question is not null && reply.Json.Text("value") is { } value && (reply.ParentId is not { } parent || parent == question.Id))
        {
            question.Answer.TrySetResult(value);
        }
    }

    public void Dispose() => _turn.Dispose();

    private async Task<string> AskAsync(Request request, string prompt, bool secret, CancellationToken token)
    {
        await _turn.WaitAsync(token).ConfigureAwait(false);
        try
        {
            request.Output.Flush();
            var frames = writer.Write(
                request.Message.Identities,
                "input_request",
                request.Header,
                json =>
                {
                    json.WriteText("prompt", prompt);
                    json.WriteBoolean("password", secret);
                },
                out var id);
            var question = new Question(id, new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously));
            Volatile.Write(ref _asked, question);
            channels.Post(ChannelName.Stdin, frames);
            return await question.Answer.Task.WaitAsync(token).ConfigureAwait(false);
        }
        finally
        {
            Volatile.Write(ref _asked, null);
            _turn.Release();
        }
    }

    private sealed record Question(string Id, TaskCompletionSource<string> Answer);

    private sealed class Input(StdinHub hub, Request request) : IInput
    {
        public bool IsAvailable => true;

        public Task<string> AskAsync(string prompt, bool secret, CancellationToken token) => hub.AskAsync(request, prompt, secret, token);
    }
}
