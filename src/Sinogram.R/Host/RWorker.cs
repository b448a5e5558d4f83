using System.Text;
using System.Text.Json;
using Sinogram.Data.Workers;
using Sinogram.Data.Workers.Tables;
using Sinogram.R.Convert;
using Sinogram.R.Interop;

namespace Sinogram.R.Host;

/// <summary>The <c>r</c> worker: embeds R at the first request and serves one session.</summary>
public sealed class RWorker : IWorkerHandler
{
    private volatile RRuntime? _runtime;
    private string? _folder;

    public string Name => Wire.Worker;

    public int StackBytes => RRuntime.StackBytes;

    public WorkerReply Handle(WorkerRequest request, WorkerContext context, CancellationToken token)
    {
        RConsole.SetContext(context);
        var runtime = _runtime ??= RRuntime.Start();
        runtime.ForgetInterrupt();
        token.ThrowIfCancellationRequested();
        try
        {
            return request.Name switch
            {
                Wire.Run => Run(runtime, JsonSerializer.Deserialize(request.Body.Span, WireJson.Default.RunOrder)!),
                Wire.Set => Set(runtime, JsonSerializer.Deserialize(request.Body.Span, WireJson.Default.ValueMessage)!, request.Blocks[0]),
                Wire.Get => Get(runtime, request.Text),
                Wire.Remove => Remove(runtime, request.Text),
                Wire.List => Words(runtime.Call("variables")),
                Wire.Complete => Words(runtime.Call("complete", RRuntime.Text(request.Text))),
                _ => throw new RHostException($"The R worker does not know '{request.Name}'."),
            };
        }
        finally
        {
            RConsole.SetContext(null);
        }
    }

    public void Interrupt()
    {
        _runtime?.Interrupt();
        WorkerServer.InterruptChildren();
    }

    private WorkerReply Run(RRuntime runtime, RunOrder order)
    {
        if (order.Folder is { } folder && folder != _folder)
        {
            // Follow the notebook when it has moved, and only then: R code may have moved by itself.
            _folder = folder;
            runtime.Call("follow", RRuntime.Text(folder));
        }

        var plot = order.Plot;
        using var scope = new ProtectScope();
        var result = scope.Keep(runtime.Call(
            "run",
            scope.Keep(RRuntime.Text(order.Code)),
            scope.Keep(LibR.Rf_ScalarInteger(order.FirstLine)),
            scope.Keep(LibR.Rf_ScalarLogical(order.Tables ? 1 : 0)),
            scope.Keep(LibR.Rf_ScalarReal(plot.Width)),
            scope.Keep(LibR.Rf_ScalarReal(plot.Height)),
            scope.Keep(RRuntime.Text(plot.Units)),
            scope.Keep(LibR.Rf_ScalarReal(plot.Resolution)),
            scope.Keep(LibR.Rf_ScalarReal(plot.PointSize)),
            scope.Keep(RRuntime.Text(plot.Background)),
            scope.Keep(RRuntime.Text(plot.Format))));
        var outcome = Outcome(result);
        return new WorkerReply(JsonSerializer.SerializeToUtf8Bytes(outcome, WireJson.Default.RunOutcome), []);
    }

    private static unsafe RunOutcome Outcome(nint result)
    {
        var status = RRuntime.StringAt(LibR.VECTOR_ELT(result, 0), 0);
        return status is "error" or "syntax"
            ? new RunOutcome(status)
            {
                Message = RRuntime.StringAt(LibR.VECTOR_ELT(result, 1), 0),
                Call = RRuntime.StringAt(LibR.VECTOR_ELT(result, 2), 0),
                Line = *(int*)LibR.DATAPTR(LibR.VECTOR_ELT(result, 3)),
                Traceback = RRuntime.Strings(LibR.VECTOR_ELT(result, 4)),
                Package = RRuntime.StringAt(LibR.VECTOR_ELT(result, 5), 0),
            }
            : new RunOutcome(status);
    }

    private static WorkerReply Set(RRuntime runtime, ValueMessage message, SharedBlock block)
    {
        using var scope = new ProtectScope();
        var columns = SharedColumns.View(Encoding.UTF8.GetBytes(message.Layout), block);
        var value = scope.Keep(new ValueWriter(runtime, columns).Write(message.Shape));
        runtime.Call("put_value", scope.Keep(RRuntime.Text(message.Name)), value);
        return WorkerReply.Empty;
    }

    private static WorkerReply Get(RRuntime runtime, string name)
    {
        using var scope = new ProtectScope();
        var prepared = scope.Keep(runtime.Call("get_value", scope.Keep(RRuntime.Text(name))));
        var reader = new ValueReader(runtime);
        var shape = reader.Read(name, prepared);
        var (layout, block) = SharedColumns.Write(reader.Columns);
        var message = new ValueMessage(name, shape, Encoding.UTF8.GetString(layout));
        return new WorkerReply(JsonSerializer.SerializeToUtf8Bytes(message, WireJson.Default.ValueMessage), [block]);
    }

    private static WorkerReply Remove(RRuntime runtime, string name)
    {
        runtime.Call("remove_value", RRuntime.Text(name));
        return WorkerReply.Empty;
    }

    private static WorkerReply Words(nint texts)
    {
        using var scope = new ProtectScope();
        return new WorkerReply(JsonSerializer.SerializeToUtf8Bytes(RRuntime.Strings(scope.Keep(texts)), WireJson.Default.StringArray), []);
    }
}
