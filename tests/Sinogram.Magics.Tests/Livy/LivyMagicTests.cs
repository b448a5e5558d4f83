using Sinogram.Core.Configuration;
using Sinogram.Core.Display;
using Sinogram.Core.Execution;
using Sinogram.Data;
using Sinogram.Magics.Livy;
using Sinogram.Remote.Livy;
using Sinogram.Testing.Kernel;
using Sinogram.Testing.Replay;
using Sinogram.Testing.Waiting;

namespace Sinogram.Magics.Tests.Livy;

public sealed class LivyMagicTests
{
    private const string NotFound = """{"msg":"Session 'demo' not found."}""";
    private const string Make = """{"kind":"pyspark","name":"demo"}""";

    private static readonly LivyOptions Fast = new()
    {
        FirstPause = TimeSpan.FromMilliseconds(1),
        LongestPause = TimeSpan.FromMilliseconds(2),
    };

    private readonly MemoryConnections _connections = new();

    [Fact]
    public async Task Connect_starts_a_session_shows_its_log_and_a_second_time_finds_it()
    {
        await using var server = Started().Serve();
        await using var session = Open();
        var (first, shown) = await session.RunAsync($"#!livy connect --url {server.Url} --name demo");
        Assert.IsType<CellResult.Completed>(first);
        Assert.Contains("is ready: started", Assert.Single(shown.Displays)[Mime.Plain], StringComparison.Ordinal);
        Assert.Contains(shown.Events.OfType<OutputEvent.UpdateDisplayData>(), e => e.Bundle[Mime.Html]!.Contains("SparkContext: Running &lt;Spark&gt;", StringComparison.Ordinal));
        var (_, again) = await session.RunAsync("#!livy connect --name demo");
        Assert.Contains("is ready: found again", Assert.Single(again.Displays)[Mime.Plain], StringComparison.Ordinal);
        Assert.Single(server.Script!.Requests, r => r is { Method: "POST", Path: "/sessions" });
    }

    [Fact]
    public async Task Statements_print_text_keep_values_and_show_tables_and_pictures()
    {
        await using var server = Running(
            ("1 + 1", """{"text/plain":"2"}"""),
            ("x", """{"text/plain":"kept"}"""),
            ("%table t", """{"application/vnd.livy.table.v1+json":{"headers":[{"type":"INT_TYPE","name":"n"}],"data":[[1],[2]]},"text/plain":"printed"}"""),
            ("%matplot plt", """{"image/png":"iVBORw=="}""")).Serve();
        await using var session = Open();
        await session.RunAsync($"#!livy connect --url {server.Url} --name demo");
        var (_, printed) = await session.RunAsync("#!livy\n1 + 1");
        Assert.Equal("2\n", printed.Stdout);
        await session.RunAsync("#!livy --out kept\nx");
        Assert.True(session.Session.Variables.TryGet("kept", out var kept));
        Assert.Equal("kept", kept);
        var (result, beside) = await session.RunAsync("#!livy\n%table t");
        Assert.Equal(2, Assert.IsType<Table>(Assert.IsType<CellResult.Completed>(result).Value).RowCount);
        Assert.Equal("printed\n", beside.Stdout);
        var (_, picture) = await session.RunAsync("#!livy\n%matplot plt");
        Assert.Equal("iVBORw==", picture.Events.OfType<OutputEvent.ExecuteResult>().Single().Bundle[Mime.Png]);
    }

