using Sinogram.Jupyter.Kernel;
using Sinogram.Jupyter.Wire;

namespace Sinogram.Jupyter.Requests;

/// <summary>Ends a subshell: its running cell ends by itself, those that wait in it are aborted.</summary>
internal sealed class DeleteSubshellRequest(KernelServer kernel) : IRequestHandler
{
    public string Type => "delete_subshell_request";

    public RequestLane Lane => RequestLane.Channel;

    public void Handle(Request request)
    {
        if (request.Content.Text("subshell_id") is { } id && kernel.Queues.Delete(id) is { } waiting)
        {
            request.Reply(_ => { });
            kernel.Abort(waiting);
        }
        else
        {
            UnknownSubshell.Handle(request);
        }
    }
}
