using Sinogram.Core.Display;
using Sinogram.Jupyter.Kernel;
using Sinogram.Jupyter.Wire;

namespace Sinogram.Jupyter.Requests;

/// <summary>A message on a live channel.</summary>
internal sealed class CommMessage(KernelServer kernel) : IRequestHandler
{
    public string Type => "comm_msg";

    public RequestLane Lane => RequestLane.Comms;

    public void Handle(Request request)
    {
        if (request.Content.Text("comm_id") is { } id && kernel.Comms.Find(id) is { } comm)
        {
            using var scope = kernel.EnterContext(request);
            var message = MessageOf(request);
            try
            {
                comm.Receive(message);
            }
            finally
            {
                message.Release();
                request.IdleAfter = message.Handled;
            }
        }
    }

    internal static ChannelMessage MessageOf(Request request) =>
        new(request.Content.TryGetProperty("data", out var data) ? data.GetRawText() : "{}", request.Message.Buffers)
        {
            Metadata = request.Message.MetadataJson.GetRawText(),
        };
}
