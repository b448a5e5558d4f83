using System.Text;

namespace Sinogram.Testing.Replay;

/// <summary>A recording written in a test: one short exchange after the other.</summary>
public sealed class ShortRecording
{
    private readonly List<RecordedExchange> _exchanges = [];

    /// <summary>Adds an exchange; the answer is JSON, or a page where it begins with <c>&lt;</c>.</summary>
    /// <param name="request">Method and path in one.</param>
    /// <param name="body">The request's body.</param>
    /// <param name="answer">The answer's body.</param>
    /// <param name="status">The answer's status.</param>
    public ShortRecording Add(string request, string body, string answer, int status = 200) =>
        Add(request, body, status, "", [Encoding.UTF8.GetBytes(answer)], answer.StartsWith('<') ? "text/html" : "application/json");

    /// <summary>Adds a read.</summary>
    public ShortRecording Get(string path, string answer, int status = 200) => Add($"GET {path}", "", answer, status);

    /// <summary>Adds a request that is never answered, or whose connection is cut (<c>timeout</c>, <c>closed</c>).</summary>
    public ShortRecording NoAnswer(string request, string body, string reason) => Add(request, body, 0, reason, [], "");

    /// <summary>Replays it.</summary>
    public ReplayServer Serve() => new(new ReplayScript(_exchanges));

    private ShortRecording Add(string request, string body, int status, string reason, IReadOnlyList<byte[]> chunks, string type)
    {
        var words = request.Split(' ', 2);
        _exchanges.Add(new RecordedExchange(_exchanges.Count, words[0], words[1], body, status, reason, [KeyValuePair.Create("Content-Type", type)], chunks));
        return this;
    }
}
