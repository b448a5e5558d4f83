using System.Globalization;
using System.Text;
using System.Text.Json;
using Sinogram.Data;
using Sinogram.Data.Privacy;
using Sinogram.Data.Workers;
using Sinogram.Data.Workers.Tables;
using Sinogram.R.Convert;

namespace Sinogram.R;

/// <summary>
/// A session of R, in a process of its own that starts at first use. Variables stay from cell to cell until R ends: by <c>q()</c>, a crash,
/// <see cref="Restart"/>, or a stop that R did not follow. After each of these the next call starts a fresh R, and the call that ended it says so.
/// </summary>
public sealed class RSession : IDisposable
{
    private readonly WorkerHost _host;
    private readonly CrossedColumns _crossed = new();

    public RSession(WorkerOptions? options = null)
    {
        var chosen = options ?? new WorkerOptions(Wire.Worker);
        _host = new WorkerHost(chosen with { Environment = REnvironment.For(chosen.Environment) });
    }

    /// <summary>True while R runs.</summary>
    public bool IsRunning => _host.ProcessId is not null;

    /// <summary>The process number of the running R; null when none runs.</summary>
    public int? ProcessId => _host.ProcessId;

    /// <summary>
    /// Runs R code as the top level of R does: parsed as a whole first, then expression by expression, visible values printed.
    /// </summary>
    /// <param name="code">R code.</param>
    /// <param name="output">Called for every piece of output, in order, from one thread at a time.</param>
    /// <param name="options">Plots, folder, lines.</param>
    /// <param name="token">Interrupts the R code; the session keeps its variables, unless R does not react (<see cref="WorkerKilledException"/>).</param>
    /// <exception cref="RException">The code has an error.</exception>
    /// <exception cref="REndedException">R has ended.</exception>
    /// <exception cref="OperationCanceledException">Interrupted.</exception>
    public async Task RunAsync(string code, Action<ROutput>? output = null, RRunOptions? options = null, CancellationToken token = default)
    {
        ReportLoss(output);
        options ??= RRunOptions.Default;
        var order = JsonSerializer.SerializeToUtf8Bytes(
            new RunOrder(code, options.FirstLine, options.FramesAsTables, options.Plot, options.Folder), WireJson.Default.RunOrder);
        using var reply = await AskAsync(new WorkerRequest(Wire.Run, order, []) { OnQuestion = options.Ask is { } ask ? (question, stop) => ask(question.Text, stop) : null }, output, token, options.IsPublic);
        var outcome = JsonSerializer.Deserialize(reply.Body.Span, WireJson.Default.RunOutcome)!;
        switch (outcome.Status)
        {
            case "error" or "syntax":
                throw new RException(new RError(
                    outcome.Message, outcome.Call, outcome.Line, outcome.Traceback, outcome.Package.Length == 0 ? null : outcome.Package)
                {
                    IsSyntax = outcome.Status == "syntax",
                });
            case "interrupted":
                token.ThrowIfCancellationRequested();
                throw new OperationCanceledException("R was interrupted.");
            case "quit":
                Restart();
                throw new REndedException("R was ended by q(); its variables are gone, and the next R cell starts a fresh session.");
            default:
                break;
        }
    }

    /// <summary>
    /// Gives R a variable: a <see cref="Table"/> becomes a data frame, a dictionary by name a list, arrays and sequences vectors, two-dimensional arrays
    /// matrices; null becomes NA within them and NULL alone. A variable of that name is replaced.
    /// </summary>
    /// <exception cref="RConversionException">R cannot hold the value without loss.</exception>
    public async Task SetAsync(string name, object? value, CancellationToken token = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        if (value is Table given)
        {
            _crossed.Remember(given);
        }

        var encoder = new ValueEncoder();
        var shape = encoder.Encode(name, value);
        var (layout, block) = SharedColumns.Write(encoder.Columns);
        using (block)
        {
            var message = new ValueMessage(name, shape, Encoding.UTF8.GetString(layout));
            var body = JsonSerializer.SerializeToUtf8Bytes(message, WireJson.Default.ValueMessage);
            using var reply = await AskAsync(new WorkerRequest(Wire.Set, body, [block]), null, token);
        }
    }

    /// <summary>
    /// Takes a variable from R: a data frame comes as a <see cref="Table"/>, one value as itself, a vector as an array, a named vector as a table of
    /// name and value, a matrix as a two-dimensional array, a list as a dictionary (or an array where it has no names), NULL as null.
    /// </summary>
    /// <exception cref="RConversionException">There is no such variable, or it is an object that only R knows.</exception>
    public Task<object?> GetAsync(string name, CancellationToken token = default) => GetAsync(name, isPublic: false, token);

