using Sinogram.Jupyter.Kernel;

namespace Sinogram.Jupyter.Requests;

/// <summary>Interrupts the running cell. It ends as cancelled, and what waits behind it is aborted as after an error.</summary>
internal sealed class InterruptRequest(KernelServer kernel) : IRequestHandler
{
    public string Type => "interrupt_request";

    public RequestLane Lane => RequestLane.Channel;

    public void Handle(Request request)
    {
        kernel.Interrupt();
        request.Reply(_ => { });
    }
}
