using Sinogram.Jupyter.Kernel;
using Sinogram.Jupyter.Wire;

namespace Sinogram.Jupyter.Requests;

/// <summary>The live channels that are open.</summary>
internal sealed class CommInfoRequest(KernelServer kernel) : IRequestHandler
{
    public string Type => "comm_info_request";

    public RequestLane Lane => RequestLane.Channel;

    public void Handle(Request request)
    {
        var target = request.Content.Text("target_name");
        kernel.Comms.Offer(target ?? "");
        request.Reply(json =>
        {
            json.WriteStartObject("comms");
            foreach (var comm in kernel.Comms.Open().Where(c => string.IsNullOrEmpty(target) || c.TargetName == target))
            {
                json.WriteStartObject(comm.Id);
                json.WriteString("target_name", comm.TargetName);
                json.WriteEndObject();
            }

            json.WriteEndObject();
        });
    }
}
