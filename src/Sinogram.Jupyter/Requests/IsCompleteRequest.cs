using Sinogram.Core.Execution;
using Sinogram.Jupyter.Kernel;
using Sinogram.Jupyter.Wire;

namespace Sinogram.Jupyter.Requests;

/// <summary>Whether a cell can run as it stands.</summary>
internal sealed class IsCompleteRequest(KernelServer kernel) : IRequestHandler
{
    public string Type => "is_complete_request";

    public RequestLane Lane => RequestLane.Services;

    public void Handle(Request request)
    {
        var answer = kernel.Session.Services.IsComplete(request.Content.Text("code") ?? "");
        var status = answer.Status switch
        {
            CompletenessStatus.Complete => "complete",
            CompletenessStatus.Incomplete => "incomplete",
            CompletenessStatus.Invalid => "invalid",
            _ => "unknown",
        };
        request.ReplyWith(status, json =>
        {
            if (answer.Status == CompletenessStatus.Incomplete)
            {
                json.WriteString("indent", answer.Indent);
            }
        });
    }
}
