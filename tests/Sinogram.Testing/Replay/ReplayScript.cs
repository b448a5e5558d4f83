using System.Text.Json;
using System.Text.Json.Nodes;

namespace Sinogram.Testing.Replay;

/// <summary>
/// Picks the recorded answer for a request. Requests that act (POST, PUT, DELETE) match by path and body, in order, and move the
/// recording on; reads answer with the next recorded read of the same path after the last act, and with the last one again when
/// a client asks more often than the recorder did.
/// </summary>
public sealed class ReplayScript
{
    private readonly Lock _lock = new();
    private readonly IReadOnlyList<RecordedExchange> _exchanges;
    private readonly HashSet<int> _used = [];
    private readonly List<(string Method, string Path, string Body)> _requests = [];
    private int _floor = -1;

    /// <param name="exchanges">The recording, in order.</param>
    public ReplayScript(IReadOnlyList<RecordedExchange> exchanges) => _exchanges = exchanges;

    /// <summary>What was asked, in order.</summary>
    public IReadOnlyList<(string Method, string Path, string Body)> Requests
    {
        get
        {
            lock (_lock)
            {
                return [.. _requests];
            }
        }
    }

    /// <summary>The answer, or null where the recording has none for such a request.</summary>
    public RecordedExchange? Answer(string method, string path, string body)
    {
        lock (_lock)
        {
            _requests.Add((method, path, body));
            var same = Enumerable.Range(0, _exchanges.Count).Where(i => _exchanges[i].Method == method && _exchanges[i].Path == path).ToList();
            return method is "GET" or "HEAD" ? Read(same) : Act(same, body);
        }
    }

    private RecordedExchange? Read(List<int> same)
    {
        if (same.Count == 0)
        {
            return null;
        }

        var next = same.FirstOrDefault(i => i > _floor && !_used.Contains(i), -1);
        if (next < 0)
        {
            next = same[^1];
        }

        _used.Add(next);
        return _exchanges[next];
    }

    private RecordedExchange? Act(List<int> same, string body)
    {
        var matching = same.Where(i => SameBody(_exchanges[i].Body, body)).ToList();
        var next = matching.FirstOrDefault(i => !_used.Contains(i), matching.Count > 0 ? matching[^1] : -1);
        if (next < 0)
        {
            return null;
        }

        _used.Add(next);
        _floor = next;
        return _exchanges[next];
    }

    private static bool SameBody(string recorded, string asked)
    {
        if (recorded == asked)
        {
            return true;
        }

        try
        {
            return JsonNode.DeepEquals(JsonNode.Parse(recorded), JsonNode.Parse(asked));
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
