using Sinogram.Jupyter.Kernel;

namespace Sinogram.Jupyter.Requests;

/// <summary>Interrupts the running cells, or that of the subshell named. They end as cancelled, and what waits behind them is aborted as after an error.</summary>
internal sealed class InterruptRequest(KernelServer kernel) : IRequestHandler
{
    public string Type => "interrupt_request";

    public RequestLane Lane => RequestLane.Channel;

    public void Handle(Request request)
    {
        kernel.Interrupt(request.Message.Header.Subshell);
        request.Reply(_ => { });
    }
}
