using Sinogram.Core.Display;
using Sinogram.Jupyter.Kernel;
using Sinogram.Jupyter.Wire;

namespace Sinogram.Jupyter.Requests;

/// <summary>What is known about the thing at the cursor.</summary>
internal sealed class InspectRequest(KernelServer kernel) : IRequestHandler
{
    public string Type => "inspect_request";

    public RequestLane Lane => RequestLane.Services;

    public void Handle(Request request)
    {
        var (code, offset) = CodePoints.Cursor(request);
        var found = ServiceCall.Wait<MimeBundle?>(t => kernel.Session.Services.InspectAsync(code, offset, t), null, request.Token);
        request.Reply(json =>
        {
            json.WriteBoolean("found", found is not null);
            json.WriteBundle(found ?? MimeBundle.Empty);
        });
    }
}
