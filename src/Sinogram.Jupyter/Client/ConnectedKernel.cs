using System.Text.Json;
using Sinogram.Core.Execution;
using Sinogram.Jupyter.Channels;
using Sinogram.Jupyter.Wire;

namespace Sinogram.Jupyter.Client;

/// <summary>A running kernel of another language: its process, its sockets, and its files, from start to end.</summary>
internal sealed class ConnectedKernel : IDisposable
{
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan AskAgain = TimeSpan.FromMilliseconds(250);

    /// <summary>An interrupted kernel is asked to stop so often, with this much time each, before it is left alone.</summary>
    private const int Interrupts = 4;
    private static readonly TimeSpan InterruptPatience = TimeSpan.FromSeconds(2);

    private readonly KernelSpec _spec;
    private readonly TimeProvider _time;
    private readonly SocketFolder _folder;
    private readonly OutputTail _tail = new();
    private readonly IKernelProcess _process;
    private readonly KernelClient _client;

    private ConnectedKernel(KernelSpec spec, IKernelLauncher launcher, TimeProvider time)
    {
        (_spec, _time) = (spec, time);
        _folder = new SocketFolder(spec);
        try
        {
            var command = spec.Command.Select(word => word.Replace("{connection_file}", _folder.ConnectionFile, StringComparison.Ordinal)).ToList();
            var environment = new Dictionary<string, string>(spec.Environment)
            {
                // Without it, Python warns of its own debugger.
                ["PYDEVD_DISABLE_FILE_VALIDATION"] = "1",
                ["JPY_PARENT_PID"] = Environment.ProcessId.ToString(System.Globalization.CultureInfo.InvariantCulture),
            };
            _process = launcher.Start(command, environment, _tail.Add);
        }
        catch
        {
            _folder.Dispose();
            throw;
        }

        _client = new KernelClient(_folder.Connection, time);
        Ended = EndAsync();
    }

    /// <summary>The process number.</summary>
    internal int ProcessId => _process.ProcessId;

    /// <summary>Completes when the process has ended, with the reason in words.</summary>
    internal Task<string> Ended { get; }

    /// <summary>What the kernel says of itself.</summary>
    internal JsonElement Info { get; private set; }

    /// <summary>Starts a kernel and waits until it answers and its output arrives.</summary>
    /// <exception cref="KernelException">It cannot be started, or ends or stays silent instead.</exception>
    internal static async Task<ConnectedKernel> StartAsync(KernelSpec spec, IKernelLauncher launcher, TimeProvider time, CancellationToken token)
    {
        var kernel = new ConnectedKernel(spec, launcher, time);
        try
        {
            await kernel.WaitUntilReadyAsync(token).WaitAsync(StartLimit, time, token).ConfigureAwait(false);
            return kernel;
        }
        catch (TimeoutException)
        {
            kernel.Dispose();
            throw new KernelException($"The kernel {spec.Name} did not answer within {StartLimit.TotalSeconds:0} s.{kernel._tail.InWords}");
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
        var run = new CellRun(language, context, _client.Answer, token);
        var request = _client.Send(
            ChannelName.Shell,
            "execute_request",
            json => WriteExecute(json, code, silent: false, context.Input.IsAvailable, null),
            run.Take);
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
        if (!_process.Ended.IsCompleted)
        {
            _client.Send(ChannelName.Control, "shutdown_request", json => json.WriteBoolean("restart", false));
            try
            {
                await _process.Ended.WaitAsync(patience, _time, CancellationToken.None).ConfigureAwait(false);
            }
            catch (TimeoutException)
            {
                _process.Kill();
            }
        }

        Dispose();
    }

    public void Dispose()
    {
        _process.Dispose();
        _client.Dispose();
        _folder.Dispose();
    }

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
        var how = await _process.Ended.ConfigureAwait(false);
        var words = $"The kernel {_spec.Name} {how}.{_tail.InWords}";
        _client.Break(new KernelDiedException(words));
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
                throw new KernelBusyException($"The kernel {_spec.Name} goes on with the cell although it was interrupted; its next cell waits for it.");
            }

            throw;
        }
    }

    private async Task<bool> InterruptAsync(KernelRequest request)
    {
        for (var i = 0; i < Interrupts; i++)
        {
            if (_spec.InterruptsByMessage)
            {
                _client.Send(ChannelName.Control, "interrupt_request", _ => { });
            }
            else
            {
                _process.Interrupt();
            }

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
