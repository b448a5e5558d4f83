using System.Text;
using System.Text.Json;
using Sinogram.Data.Workers;
using Sinogram.R.Convert;

namespace Sinogram.R;

/// <summary>What R says while a cell runs, in order.</summary>
public abstract record ROutput
{
    private ROutput()
    {
    }

    /// <summary>Text: printed values and <c>cat</c> (<paramref name="IsError"/> false), messages and warnings (true).</summary>
    public sealed record Text(string Value, bool IsError) : ROutput;

    /// <summary>A page of a plot. A page whose key was shown before replaces that picture.</summary>
    /// <param name="Key">Which page, within this session.</param>
    /// <param name="MimeType"><c>image/png</c> or <c>image/svg+xml</c>.</param>
    /// <param name="Bytes">The encoded picture.</param>
    public sealed record Plot(string Key, string MimeType, byte[] Bytes) : ROutput;
}

/// <summary>
/// A session of R, in a process of its own that starts at first use. Variables stay from cell to cell until R ends: by <c>q()</c>, a crash,
/// <see cref="Restart"/>, or a stop that R did not follow. After each of these the next call starts a fresh R, and the call that ended it says so.
/// </summary>
public sealed class RSession : IDisposable
{
    private readonly WorkerHost _host;

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
    /// <param name="plot">Size and form of plots.</param>
    /// <param name="folder">The working folder to follow; null leaves R where it is.</param>
    /// <param name="token">Interrupts the R code; the session keeps its variables, unless R does not react (<see cref="WorkerKilledException"/>).</param>
    /// <exception cref="RException">The code has an error.</exception>
    /// <exception cref="REndedException">R has ended.</exception>
    /// <exception cref="OperationCanceledException">Interrupted.</exception>
    public async Task RunAsync(
        string code, Action<ROutput>? output = null, RPlotOptions? plot = null, string? folder = null, CancellationToken token = default)
    {
        ReportLoss(output);
        var order = JsonSerializer.SerializeToUtf8Bytes(new RunOrder(code, plot ?? new RPlotOptions(), folder), WireJson.Default.RunOrder);
        using var reply = await AskAsync(new WorkerRequest(Wire.Run, order, []), output, token);
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

    /// <summary>Ends R; the next call starts a fresh one. Nothing happens when none runs.</summary>
    public void Restart() => _host.Stop();

    public void Dispose() => _host.Dispose();

    private async Task<WorkerReply> AskAsync(WorkerRequest request, Action<ROutput>? output, CancellationToken token)
    {
        try
        {
            return await _host.RequestAsync(request, output is null ? null : message => Pass(message, output), token);
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

    private static void Pass(WorkerEvent message, Action<ROutput> output)
    {
        switch (message.Name)
        {
            case WorkerEvent.StandardOutput or WorkerEvent.StandardError:
                output(new ROutput.Text(message.Text, message.Name == WorkerEvent.StandardError));
                break;
            case Wire.Plot when message.Text.Split('\n') is [var key, var type] && message.Blocks is [var picture]:
                output(new ROutput.Plot(key, type, picture.ToArray()));
                break;
            default:
                break;
        }
    }
}
