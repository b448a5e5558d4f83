using System.Text.Json;
using Sinogram.Core.Display;
using Sinogram.Core.Execution;
using Sinogram.Magics.Notebook.Absent;
using Sinogram.Testing.Kernel;

namespace Sinogram.Magics.Tests.Notebook;

/// <summary>The directives of older notebooks, through a whole session.</summary>
public sealed class NotebookMagicTests : IAsyncDisposable
{
    private readonly NotebookState _state = new(TimeProvider.System) { Password = text => new Hidden(text) };
    private readonly TestSession _session;

    public NotebookMagicTests() => _session = new TestSession(MagicCatalog.Create(_state), others: [_state.Values, .. AbsentLanguages.All()]);

    [Theory]
    [InlineData("#!set --name x --value 5", 5.0)]
    [InlineData("#!set --name x --value \"5\"", "5")]
    [InlineData("#!set --name x --value true", true)]
    [InlineData("#!set --name x --value null", null)]
    [InlineData("#!set --name x --value plain", "plain")]
    [InlineData("#!set --value=2.5 --name x", 2.5)]
    public async Task Set_takes_literals_as_older_notebooks_meant_them(string line, object? value)
    {
        await Completes(line);
        Assert.Equal(value, Variable("x"));
    }

    [Fact]
    public async Task Set_takes_JSON_objects_as_documents()
    {
        await Completes("#!set --name x --value {\"a\": [1, 2]}");
        Assert.Equal(2, Assert.IsType<JsonDocument>(Variable("x")).RootElement.GetProperty("a").GetArrayLength());
        await Completes("#!set --name y --value {\"a\":[1,2],\"b\":\"c d\"}");
        Assert.Equal("c d", Assert.IsType<JsonDocument>(Variable("y")).RootElement.GetProperty("b").GetString());
    }

    [Fact]
    public async Task Set_shares_the_object_of_another_variable()
    {
        var table = new object();
        _session.Echo.Variables.Set("a", table);
        await Completes("#!set --name b --value @a");
        Assert.Same(table, Variable("b"));
        await Completes("#!set --name c --value @csharp:a --byref");
        Assert.Same(table, Variable("c"));
    }

    [Fact]
    public async Task Set_asks_and_keeps_a_password_hidden()
    {
        var person = new Answers("Basel", "secret", "2024", "seen");
        _session.Input = person;
        await Completes("#!set --name site --value @input");
        await Completes("#!set --name pw --value @password:\"Your password\"");
        await Completes("#!set --name year --value @input:{\"prompt\": \"Which year?\", \"saveAs\": \"kept\"}");
        Assert.Equal("Basel", Variable("site"));
        Assert.Equal("secret", Assert.IsType<Hidden>(Variable("pw")).Text);
        Assert.Equal(["2024", "2024"], [Variable("year"), Variable("kept")]);
        Assert.Equal([("Please enter a value", false), ("Your password", true), ("Which year?", false)], person.Asked);

        // Any option of any magic takes an answer.
        await Completes("#!value --name v --from-value @input");
        Assert.Equal("seen", Assert.Single(_state.Values.List()).Value);
    }

