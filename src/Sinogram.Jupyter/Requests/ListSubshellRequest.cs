using Sinogram.Jupyter.Kernel;
using Sinogram.Jupyter.Wire;

namespace Sinogram.Jupyter.Requests;

/// <summary>The subshells that there are.</summary>
internal sealed class ListSubshellRequest(KernelServer kernel) : IRequestHandler
{
    public string Type => "list_subshell_request";

    public RequestLane Lane => RequestLane.Channel;

    public void Handle(Request request) => request.Reply(json => json.WriteTexts("subshell_id", kernel.Queues.Subshells));
}
