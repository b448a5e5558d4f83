using Sinogram.Jupyter.Kernel;
using Sinogram.Jupyter.Wire;

namespace Sinogram.Jupyter.Requests;

/// <summary>Cells that ran before: the last ones, a range, or those that match a pattern.</summary>
internal sealed class HistoryRequest(KernelServer kernel) : IRequestHandler
{
    private const int DefaultCount = 1000;

    public string Type => "history_request";

    public RequestLane Lane => RequestLane.Channel;

    public void Handle(Request request)
    {
        var content = request.Content;
        var withOutput = content.Flag("output") ?? false;
        var found = content.Text("hist_access_type") switch
        {
            "tail" => kernel.History.Tail(content.Whole("n") ?? DefaultCount),
            "range" => kernel.History.Range(content.Whole("session") ?? 0, content.Whole("start") ?? 1, content.Whole("stop")),
            "search" => kernel.History.Search(content.Text("pattern") ?? "*", content.Whole("n"), content.Flag("unique") ?? false),
            _ => [],
        };
        request.Reply(json =>
        {
            json.WriteStartArray("history");
            foreach (var entry in found)
            {
                json.WriteStartArray();
                json.WriteNumberValue(entry.Session);
                json.WriteNumberValue(entry.Line);
                if (withOutput)
                {
                    json.WriteStartArray();
                    json.WriteStringValue(kernel.Session.Filtered(entry.Input));
                    json.WriteStringValue(entry.Output is { } output ? kernel.Session.Filtered(output) : null);
                    json.WriteEndArray();
                }
                else
                {
                    json.WriteStringValue(kernel.Session.Filtered(entry.Input));
                }

                json.WriteEndArray();
            }

            json.WriteEndArray();
        });
    }
}