    [Fact]
    public async Task Nobody_to_answer_is_said_in_one_message()
    {
        var (result, sink) = await _session.RunAsync("#!set --name x --value @input", TestContext.Current.CancellationToken);
        Assert.IsType<CellResult.Failed>(result);
        Assert.Contains("nobody to answer", sink.Error!.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("#!share v --from value", "v", "text\n")]
    [InlineData("#!share --name v --from value --as w", "w", "text\n")]
    [InlineData("#!set --name w --value @value:v", "w", "text\n")]
    public async Task Values_cross_from_one_language_to_another(string line, string name, string expected)
    {
        await Completes("#!value --name v\ntext\n" + line);
        Assert.Equal(expected, Variable(name));
    }

    [Fact]
    public async Task The_selected_language_receives_what_is_shared()
    {
        _session.Echo.Variables.Set("a", 7);
        var sink = new RecordingSink();
        var result = await _session.Session.ExecuteAsync(
            new CellRequest("#!share a --from echo-language --as b") { Language = "value" }, 1, CellFrontEnd.Headless(sink), TestContext.Current.CancellationToken);
        Assert.IsType<CellResult.Completed>(result);
        Assert.True(_state.Values.TryGet("b", out var value));
        Assert.Equal(7, value);
    }

    [Fact]
    public async Task A_cell_whose_language_is_a_magic_is_that_magic_s_body()
    {
        var sink = new RecordingSink();
        await _session.Session.ExecuteAsync(new CellRequest("<b>x</b>") { Language = "html" }, 1, CellFrontEnd.Headless(sink), TestContext.Current.CancellationToken);
        Assert.Equal("<b>x</b>", Assert.Single(sink.Displays)[Mime.Html]);
    }

    [Theory]
    [InlineData("#!share nothing --from value", "no variable 'nothing'")]
    [InlineData("#!share x --from valu", "no language 'valu'")]
    [InlineData("#!share --from value", "needs the name")]
    [InlineData("#!share x --from fsharp", "Values do not cross into F#")]
    [InlineData("#!set --name x --value @valu:y", "no language 'valu'")]
    [InlineData("#!set --name x --value 1 --byref --mime-type text/plain", "only one")]
    [InlineData("#!value --name x", "has no value")]
    [InlineData("#!value --name x --from-file a --from-value b", "takes one value, not --from-file and --from-value")]
    [InlineData("#!value --name x --from-file /nowhere/at/all", "cannot be read")]
    [InlineData("#!value --name x --from-url ftp://x", "no http or https address")]
    [InlineData("#!whos cobol", "no language 'cobol'")]
    [InlineData("#!connect restart echo-language", "no process of its own")]
    [InlineData("#!connect end cobol", "was connected")]
    public async Task Slips_are_one_message(string line, string message)
    {
        var (result, sink) = await _session.RunAsync(line, TestContext.Current.CancellationToken);
        Assert.False(Assert.IsType<CellResult.Failed>(result).Error.IsDefect);
        Assert.Contains(message, sink.Error!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_value_is_read_from_a_file_and_shown_in_its_media_type()
    {
        var file = Path.GetTempFileName();
        try
        {
            await File.WriteAllTextAsync(file, "<b>x</b>", TestContext.Current.CancellationToken);
            var sink = await Completes($"#!value --name page --from-file \"{file}\" --mime-type text/html");
            Assert.Equal("<b>x</b>", sink.Events.OfType<OutputEvent.ExecuteResult>().Single().Bundle[Mime.Html]);
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Fact]
    public async Task A_value_is_fetched_from_an_address()
    {
        using var listener = new System.Net.Sockets.TcpListener(System.Net.IPAddress.Loopback, 0);
        listener.Start();
        var answering = Task.Run(async () =>
        {
            using var client = await listener.AcceptTcpClientAsync(TestContext.Current.CancellationToken);
            await using var stream = client.GetStream();
            _ = await stream.ReadAsync(new byte[4096], TestContext.Current.CancellationToken);
            await stream.WriteAsync("HTTP/1.1 200 OK\r\nContent-Length: 5\r\nConnection: close\r\n\r\nhello"u8.ToArray(), TestContext.Current.CancellationToken);
        }, TestContext.Current.CancellationToken);
        await Completes($"#!value --name fetched --from-url http://{listener.LocalEndpoint}/");
        await answering;
        Assert.True(_state.Values.TryGet("fetched", out var value));
        Assert.Equal("hello", value);
    }

    [Fact]
    public async Task A_media_type_shares_the_text_of_the_value()
    {
        _session.Echo.Variables.Set("a", new Dictionary<string, int[]> { ["x"] = [1, 2] });
        await Completes("#!set --name json --value @a --mime-type application/json");
        Assert.Equal("{\"x\":[1,2]}", Assert.IsType<JsonDocument>(Variable("json")).RootElement.GetRawText());
        await Completes("#!share a --from echo-language --as text --mime-type text/plain");
        Assert.IsType<string>(Variable("text"));
        var (_, sink) = await _session.RunAsync("#!set --name none --value @a --mime-type image/png", TestContext.Current.CancellationToken);
        Assert.Contains("has no image/png", sink.Error!.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("#!html\n<b>x</b>", Mime.Html, "<b>x</b>")]
    [InlineData("#!markdown\n**x**", Mime.Markdown, "**x**")]
    [InlineData("#!js\nlet x = 1", Mime.Javascript, "let x = 1")]
    [InlineData("#!javascript\nlet x = 1", Mime.Javascript, "let x = 1")]
    [InlineData("#!mermaid\nflowchart LR", "text/vnd.mermaid", "flowchart LR")]
    public async Task Markup_is_shown_as_it_is_beside_its_text(string code, string mime, string content)
    {
        var bundle = Assert.Single((await Completes(code)).Displays);
        Assert.Equal(content, bundle[mime]);
        Assert.Equal(content, bundle[Mime.Plain]);
    }

    [Fact]
    public async Task Who_lists_names_and_whos_types_and_values()
    {
        _session.Echo.Variables.Set("image", new float[2, 3]);
        _session.Echo.Variables.Set("name", "Basel");
        Assert.Equal("image name", (await Completes("#!who")).Result);
        var table = (await Completes("#!whos")).Events.OfType<OutputEvent.ExecuteResult>().Single().Bundle;
        Assert.Contains("float[,]", table[Mime.Html], StringComparison.Ordinal);
        Assert.Contains("[2×3] 0, 0, 0, 0, 0, 0", table[Mime.Plain], StringComparison.Ordinal);
        Assert.Contains("&quot;Basel&quot;", table[Mime.Html], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Lsmagic_lists_what_is_there_and_not_what_only_answers()
    {
        var text = (await Completes("#!lsmagic")).Result!;
        Assert.Contains("#!share", text, StringComparison.Ordinal);
        Assert.DoesNotContain("fsharp", text, StringComparison.Ordinal);
        Assert.DoesNotContain("nuget-restore", text, StringComparison.Ordinal);
        Assert.Contains("Telemetry: none", (await Completes("#!about")).Result, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("#!fsharp\nlet x = 1")]
    [InlineData("#!F#\nlet x = 1")]
    [InlineData("#!pwsh\nGet-ChildItem")]
    [InlineData("#!powershell\nGet-ChildItem")]
    [InlineData("#!sql\nselect 1")]
    [InlineData("#!sql-clinic --name rows\nselect 1")]
    [InlineData("#!kql-logs\nT | take 5")]
    [InlineData("#!http\nGET https://example.org")]
    [InlineData("#!connect mssql --kernel-name clinic --connection-string \"Server=x;Database=y\" --create-dbcontext")]
    [InlineData("#!connect sqlite --kernel-name clinic --connection-string x")]
    [InlineData("#!connect kql --kernel-name logs --cluster https://x --database y")]
    [InlineData("#!connect signalr --kernel-name far --hub-url https://x")]
    [InlineData("#!connect stdio --kernel-name far --command x --working-directory y")]
    [InlineData("#!connect named-pipe --kernel-name far --pipe-name x")]
    [InlineData("#!enable-http")]
    [InlineData("#!aspnet")]
    [InlineData("#!aspnet-stop")]
    [InlineData("#!expand --name x --insert-at-position 3")]
    [InlineData("#!nuget-restore")]
    [InlineData("#!explain")]
    [InlineData("#!inspect --configuration Release --kind IL")]
    [InlineData("#!record --output x.dib")]
    [InlineData("#!linqify --show-code --variable-name rows")]
    [InlineData("#!start-lesson --from-file x")]
    [InlineData("#!model-answer")]
    public async Task A_directive_that_is_not_here_names_the_alternative_once_and_the_cell_goes_on(string code)
    {
        var first = await Completes(code + "\n#!echo-language\nprint after");
        var notice = Assert.Single(first.Displays)[Mime.Plain]!;
        Assert.Contains("The rest of the notebook goes on.", notice, StringComparison.Ordinal);
        Assert.Contains('\n', notice);
        Assert.Equal("after", first.Stdout);

        var second = await Completes(code);
        Assert.True(code.StartsWith("#!connect", StringComparison.Ordinal) || second.Displays.All(d => !d[Mime.Plain]!.Contains('\n', StringComparison.Ordinal)));
    }

    [Fact]
    public async Task A_connection_that_is_not_here_leaves_a_selector_that_says_so()
    {
        await Completes("#!connect mssql --kernel-name clinic --connection-string x\n#!sql-clinic\nselect 1");
        var sink = await Completes("#!clinic\nselect 1");
        Assert.Contains("SQL Server", Assert.Single(sink.Displays)[Mime.Plain], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_cell_of_a_dib_header_is_read_over()
    {
        Assert.Empty((await Completes("#!meta\n{\"kernelInfo\":{}}")).Events);
    }

    [Fact]
    public async Task Time_keeps_the_selected_language()
    {
        var sink = await Completes("#!fsharp\n#!time\nlet x = 1");
        Assert.Contains(sink.Displays, d => d[Mime.Plain]!.StartsWith("Not run: F#", StringComparison.Ordinal));
        Assert.Contains(sink.Displays, d => d[Mime.Plain]!.StartsWith("Wall time: ", StringComparison.Ordinal));
    }

    public ValueTask DisposeAsync() => _session.DisposeAsync();

    private object? Variable(string name) => _session.Echo.Variables.TryGet(name, out var value) ? value : throw new InvalidOperationException("no variable " + name);

    private async Task<RecordingSink> Completes(string code)
    {
        var (result, sink) = await _session.RunAsync(code, TestContext.Current.CancellationToken);
        Assert.True(result is CellResult.Completed, sink.Error?.Message);
        return sink;
    }

    private sealed record Hidden(string Text);
}
