using Sinogram.Jupyter.Kernel;
using Sinogram.Jupyter.Wire;

namespace Sinogram.Jupyter.Requests;

/// <summary>The front end closes a live channel.</summary>
internal sealed class CommClose(KernelServer kernel) : IRequestHandler
{
    public string Type => "comm_close";

    public RequestLane Lane => RequestLane.Comms;

    public void Handle(Request request)
    {
        if (request.Content.Text("comm_id") is { } id)
        {
            using var scope = kernel.EnterContext(request);
            kernel.Comms.ClosedByFrontEnd(id);
        }
    }
}
