using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Sinogram.Benchmarks.Drill;

/// <summary>Rows of one shape, as Drill writes them.</summary>
/// <param name="Columns">The names of their columns.</param>
/// <param name="Types">The types of these.</param>
/// <param name="Block">Some of them, each with a comma before it.</param>
internal sealed record AnswerRows(IReadOnlyList<string> Columns, IReadOnlyList<string> Types, byte[] Block)
{
    /// <summary>Rows of a block.</summary>
    public const int Count = 20_000;

    /// <summary>Six columns of images.</summary>
    public static AnswerRows Narrow { get; } = Make(["id", "uid", "modality", "rows", "thickness", "day"], ["BIGINT", "VARCHAR", "VARCHAR", "INT", "FLOAT8", "DATE"], i =>
        string.Create(CultureInfo.InvariantCulture, $"\"id\":{9007199254740993 + i},\"uid\":\"1.2.826.0.1.3680043.10.1473.{i}\",\"modality\":\"{(i % 3 == 0 ? "CT" : "MR")}\",\"rows\":{512 + (i % 5)},\"thickness\":{(i % 7 == 0 ? "null" : $"{i % 40 / 8.0:0.000}")},\"day\":{1709164800000 + (i % 900 * 86400000L)}"));

    /// <summary>Twenty columns: numbers, texts and truths.</summary>
    public static AnswerRows Wide { get; } = Make(
        [.. Enumerable.Range(0, 20).Select(c => $"column{c}")],
        [.. Enumerable.Range(0, 20).Select(c => (c % 4) switch { 0 => "BIGINT", 1 => "VARCHAR", 2 => "FLOAT8", _ => "BIT" })],
        i => string.Join(',', Enumerable.Range(0, 20).Select(c => string.Create(CultureInfo.InvariantCulture, $"\"column{c}\":{(c % 4) switch
        {
            0 => (i * 31L + c).ToString(CultureInfo.InvariantCulture),
            1 => $"\"text {c} of row {i % 977}\"",
            2 => (i % 1000 / 8.0).ToString(CultureInfo.InvariantCulture),
            _ => i % 2 == 0 ? "true" : "false",
        }}"))));

    /// <summary>Lists and maps in rows.</summary>
    public static AnswerRows Nested { get; } = Make(["id", "spacing", "series", "tags"], ["BIGINT", "FLOAT8", "MAP", "VARCHAR"], i =>
        string.Create(CultureInfo.InvariantCulture, $"\"id\":{i},\"spacing\":[{i % 8 / 8.0},{i % 5 / 8.0}],\"series\":{{\"number\":{i % 40},\"modality\":\"CT\",\"size\":{{\"rows\":512,\"columns\":512}}}},\"tags\":[\"a{i % 9}\",\"b\",\"c{i % 7}\"]"));

    private static AnswerRows Make(IReadOnlyList<string> columns, IReadOnlyList<string> types, Func<int, string> row)
    {
        var text = new StringBuilder();
        for (var i = 0; i < Count; i++)
        {
            text.Append(",{").Append(row(i)).Append("}\n");
        }

        return new AnswerRows(columns, types, Encoding.UTF8.GetBytes(text.ToString()));
    }
}

/// <summary>Answers each request as Drill does, with as many rows of the shape as the query's text names, for example <c>narrow 1000000 </c>: made once, sent again and again.</summary>
internal sealed class AnswerServer : IDisposable
{
    private static readonly (string Word, AnswerRows Rows)[] Shapes = [("narrow ", AnswerRows.Narrow), ("wide ", AnswerRows.Wide), ("nested ", AnswerRows.Nested)];
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);

    public AnswerServer()
    {
        _listener.Start();
        _ = ServeAsync();
    }

    public Uri Url => new($"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}");

    public void Dispose() => _listener.Stop();

    private async Task ServeAsync()
    {
        try
        {
            while (true)
            {
                var client = await _listener.AcceptTcpClientAsync().ConfigureAwait(false);
                _ = AnswerAsync(client);
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // Stopped.
        }
    }

    private async Task AnswerAsync(TcpClient client)
    {
        using (client)
        {
            var stream = client.GetStream();
            var request = new byte[1 << 16];
            var used = 0;
            while (!Shapes.Any(shape => Encoding.ASCII.GetString(request, 0, used).Contains(shape.Word, StringComparison.Ordinal)))
            {
                var read = await stream.ReadAsync(request.AsMemory(used)).ConfigureAwait(false);
                if (read == 0) { return; }
                used += read;
            }
            var text = Encoding.ASCII.GetString(request, 0, used);
            var (word, rows) = Shapes.First(shape => text.Contains(shape.Word, StringComparison.Ordinal));
            var count = long.Parse(text[(text.LastIndexOf(word, StringComparison.Ordinal) + word.Length)..].Split(' ')[0], CultureInfo.InvariantCulture) / AnswerRows.Count;
            static string List(IEnumerable<string> names) => string.Join(',', names.Select(n => $"\"{n}\""));
            var head = Encoding.UTF8.GetBytes($"{{\"queryId\":\"14fd\"\n,\"columns\":[{List(rows.Columns)}]\n,\"metadata\":[{List(rows.Types)}]\n,\"attemptedAutoLimit\":0\n,\"rows\":[\n");
            var end = Encoding.UTF8.GetBytes("]\n,\"queryState\":\"COMPLETED\"\n}\n");
            // The first row has no comma before it.
            await stream.WriteAsync(Encoding.ASCII.GetBytes($"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {head.Length + (count * rows.Block.Length) - 1 + end.Length}\r\n\r\n")).ConfigureAwait(false);
            await stream.WriteAsync(head).ConfigureAwait(false);
            for (var i = 0L; i < count; i++) { await stream.WriteAsync(i == 0 ? rows.Block.AsMemory(1) : rows.Block).ConfigureAwait(false); }
            await stream.WriteAsync(end).ConfigureAwait(false);
        }
    }
}
