using Sinogram.Jupyter.Kernel;

namespace Sinogram.Jupyter.Requests;

/// <summary>Says where the kernel listens.</summary>
internal sealed class ConnectRequest(KernelServer kernel) : IRequestHandler
{
    public string Type => "connect_request";

    public RequestLane Lane => RequestLane.Channel;

    public void Handle(Request request) => request.Reply(json =>
    {
        var connection = kernel.Connection;
        json.WriteNumber("shell_port", connection.ShellPort);
        json.WriteNumber("iopub_port", connection.IopubPort);
        json.WriteNumber("stdin_port", connection.StdinPort);
        json.WriteNumber("hb_port", connection.HeartbeatPort);
        json.WriteNumber("control_port", connection.ControlPort);
    });
}
