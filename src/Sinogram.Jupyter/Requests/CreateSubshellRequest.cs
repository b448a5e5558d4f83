using Sinogram.Jupyter.Kernel;

namespace Sinogram.Jupyter.Requests;

/// <summary>Makes a subshell: a queue of cells beside the others, over the same variables.</summary>
internal sealed class CreateSubshellRequest(KernelServer kernel) : IRequestHandler
{
    public string Type => "create_subshell_request";

    public RequestLane Lane => RequestLane.Channel;

    public void Handle(Request request)
    {
        var id = kernel.Queues.Create();
        request.Reply(json => json.WriteString("subshell_id", id));
    }
}
