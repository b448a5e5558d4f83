using System.Net;
using System.Text.Json;

namespace Sinogram.Remote.Livy;

/// <summary>Tells Livy's answers from others, and what a refusal says.</summary>
internal static class LivyAnswer
{
    private const int LongestWords = 2000;
    private const string OtherServer = "The URL leads to something else than a Livy server";
    private const string OtherServerHint = "Give the address of Livy's REST interface (by default port 8998), not of a web page or a login in front of it.";

    /// <summary>The body as JSON.</summary>
    /// <exception cref="LivyException">It is a refusal, or no answer of Livy.</exception>
    public static JsonDocument Read(HttpStatusCode status, string? mediaType, string body, string what)
    {
        var number = (int)status;
        if (number is >= 300 and < 400)
        {
            throw new LivyException($"{OtherServer}: it redirects (status {number}).", hint: OtherServerHint);
        }

        var isPage = mediaType is "text/html" || body.AsSpan().TrimStart().StartsWith("<");
        if (isPage && number is not (401 or 403 or >= 500))
        {
            throw new LivyException($"{OtherServer}: it answers with a web page (status {number}).", hint: OtherServerHint);
        }

        if (number >= 400)
        {
            throw new LivyException($"The Livy server refused to {what} (status {number}){(isPage ? "." : Words(body))}", number, Hint(number, body));
        }

        try
        {
            return JsonDocument.Parse(body.Length == 0 ? "{}" : body, new JsonDocumentOptions { MaxDepth = 256 });
        }
        catch (JsonException e)
        {
            throw new LivyException($"{OtherServer}: its answer is not JSON (status {number}).", hint: OtherServerHint, inner: e);
        }
    }

    /// <summary>The server's words: <c>{"msg":…}</c>, a JSON string, Jetty's <c>{"message":…}</c>, or the first line of a stack trace.</summary>
    private static string Words(string body)
    {
        var words = body.Trim();
        try
        {
            using var json = JsonDocument.Parse(words);
            words = json.RootElement.ValueKind switch
            {
                JsonValueKind.String => json.RootElement.GetString()!,
                JsonValueKind.Object when Member(json.RootElement, "msg") is { } text => text,
                JsonValueKind.Object when Member(json.RootElement, "message") is { } text => text,
                _ => "",
            };
        }
        catch (JsonException)
        {
            // Plain text: shown as it is.
        }

        words = words.Split('\n', 2)[0].Trim();
        return words.Length == 0 ? "." : $": {(words.Length > LongestWords ? words[..LongestWords] + "…" : words)}";
    }

    private static string? Member(JsonElement json, string name) =>
        json.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static string? Hint(int status, string body) => status switch
    {
        500 when body.Contains("RPC channel is closed", StringComparison.Ordinal) =>
            "The server has lost the session, often after an output over its message limit: #!livy stop, then the connect line again.",
        401 => "The server wants a user's credentials, which this client does not send.",
        403 => "The server does not allow this to the user it sees.",
        502 or 503 or 504 => "A gateway in front of the server does not reach it; try again later.",
        _ => null,
    };
}
