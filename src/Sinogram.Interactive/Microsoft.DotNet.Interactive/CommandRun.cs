using System.Text.Json;
using Microsoft.DotNet.Interactive.Commands;
using Microsoft.DotNet.Interactive.Events;
using Sinogram.Core.Display;
using Sinogram.Core.Execution;
using Sinogram.Interactive.Formatting;

namespace Microsoft.DotNet.Interactive;

/// <summary>Carries one command out within a running cell and keeps what happens.</summary>
internal sealed class CommandRun(Session session, CellContext cell)
{
    private readonly List<KernelEvent> _events = [];

    public async Task<KernelCommandResult> SendAsync(KernelCommand command, CancellationToken token)
    {
        var failure = command switch
        {
            SubmitCode submit => await SubmitAsync(submit, token).ConfigureAwait(false),
            SendValue send => Send(send),
            RequestValue request => Request(request),
            RequestValueInfos request => List(request),
            _ => $"{command.GetType().Name} is not a command of this kernel.",
        };
        Add(failure is null ? new CommandSucceeded(command) : new CommandFailed(failure, command));
        return new KernelCommandResult(command, _events);
    }

    private async Task<string?> SubmitAsync(SubmitCode submit, CancellationToken token)
    {
        using var both = CancellationTokenSource.CreateLinkedTokenSource(token, cell.Token);
        var output = new RecordingOutput(cell.Output, submit, Add);
        var context = new CellContext(output, cell.Input, cell.Channels, cell.CellNumber) { Session = session };
        var target = submit.TargetKernelName;
        var language = target is null ? session.Language : session.LanguageOf(target);
        var code = language is null ? $"#!{target}\n{submit.Code}" : submit.Code;
        using var scope = context.Enter(both.Token);
        var result = await session.RunWithinAsync(code, language?.Identity.Name, context, both.Token).ConfigureAwait(false);
        switch (result)
        {
            case CellResult.Completed { HasValue: true, Value: not IShown } completed:
                var value = completed.Shown ?? completed.Value;
                var bundle = cell.Output.Format(value);
                cell.Output.Display(bundle);
                Add(new ReturnValueProduced(completed.Value, submit, FormattedValue.Of(bundle)));
                return null;
            case CellResult.Failed failed:
                cell.Output.Stderr(string.Join("\n", failed.Error.Traceback) + "\n");
                return failed.Error.Message;
            case CellResult.Cancelled:
                both.Token.ThrowIfCancellationRequested();
                return "interrupted";
            default:
                return null;
        }
    }

    private string? Send(SendValue send)
    {
        var value = send.Value ?? (send.FormattedValue is { } text ? FromText(text) : null);
        session.Variables.Set(send.Name, value);
        return null;
    }

    private string? Request(RequestValue request)
    {
        if (!session.Variables.TryGet(request.Name, out var value))
        {
            return $"There is no variable {request.Name}.";
        }

        var text = MimeSelection.Bundle(cell.Output, value, [request.MimeType])[request.MimeType] ?? "";
        Add(new ValueProduced(value, request.Name, new FormattedValue(request.MimeType, text), request));
        return null;
    }

    private string? List(RequestValueInfos request)
    {
        Add(new ValueInfosProduced(
            [
                .. session.Variables.List().Select(v => new KernelValueInfo(
                    v.Name, TypeText.Of(v.Type), new FormattedValue(Mime.Plain, InlineText.Of(v.Value)))),
            ],
            request));
        return null;
    }

    private void Add(KernelEvent happened)
    {
        lock (_events)
        {
            _events.Add(happened);
        }
    }

    private static object? FromText(FormattedValue text)
    {
        if (text.MimeType != Mime.Json)
        {
            return text.Value;
        }

        using var json = JsonDocument.Parse(text.Value);
        return Plain(json.RootElement);
    }

    private static object? Plain(JsonElement json) => json.ValueKind switch
    {
        JsonValueKind.String => json.GetString(),
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        JsonValueKind.Null => null,
        JsonValueKind.Number => json.TryGetInt32(out var whole) ? whole : json.TryGetInt64(out var large) ? large : json.GetDouble(),
        _ => json.Clone(),
    };

    /// <summary>Passes everything on, and keeps it as events.</summary>
    private sealed class RecordingOutput(IOutput inner, KernelCommand command, Action<KernelEvent> add) : IOutput
    {
        public MimeBundle Format(object? value) => inner.Format(value);

        public IDisplayHandle Display(object? value)
        {
            var bundle = inner.Format(value);
            var handle = inner.Display(bundle);
            add(new DisplayedValueProduced(value, command, FormattedValue.Of(bundle), handle.DisplayId));
            return handle;
        }

        public IDisplayHandle Display(MimeBundle bundle, string? displayId = null)
        {
            var handle = inner.Display(bundle, displayId);
            add(new DisplayedValueProduced(null, command, FormattedValue.Of(bundle), handle.DisplayId));
            return handle;
        }

        public void Update(string displayId, MimeBundle bundle)
        {
            inner.Update(displayId, bundle);
            add(new DisplayedValueUpdated(null, displayId, command, FormattedValue.Of(bundle)));
        }

        public void Stdout(string text)
        {
            inner.Stdout(text);
            add(new StandardOutputValueProduced(command, [new FormattedValue(Mime.Plain, text)]));
        }

        public void Stderr(string text)
        {
            inner.Stderr(text);
            add(new StandardErrorValueProduced(command, [new FormattedValue(Mime.Plain, text)]));
        }

        public void Clear(bool wait = false) => inner.Clear(wait);

        public IProgressHandle Progress(string title) => inner.Progress(title);
    }
}
