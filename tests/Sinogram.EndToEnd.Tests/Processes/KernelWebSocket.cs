using System.Net.WebSockets;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Sinogram.EndToEnd.Tests.Processes;

/// <summary>A kernel over a notebook server's WebSocket, as a browser has it.</summary>
internal sealed class KernelWebSocket : IAsyncDisposable
{
    private readonly ClientWebSocket _socket = new();
    private readonly string _session = Guid.NewGuid().ToString("N");

    private KernelWebSocket(string kernelId) => KernelId = kernelId;

    public string KernelId { get; }

    /// <summary>Starts a kernel on a server and opens its channels.</summary>
    public static async Task<KernelWebSocket> StartAsync(HttpClient server, string kernelName, string token)
    {
        using var answer = await server.PostAsync("api/kernels", new StringContent($$"""{"name":"{{kernelName}}"}"""));
        var text = await answer.Content.ReadAsStringAsync();
        Assert.True(answer.IsSuccessStatusCode, $"the server did not start the kernel: {text}");
        var kernel = new KernelWebSocket((string)JsonNode.Parse(text)!["id"]!);
        var address = new UriBuilder(new Uri(server.BaseAddress!, $"api/kernels/{kernel.KernelId}/channels?session_id={kernel._session}")) { Scheme = "ws" };
        kernel._socket.Options.SetRequestHeader("Authorization", "token " + token);
        using var timeout = new CancellationTokenSource(ServerProcess.Patience);
        await kernel._socket.ConnectAsync(address.Uri, timeout.Token);
        return kernel;
    }

    /// <summary>Runs a cell; gives the plain texts of its value, what it printed and its error's name.</summary>
    public async Task<(string? Value, string Stdout, string? Error)> ExecuteAsync(string code)
    {
        var id = Guid.NewGuid().ToString("N");
        var message = new JsonObject
        {
            ["channel"] = "shell",
            ["header"] = new JsonObject
            {
                ["msg_id"] = id, ["msg_type"] = "execute_request", ["session"] = _session, ["username"] = "tester", ["version"] = "5.3", ["date"] = "2026-01-01T00:00:00Z",
            },
            ["parent_header"] = new JsonObject(),
            ["metadata"] = new JsonObject(),
            ["content"] = new JsonObject
            {
                ["code"] = code, ["silent"] = false, ["store_history"] = true, ["user_expressions"] = new JsonObject(), ["allow_stdin"] = false, ["stop_on_error"] = true,
            },
            ["buffers"] = new JsonArray(),
        };
        using var timeout = new CancellationTokenSource(ServerProcess.Patience);
        await _socket.SendAsync(JsonSerializer.SerializeToUtf8Bytes(message), WebSocketMessageType.Text, true, timeout.Token);
        string? value = null, error = null;
        var printed = "";
        while (true)
        {
            var received = await ReceiveAsync(timeout.Token);
            if ((string?)received["parent_header"]?["msg_id"] != id || (string?)received["channel"] != "iopub")
            {
                continue;
            }

            var content = received["content"]!;
            switch ((string?)received["header"]!["msg_type"])
            {
                case "execute_result":
                    value = (string?)content["data"]!["text/plain"];
                    break;
                case "stream":
                    printed += (string?)content["text"];
                    break;
                case "error":
                    error = $"{content["ename"]}: {content["evalue"]}";
                    break;
                case "status" when (string?)content["execution_state"] == "idle":
                    return (value, printed, error);
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        _socket.Abort();
        _socket.Dispose();
        await ValueTask.CompletedTask;
    }

    private async Task<JsonNode> ReceiveAsync(CancellationToken token)
    {
        using var whole = new MemoryStream();
        var buffer = new byte[1 << 16];
        WebSocketReceiveResult part;
        do
        {
            part = await _socket.ReceiveAsync(buffer, token);
            Assert.NotEqual(WebSocketMessageType.Close, part.MessageType);
            whole.Write(buffer, 0, part.Count);
        }
        while (!part.EndOfMessage);
        return JsonNode.Parse(whole.ToArray())!;
    }
}
