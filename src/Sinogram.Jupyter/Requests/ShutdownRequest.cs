using Sinogram.Jupyter.Kernel;
using Sinogram.Jupyter.Wire;

namespace Sinogram.Jupyter.Requests;

/// <summary>Ends the kernel, and tells every client.</summary>
internal sealed class ShutdownRequest(KernelServer kernel) : IRequestHandler
{
    public string Type => "shutdown_request";

    public RequestLane Lane => RequestLane.Channel;

    public void Handle(Request request)
    {
        var restart = request.Content.Flag("restart") ?? false;
        request.Reply(json => json.WriteBoolean("restart", restart));
        kernel.Publisher.Publish("shutdown_reply", request.Header, json =>
        {
            json.WriteString("status", "ok");
            json.WriteBoolean("restart", restart);
        });
        kernel.RequestEnd(restart ? KernelEnd.Restart : KernelEnd.Shutdown);
    }
}
