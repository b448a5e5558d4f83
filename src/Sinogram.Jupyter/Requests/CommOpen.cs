using Sinogram.Jupyter.Kernel;
using Sinogram.Jupyter.Wire;

namespace Sinogram.Jupyter.Requests;

/// <summary>The front end opens a live channel; one to a target that nobody accepts is closed again.</summary>
internal sealed class CommOpen(KernelServer kernel) : IRequestHandler
{
    public string Type => "comm_open";

    public RequestLane Lane => RequestLane.Comms;

    public void Handle(Request request)
    {
        var content = request.Content;
        if (content.Text("comm_id") is { } id)
        {
            using var scope = kernel.EnterContext(request);
            kernel.Comms.OpenedByFrontEnd(id, content.Text("target_name") ?? "", CommMessage.MessageOf(request), request.Header);
        }
    }
}
