using System.Net;
using System.Text.Json;

namespace Sinogram.Remote.Drill.Cluster;

/// <summary>Answers that are no result: pages, texts, errors of the server.</summary>
internal static class DrillAnswers
{
    /// <summary>What an answer of the server says, or null.</summary>
    public static string? Message(string text)
    {
        try
        {
            using var json = JsonDocument.Parse(text);
            return json.RootElement.ValueKind == JsonValueKind.Object
                ? new[] { "errorMessage", "result", "message" }.Select(n => json.RootElement.TryGetProperty(n, out var v) && v.ValueKind == JsonValueKind.String ? v.GetString() : null).FirstOrDefault(v => v is { Length: > 0 })
                : null;
        }
        catch (JsonException)
        {
            var line = text.Split('\n').Select(l => l.Trim()).FirstOrDefault(l => l.Length > 0);
            return line is null or ['<' or '{' or '[', ..] ? null : line.Length > 500 ? line[..500] : line;
        }
    }

    /// <summary>The error for an answer that is not Drill's.</summary>
    public static DrillException NoAnswer(string place, HttpStatusCode status, string? type, string text)
    {
        if (type == "text/html" || text.TrimStart().StartsWith('<'))
        {
            return text.Contains("j_security_check", StringComparison.Ordinal) || text.Contains("mainLogin", StringComparison.Ordinal) || text.Contains("password", StringComparison.OrdinalIgnoreCase)
                ? new DrillException($"The server at {place} answers with a login page.", hint: "Give a user: #!drill connect --name NAME --url … --user USER --password env:NAME [--auth form]")
                : new DrillException($"The server at {place} answers with a web page (status {(int)status}), not with a result of Drill's.", hint: "See that the address is that of Drill's web interface. A server with BASIC login only says 404 to those without a user.");
        }
        return Message(text) is { } message
            ? new DrillException($"The Drill server at {place} answers: {message}", hint: (int)status >= 500 ? "The reason is in the server's log where it does not say more." : null)
            : new DrillException($"The server at {place} gives no answer of Drill's (status {(int)status}).", hint: "See that the address is that of Drill's web interface.");
    }
}
