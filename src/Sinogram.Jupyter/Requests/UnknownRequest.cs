namespace Sinogram.Jupyter.Requests;

/// <summary>A message that the kernel does not know: logged, and a request is answered, so that its client need not wait.</summary>
internal static class UnknownRequest
{
    internal static Action<Request> Handle(Action<string> log) => request =>
    {
        var type = new string([.. request.Type.Where(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-').Take(64)]);
        log($"unknown message '{type}' on {request.Channel}");
        if (request.Type.EndsWith("_request", StringComparison.Ordinal))
        {
            request.ReplyError("UnknownRequest", $"This kernel does not answer {type}.", [$"This kernel does not answer {type}."]);
        }
    };
}