    /// <inheritdoc cref="GetAsync(string, CancellationToken)"/>
    /// <param name="name">The variable.</param>
    /// <param name="isPublic">Its data carry no patient: columns of a data frame are not taken as identifying for their names.</param>
    /// <param name="token">Interrupts it.</param>
    public async Task<object?> GetAsync(string name, bool isPublic, CancellationToken token = default)
    {
        using var reply = await AskAsync(new WorkerRequest(Wire.Get, name), null, token);
        var message = JsonSerializer.Deserialize(reply.Body.Span, WireJson.Default.ValueMessage)!;
        var columns = SharedColumns.Read(Encoding.UTF8.GetBytes(message.Layout), reply.Blocks[0]);
        return ValueDecoder.Decode(message.Shape, columns, table => _crossed.Mark(table, isPublic));
    }

    /// <summary>Takes a data frame from R.</summary>
    /// <exception cref="RConversionException">It is no data frame.</exception>
    public async Task<Table> GetTableAsync(string name, CancellationToken token = default) =>
        await GetAsync(name, token) as Table ?? throw new RConversionException($"'{name}' is no data frame in R: as.data.frame({name}) may make one of it.");

    /// <summary>Removes a variable from R; nothing happens when there is none.</summary>
    public async Task RemoveAsync(string name, CancellationToken token = default)
    {
        using var reply = await AskAsync(new WorkerRequest(Wire.Remove, name), null, token);
    }

    /// <summary>The variables of the session: name, and class with size as <c>data.frame[569 x 31]</c>. Empty when R does not run.</summary>
    public async Task<IReadOnlyList<(string Name, string Kind)>> GetVariablesAsync(CancellationToken token = default)
    {
        if (!IsRunning)
        {
            return [];
        }

        using var reply = await AskAsync(new WorkerRequest(Wire.List), null, token);
        var words = JsonSerializer.Deserialize(reply.Body.Span, WireJson.Default.StringArray)!;
        var half = words.Length / 2;
        return [.. words.Take(half).Zip(words.Skip(half))];
    }

    /// <summary>Completes R code: the words that may stand at the end of <paramref name="line"/>, and how many characters of it they replace.</summary>
    public async Task<(int Replaces, IReadOnlyList<string> Words)> CompleteAsync(string line, CancellationToken token = default)
    {
        using var reply = await AskAsync(new WorkerRequest(Wire.Complete, line), null, token);
        var words = JsonSerializer.Deserialize(reply.Body.Span, WireJson.Default.StringArray)!;
        return (int.Parse(words[0], CultureInfo.InvariantCulture), words[1..]);
    }

    /// <summary>Ends R; the next call starts a fresh one. Nothing happens when none runs.</summary>
    public void Restart() => _host.Stop();

    public void Dispose() => _host.Dispose();

    private async Task<WorkerReply> AskAsync(WorkerRequest request, Action<ROutput>? output, CancellationToken token, bool isPublic = false)
    {
        try
        {
            return await _host.RequestAsync(request, output is null ? null : message => Pass(message, output, isPublic), token);
        }
        catch (WorkerDiedException death)
        {
            throw new REndedException($"{Describe(death)} Its variables are gone, and the next R cell starts a fresh session.", death);
        }
        catch (WorkerFailedException failure)
        {
            throw failure.Kind switch
            {
                nameof(RMissingException) => new RMissingException(),
                nameof(OperationCanceledException) => new OperationCanceledException(failure.Message, token),
                nameof(RConversionException) => new RConversionException(failure.Message),
                _ => failure,
            };
        }
    }

    private static string Describe(WorkerDiedException death) =>
        $"R {death.Exit}.{(death.LastErrorLines.Count == 0 ? "" : " It wrote last: " + string.Join(" | ", death.LastErrorLines.TakeLast(5)))}";

    /// <summary>Says that R has ended since it was last used, where no call could say so.</summary>
    private void ReportLoss(Action<ROutput>? output)
    {
        if (_host.TakeUnreportedDeath() is { } death)
        {
            output?.Invoke(new ROutput.Text($"{Describe(death)} A fresh session was started; variables of the former one are gone.\n", IsError: true));
        }
    }

    private void Pass(WorkerEvent message, Action<ROutput> output, bool isPublic)
    {
        switch (message.Name)
        {
            case WorkerEvent.StandardOutput or WorkerEvent.StandardError:
                output(new ROutput.Text(message.Text, message.Name == WorkerEvent.StandardError));
                break;
            case Wire.Plot when message.Text.Split('\n') is [var key, var type, .. var words] && message.Blocks is [var picture]:
                output(new ROutput.Plot(key, type, picture.ToArray()) { Words = words });
                break;
            case Wire.Table when message.Blocks is [var data]:
                var frame = JsonSerializer.Deserialize(message.Body.Span, WireJson.Default.ValueMessage)!;
                output(new ROutput.Frame((Table)ValueDecoder.Decode(frame.Shape, SharedColumns.Read(Encoding.UTF8.GetBytes(frame.Layout), data), table => _crossed.Mark(table, isPublic))!, frame.Name));
                break;
            default:
                break;
        }
    }
}
