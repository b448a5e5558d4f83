using System.Text.Json;
using Sinogram.Core.Execution;
using Sinogram.Jupyter.Channels;
using Sinogram.Jupyter.Wire;

namespace Sinogram.Jupyter.Client;

/// <summary>A running kernel of another language, from its first answer to its end.</summary>
internal sealed class ConnectedKernel : IDisposable
{
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan AskAgain = TimeSpan.FromMilliseconds(250);

    /// <summary>An interrupted kernel is asked to stop so often, with this much time each, before it is left alone.</summary>
    private const int Interrupts = 4;
    private static readonly TimeSpan InterruptPatience = TimeSpan.FromSeconds(2);

    private readonly IKernelPlace _place;
    private readonly TimeProvider _time;
    private readonly KernelClient _client;
    private readonly ForwardedComms _comms;

    private ConnectedKernel(IKernelPlace place, string language, TimeProvider time)
    {
        (_place, _time, _client) = (place, time, place.Client);
        _comms = new ForwardedComms(_client, context => Run(language, context, CancellationToken.None));
        Ended = EndAsync();
    }

    /// <summary>The process number; null where it is not of this machine.</summary>
    internal int? ProcessId => _place.ProcessId;

    /// <summary>Completes when the kernel has ended, with the reason in words.</summary>
    internal Task<string> Ended { get; }

    /// <summary>What the kernel says of itself.</summary>
    internal JsonElement Info { get; private set; }

    /// <summary>Waits until a kernel that was started answers and its output arrives.</summary>
    /// <param name="place">The kernel; it ends with the result, or when this fails.</param>
    /// <param name="language">The kernel's selector; keeps its display ids apart from others'.</param>
    /// <param name="time">The clock.</param>
    /// <param name="token">Ends the wait.</param>
    /// <exception cref="KernelException">It ends or stays silent instead.</exception>
    internal static async Task<ConnectedKernel> StartAsync(IKernelPlace place, string language, TimeProvider time, CancellationToken token)
    {
        var kernel = new ConnectedKernel(place, language, time);
        try
        {
            await kernel.WaitUntilReadyAsync(token).WaitAsync(StartLimit, time, token).ConfigureAwait(false);
            return kernel;
        }
        catch (TimeoutException)
        {
            kernel.Dispose();
            throw new KernelException($"The kernel {place.Name} did not answer within {StartLimit.TotalSeconds:0} s.{place.LastWords}");
        }
        catch
        {
            kernel.Dispose();
            throw;
        }
    }

    /// <summary>Runs a cell.</summary>
    /// <exception cref="KernelDiedException">The kernel has ended.</exception>
    /// <exception cref="KernelBusyException">It did not stop when interrupted.</exception>
    /// <exception cref="OperationCanceledException">It was interrupted.</exception>
    internal async Task<CellResult> RunAsync(string code, string language, CellContext context, CancellationToken token)
    {
        var run = Run(language, context, token);
        var request = _client.Send(
            ChannelName.Shell,
            "execute_request",
            json => WriteExecute(json, code, silent: false, context.Input.IsAvailable, null),
            new RequestOrigin(run.Take) { Context = context });
        await WaitAsync(request, token).ConfigureAwait(false);
        return run.Result(await request.Reply.ConfigureAwait(false));
    }

    /// <summary>Runs code without a trace in the kernel's history, and gives the text of an expression after it.</summary>
    /// <exception cref="KernelCodeException">The code or the expression failed.</exception>
    internal async Task<string> EvaluateAsync(string code, string expression, CancellationToken token)
    {
        const string Name = "value";
        var request = _client.Send(
            ChannelName.Shell, "execute_request", json => WriteExecute(json, code, silent: true, allowStdin: false, (Name, expression)));
        await WaitAsync(request, token).ConfigureAwait(false);
        var content = (await request.Reply.ConfigureAwait(false)).Json;
        var value = content.Object("user_expressions")?.Object(Name);
        if (content.Text("status") != "ok" || value?.Text("status") != "ok")
        {
            var failed = content.Text("status") != "ok" ? content : value ?? content;
            throw new KernelCodeException(failed.Text("ename") ?? "Error", failed.Text("evalue") ?? "the kernel gave no value");
        }

        return value.Value.Object("data")?.Text("text/plain") ?? "";
    }

    /// <summary>Asks on shell and gives the reply's content.</summary>
    internal async Task<JsonElement> AskAsync(string type, Action<Utf8JsonWriter> content, CancellationToken token) =>
        (await _client.Send(ChannelName.Shell, type, content).Reply.WaitAsync(token).ConfigureAwait(false)).Json;

    /// <summary>Asks the kernel to end, and ends its process and its children where it does not.</summary>
    internal async Task ShutdownAsync(TimeSpan patience)
    {
        await _place.EndAsync(patience).ConfigureAwait(false);
        Dispose();
    }

    public void Dispose()
    {
        _comms.Dispose();
        _place.Dispose();
    }

    private CellRun Run(string language, CellContext context, CancellationToken token) =>
        new(language, context, _client.Answer, () => _ = _place.InterruptAsync(), token);

    private static void WriteExecute(Utf8JsonWriter json, string code, bool silent, bool allowStdin, (string Name, string Expression)? ask)
    {
        json.WriteString("code", code);
        json.WriteBoolean("silent", silent);
        json.WriteBoolean("store_history", !silent);
        json.WriteStartObject("user_expressions");
        if (ask is var (name, expression))
        {
            json.WriteString(name, expression);
        }

        json.WriteEndObject();
        json.WriteBoolean("allow_stdin", allowStdin);
        json.WriteBoolean("stop_on_error", false);
    }

    private async Task<string> EndAsync()
    {
        var how = await _place.Ended.ConfigureAwait(false);
        var words = $"The kernel {_place.Name} {how}.{_place.LastWords}";
        _client.Break(new KernelDiedException(words));
        _comms.Dispose();
        return words;
    }

    /// <summary>The subscription to iopub takes effect some time after the socket connects: a request whose idle arrives proves that it has.</summary>
    private async Task WaitUntilReadyAsync(CancellationToken token)
    {
        // An end before that is told by the request below.
        await Task.WhenAny(_client.Connected, Ended).WaitAsync(token).ConfigureAwait(false);
        while (true)
        {
            var request = _client.Send(ChannelName.Shell, "kernel_info_request", _ => { });
            try
            {
                await request.Completed.WaitAsync(AskAgain, _time, token).ConfigureAwait(false);
                Info = (await request.Reply.ConfigureAwait(false)).Json;
                return;
            }
            catch (TimeoutException)
            {
                // Not up yet, or up and this request's idle went out before the subscription: ask again.
            }
        }
    }

    /// <summary>Waits for a request; a token that is cancelled interrupts the kernel.</summary>
    private async Task WaitAsync(KernelRequest request, CancellationToken token)
    {
        try
        {
            await request.Completed.WaitAsync(token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (token.IsCancellationRequested)
        {
            if (!await InterruptAsync(request).ConfigureAwait(false))
            {
                throw new KernelBusyException($"The kernel {_place.Name} goes on with the cell although it was interrupted; its next cell waits for it.");
            }

            throw;
        }
    }

    private async Task<bool> InterruptAsync(KernelRequest request)
    {
        for (var i = 0; i < Interrupts; i++)
        {
            await _place.InterruptAsync().ConfigureAwait(false);
            try
            {
                await request.Completed.WaitAsync(InterruptPatience, _time, CancellationToken.None).ConfigureAwait(false);
                return true;
            }
            catch (TimeoutException)
            {
                // A library call that looks at no signal: ask again.
            }
        }

        return false;
    }
}
