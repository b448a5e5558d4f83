using Sinogram.Core.Execution;
using Sinogram.Jupyter.Kernel;
using Sinogram.Jupyter.Wire;

namespace Sinogram.Jupyter.Requests;

/// <summary>Completions at the cursor, with their kinds. A newer request makes an older one end without any.</summary>
internal sealed class CompleteRequest(KernelServer kernel) : IRequestHandler
{
    public string Type => "complete_request";

    public RequestLane Lane => RequestLane.Services;

    public void Handle(Request request)
    {
        var (code, offset) = CodePoints.Cursor(request);
        var found = ServiceCall.Wait(t => kernel.Session.Services.CompleteAsync(code, offset, t), new Completions(offset, offset, []), request.Token);
        var start = CodePoints.FromOffset(code, found.Start);
        var end = CodePoints.FromOffset(code, found.End);
        request.Reply(json =>
        {
            json.WriteTexts("matches", found.Items.Select(i => i.Text));
            json.WriteNumber("cursor_start", start);
            json.WriteNumber("cursor_end", end);
            json.WriteStartObject("metadata");
            json.WriteStartArray("_jupyter_types_experimental");
            foreach (var item in found.Items)
            {
                json.WriteStartObject();
                json.WriteNumber("start", start);
                json.WriteNumber("end", end);
                json.WriteString("text", item.Text);
                json.WriteString("type", item.Kind);
                json.WriteString("signature", item.Signature ?? "");
                if (item.Documentation is { } documentation)
                {
                    json.WriteString("documentation", documentation);
                }

                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteEndObject();
        });
    }
}