    [Fact]
    public async Task An_error_of_the_cluster_comes_with_its_traceback_and_without_Java_frames()
    {
        await using var server = Running(("f()", """
            {"msg_type":"execute_reply","content":{"status":"error","ename":"ZeroDivisionError","evalue":"division by zero",
             "traceback":["Traceback (most recent call last):\n","  File \"<stdin>\", line 2, in f\n","\tat org.apache.spark.Job.run(Job.scala:1)\n","ZeroDivisionError: division by zero\n"]}}
            """)).Serve();
        await using var session = Open();
        await session.RunAsync($"#!livy connect --url {server.Url} --name demo");
        var message = await ErrorOf(session, "#!livy\nf()");
        Assert.StartsWith("ZeroDivisionError: division by zero\nTraceback (most recent call last):\n  File \"<stdin>\", line 2, in f\n", message, StringComparison.Ordinal);
        Assert.DoesNotContain("Job.scala", message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_session_outlives_a_restart_is_found_again_by_its_name_and_deleted_at_the_real_end()
    {
        await using var server = Started()
            .Add("DELETE /sessions/3", "", """{"msg":"deleted"}""")
            .Add("POST /sessions/3/statements", """{"code":"x"}""", Statement("""{"text/plain":"5"}"""), 201)
            .Serve();
        var before = Open();
        await before.RunAsync($"#!livy connect --url {server.Url} --name demo");
        await before.Session.EndAsync(SessionEnd.Restart);
        await using var after = Open();
        var (_, sink) = await after.RunAsync("#!livy\nx");
        Assert.Equal("5\n", sink.Stdout);
        Assert.DoesNotContain(server.Script!.Requests, r => r.Method == "DELETE");
        await after.Session.EndAsync(SessionEnd.Final);
        Assert.Single(server.Script!.Requests, r => r is { Method: "DELETE", Path: "/sessions/3" });
    }

    [Fact]
    public async Task The_kernels_end_deletes_the_session_that_it_made()
    {
        await using var server = Started().Add("DELETE /sessions/3", "", """{"msg":"deleted"}""").Serve();
        var session = Open();
        await session.RunAsync($"#!livy connect --url {server.Url} --name demo");
        await session.DisposeAsync();
        Assert.Single(server.Script!.Requests, r => r is { Method: "DELETE", Path: "/sessions/3" });
    }

    [Fact]
    public async Task After_a_restart_of_the_server_no_statement_goes_to_the_session_of_the_same_number()
    {
        await using var server = Started().Get("/sessions/demo", NotFound, 404).Serve();
        await using var session = Open();
        await session.RunAsync($"#!livy connect --url {server.Url} --name demo");
        await session.RunAsync("#!livy log");
        Assert.Contains("The server has no Spark session demo", await ErrorOf(session, "#!livy\nx"), StringComparison.Ordinal);
        Assert.DoesNotContain(server.Script!.Requests, r => r.Path.EndsWith("/statements", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_session_of_another_kind_is_not_taken_over()
    {
        await using var server = new ShortRecording().Get("/sessions/demo", Session("idle")).Serve();
        await using var session = Open();
        var message = await ErrorOf(session, $"#!livy connect --url {server.Url} --name demo --kind sql");
        Assert.Contains("of kind pyspark, not sql", message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_session_that_cannot_start_shows_the_reason_and_leaves_nothing_behind()
    {
        await using var server = new ShortRecording()
            .Get("/sessions/demo", NotFound, 404)
            .Add("POST /sessions", Make, Session("starting"), 201)
            .Get("/sessions/3/state", """{"id":3,"state":"dead"}""")
            .Get("/sessions/demo", Session("dead"))
            .Get("/sessions/3/log?from=-1&size=100", """{"id":3,"from":0,"total":3,"log":["stdout: ","Invalid maximum heap size: -Xmxlots","\nstderr: "]}""")
            .Add("DELETE /sessions/3", "", """{"msg":"deleted"}""")
            .Serve();
        await using var session = Open();
        var message = await ErrorOf(session, $"#!livy connect --url {server.Url} --name demo");
        Assert.Contains("could not start: state dead: Invalid maximum heap size: -Xmxlots", message, StringComparison.Ordinal);
        Assert.Single(server.Script!.Requests, r => r.Method == "DELETE");
    }

    [Fact]
    public async Task An_interrupt_says_what_still_runs_on_the_cluster()
    {
        await using var server = Started()
            .Add("POST /sessions/3/statements", """{"code":"loop()"}""", Running("running"), 201)
            .Get("/sessions/3/statements/0", Running("running"))
            .Add("POST /sessions/3/statements/0/cancel", "", """{"msg":"canceled"}""")
            .Get("/sessions/3/statements/0", Running("cancelling"))
            .Add("DELETE /sessions/3", "", """{"msg":"deleted"}""")
            .Serve();
        var clock = new LimitClock();
        await using var session = Open(Fast with { Time = clock });
        await session.RunAsync($"#!livy connect --url {server.Url} --name demo");
        using var interrupt = new CancellationTokenSource();
        var running = session.RunAsync("#!livy\nloop()", interrupt.Token);
        await Patience.UntilAsync(() => server.Script!.Requests.Any(r => r.Path.EndsWith("/statements/0", StringComparison.Ordinal)));
        await interrupt.CancelAsync();
        // The second question after the cancelling shows that the first was answered.
        await Patience.UntilAsync(() => server.Script!.Requests.SkipWhile(r => !r.Path.EndsWith("/cancel", StringComparison.Ordinal)).Count() >= 3);
        clock.Expire(Fast.CancelWait);
        var (result, sink) = await running;
        Assert.IsType<CellResult.Cancelled>(result);
        Assert.Contains("still running on the cluster (state cancelling)", sink.Stderr, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_sessions_of_the_server_are_a_table()
    {
        await using var server = Started().Get("/sessions?from=0&size=1000", $$"""{"from":0,"total":1,"sessions":[{{Session("idle")}}]}""").Serve();
        await using var session = Open();
        await session.RunAsync($"#!livy connect --url {server.Url} --name demo");
        var (result, _) = await session.RunAsync("#!livy sessions");
        Assert.Equal("demo", Assert.IsType<Table>(Assert.IsType<CellResult.Completed>(result).Value).GetValue(0, "name"));
    }

    [Theory]
    [InlineData("#!livy connect --url http://me:hidden@host:8998", "takes no user or password")]
    [InlineData("#!livy connect --url host", "takes an address")]
    [InlineData("#!livy connect --url http://localhost:1 --name 12", "not all digits")]
    [InlineData("#!livy connect --url http://localhost:1 --conf x", "KEY=VALUE")]
    [InlineData("#!livy connect --url http://localhost:1 --conf spark.hadoop.fs.s3a.secret.key=hidden", "never the secret itself")]
    [InlineData("#!livy connect", "--url is needed")]
    [InlineData("#!livy\n1", "There is no Livy connection")]
    public async Task What_is_wrong_is_said_and_no_secret_repeated(string cell, string expected)
    {
        await using var session = Open();
        var (result, sink) = await session.RunAsync(cell);
        Assert.Contains(expected, Assert.IsType<CellResult.Failed>(result).Error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("hidden", string.Join('\n', sink.Error!.Traceback), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Spark_properties_with_commas_reach_the_server_whole()
    {
        await using var server = new ShortRecording()
            .Get("/sessions/demo", NotFound, 404)
            .Add("POST /sessions", """{"kind":"pyspark","name":"demo","conf":{"spark.jars.packages":"a:b:1,c:d:2","spark.executor.memory":"2g"}}""", Session("idle"), 201)
            .Get("/sessions/3/state", """{"id":3,"state":"idle"}""")
            .Serve();
        await using var session = Open();
        var (result, _) = await session.RunAsync($"#!livy connect --url {server.Url} --name demo --conf spark.jars.packages=a:b:1,c:d:2 --conf spark.executor.memory=2g");
        Assert.IsType<CellResult.Completed>(result);
    }

    private static string Session(string state) => $$"""{"id":3,"name":"demo","state":"{{state}}","kind":"pyspark","owner":null,"appId":null,"log":[]}""";

    private static string Statement(string data) => $$"""{"id":0,"code":"","state":"available","output":{"status":"ok","execution_count":0,"data":{{data}} },"progress":1.0}""";

    private static string Running(string state) => $$"""{"id":0,"code":"","state":"{{state}}","output":null,"progress":0.0}""";

    private static ShortRecording Started()
    {
        var recording = new ShortRecording().Get("/sessions/demo", NotFound, 404).Add("POST /sessions", Make, Session("starting"), 201);
        for (var i = 0; i < 5; i++)
        {
            recording.Get("/sessions/3/state", """{"id":3,"state":"starting"}""");
        }

        return recording
            .Get("/sessions/3/state", """{"id":3,"state":"idle"}""")
            .Get("/sessions/demo", Session("idle"))
            .Get("/sessions/3/log?from=-1&size=100", """{"id":3,"from":0,"total":3,"log":["stdout: ","26/11/22 INFO SparkContext: Running <Spark>","\nstderr: "]}""");
    }

    private static ShortRecording Running(params (string Code, string Data)[] statements)
    {
        var recording = Started();
        foreach (var (code, data) in statements)
        {
            recording.Add("POST /sessions/3/statements", $$"""{"code":"{{code}}"}""", Statement(data), 201);
        }

        return recording.Add("DELETE /sessions/3", "", """{"msg":"deleted"}""");
    }

    private static async Task<string> ErrorOf(TestSession session, string cell)
    {
        var (result, _) = await session.RunAsync(cell);
        return Assert.IsType<CellResult.Failed>(result).Error.Message;
    }

    private TestSession Open(LivyOptions? options = null) => new([new LivyMagic(TimeProvider.System, options ?? Fast)], connections: _connections);
}
