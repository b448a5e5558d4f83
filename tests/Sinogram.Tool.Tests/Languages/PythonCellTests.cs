using System.Globalization;
using Sinogram.Core.Display;
using Sinogram.Core.Execution;
using Sinogram.Testing.Kernel;
using Sinogram.Testing.Waiting;

namespace Sinogram.Tool.Tests.Languages;

/// <summary>Cells in a real Jupyter kernel of another language.</summary>
public sealed class PythonCellTests(PythonFixture python) : IClassFixture<PythonFixture>
{
    [Fact]
    public async Task Streams_displays_and_the_value_arrive_in_order_and_an_update_finds_its_display_also_from_a_later_cell()
    {
        var sink = await python.CompletesAsync(
            """
            #!python
            import sys
            from IPython.display import HTML, display
            print("out")
            print("err", file=sys.stderr)
            handle = display(HTML("<b>one</b>"), display_id=True)
            handle.update(HTML("<b>two</b>"))
            6 * 7
            """);
        Assert.Equal("out\n", sink.Stdout);
        Assert.Equal("err\n", sink.Stderr);
        Assert.Equal("42", sink.Result);
        Assert.Equal("<b>two</b>", Assert.Single(sink.Displays)[Mime.Html]);
        Assert.IsType<OutputEvent.UpdateDisplayData>(sink.Events[^2]);
        var shown = Assert.Single(sink.Events.OfType<OutputEvent.DisplayData>());

        var later = await python.CompletesAsync("#!python\nhandle.update(HTML('<b>three</b>'))");
        Assert.Equal(shown.DisplayId, Assert.Single(later.Events.OfType<OutputEvent.UpdateDisplayData>()).DisplayId);
    }

    [Fact]
    public async Task Output_is_cleared_and_pictures_come_as_they_are()
    {
        var sink = await python.CompletesAsync(
            """
            #!python
            from IPython.display import clear_output, display
            print("gone")
            clear_output(wait=True)
            display({"image/png": "iVBORw0KGgo=", "application/json": {"a": [1, None]}}, raw=True)
            """);
        Assert.True(Assert.Single(sink.Events.OfType<OutputEvent.ClearOutput>()).Wait);
        var bundle = Assert.Single(sink.Displays);
        Assert.Equal("iVBORw0KGgo=", bundle[Mime.Png]);
        Assert.Equal("{\"a\": [1, null]}", bundle[Mime.Json]);
    }

    [Fact]
    public async Task An_error_has_its_name_message_and_trace_and_the_next_cell_runs()
    {
        var (result, sink) = await python.RunAsync("#!python\ndef f():\n    return 1 / 0\nf()", token: TestContext.Current.CancellationToken);
        Assert.IsType<CellResult.Failed>(result);
        Assert.Equal(("ZeroDivisionError", "division by zero"), (sink.Error!.Name, sink.Error.Message));
        Assert.True(sink.Error.Traceback.Count > 2);
        Assert.Equal("1", (await python.CompletesAsync("#!python\n1")).Result);
    }

    [Fact]
    public async Task Questions_are_asked_here_and_refused_where_nobody_answers()
    {
        var person = new Person("Basel", "secret");
        var (_, sink) = await python.RunAsync(
            "#!python\nimport getpass\nprint(input('Which site? '), len(getpass.getpass('Password: ')))", input: person, token: TestContext.Current.CancellationToken);
        Assert.EndsWith("Basel 6\n", sink.Stdout, StringComparison.Ordinal);
        Assert.Equal([("Which site? ", false), ("Password: ", true)], person.Asked);

        var (result, refused) = await python.RunAsync("#!python\ninput()", token: TestContext.Current.CancellationToken);
        Assert.IsType<CellResult.Failed>(result);
        Assert.Equal("StdinNotImplementedError", refused.Error!.Name);
    }

    [Theory]
    [InlineData("while True: pass")]
    [InlineData("import time; time.sleep(1000)")]
    [InlineData("import subprocess; subprocess.run(['sleep', '1000'])")]
    public async Task An_interrupt_stops_the_cell_and_the_variables_are_kept(string code)
    {
        using var interrupt = new CancellationTokenSource();
        var sink = new RecordingSink();
        var running = python.RunAsync($"#!python\nkept = 7\nprint('started', flush=True)\n{code}", sink, token: interrupt.Token);
        await Patience.UntilAsync(() => sink.Stdout.Length > 0);
        await interrupt.CancelAsync();
        Assert.Null(Assert.IsType<CellResult.Cancelled>((await running).Result).StillRunning);
        Assert.Equal("7", (await python.CompletesAsync("#!python\nkept")).Result);
    }

    [Fact]
    public async Task A_kernel_that_dies_is_told_and_the_next_cell_starts_a_fresh_one()
    {
        await python.CompletesAsync("#!connect jupyter --kernel-spec python3 --kernel-name mortal\n#!mortal\nx = 1");
        var (result, sink) = await python.RunAsync("#!mortal\nimport os\nos._exit(3)", token: TestContext.Current.CancellationToken);
        Assert.False(Assert.IsType<CellResult.Failed>(result).Error.IsDefect);
        Assert.Contains("ended with exit code 3", sink.Error!.Message, StringComparison.Ordinal);
        Assert.Equal("False", (await python.CompletesAsync("#!mortal\n'x' in globals()")).Result);

        // What it had started ends with it, and with the language.
        var child = int.Parse((await python.CompletesAsync("#!mortal\nimport subprocess\nsubprocess.Popen(['sleep', '1000']).pid")).Result!, CultureInfo.InvariantCulture);
        Assert.True(ProcessState.IsRunning(child));
        await python.CompletesAsync("#!connect end mortal");
        // A signal is sent before the cell ends; the process takes it when it next runs.
        await Patience.UntilAsync(() => !ProcessState.IsRunning(child));
        Assert.Contains("no magic or language '#!mortal'", (await python.RunAsync("#!mortal\n1", token: TestContext.Current.CancellationToken)).Sink.Error!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_restart_forgets_the_variables()
    {
        await python.CompletesAsync("#!python\nforgotten = 1");
        await python.CompletesAsync("#!connect restart python");
        Assert.Equal("False", (await python.CompletesAsync("#!python\n'forgotten' in globals()")).Result);
    }

    [Fact]
    public async Task An_initial_script_runs_first_and_its_failure_is_one_message()
    {
        var script = Path.GetTempFileName();
        try
        {
            await File.WriteAllTextAsync(script, "greeting = 'hello'", TestContext.Current.CancellationToken);
            await python.CompletesAsync($"#!connect jupyter --kernel-spec python3 --kernel-name scripted --init-script \"{script}\"");
            Assert.Equal("'hello'", (await python.CompletesAsync("#!scripted\ngreeting")).Result);
            await python.CompletesAsync("#!connect end scripted");

            await File.WriteAllTextAsync(script, "1/0", TestContext.Current.CancellationToken);
            var (_, sink) = await python.RunAsync(
                $"#!connect jupyter --kernel-spec python3 --kernel-name scripted --init-script \"{script}\"", token: TestContext.Current.CancellationToken);
            Assert.Contains("ZeroDivisionError", sink.Error!.Message, StringComparison.Ordinal);
        }
        finally
        {
            File.Delete(script);
        }
    }

    [Fact]
    public async Task A_notebook_that_names_its_Python_python_gets_it_and_gives_it_back()
    {
        await python.CompletesAsync("#!python\nours = 1");
        await python.CompletesAsync("#!connect jupyter --kernel-name python --kernel-spec python3");
        Assert.Equal("False", (await python.CompletesAsync("#!python\n'ours' in globals()")).Result);
        Assert.Single(System.Text.RegularExpressions.Regex.Matches((await python.CompletesAsync("#!connect list")).Result!, "#!python\\b"));
        await python.CompletesAsync("#!connect end python");
        Assert.Equal("True", (await python.CompletesAsync("#!python\n'ours' in globals()")).Result);
    }

    [Theory]
    [InlineData("#!connect jupyter --kernel-spec nowhere", "No Jupyter kernel 'nowhere' is installed.", "")]
    [InlineData("#!connect jupyter --kernel-spec python3 --conda-env nowhere", "There is no conda environment 'nowhere'.", "conda env list")]
    [InlineData("#!connect jupyter --kernel-spec python3 --kernel-name csharp", "'csharp' is a language of the kernel already.", "--kernel-name")]
    [InlineData("#!connect jupyter --kernel-spec python3 --kernel-name dicom", "#!dicom is a magic already.", "--kernel-name")]
    [InlineData("#!connect jupyter --kernel-spec python3 --kernel-name other --init-script /nowhere", "cannot be read", "")]
    [InlineData("#!connect jupyter --url http://127.0.0.1:1 --kernel-name far", "cannot be reached", "Check that the server runs")]
    [InlineData("#!connect jupyter --url ftp://127.0.0.1 --kernel-name far", "--url takes the address of a Jupyter server", "--token")]
    [InlineData("#!connect jupyter --url http://127.0.0.1:1/?token=abc", "never the secret itself", "env:NAME")]
    [InlineData("#!connect jupyter --token file:/nowhere", "--url is missing", "")]
    public async Task Slips_of_connecting_are_one_message(string code, string message, string hint)
    {
        var (result, sink) = await python.RunAsync(code, token: TestContext.Current.CancellationToken);
        Assert.False(Assert.IsType<CellResult.Failed>(result).Error.IsDefect);
        Assert.Contains(message, sink.Error!.Message, StringComparison.Ordinal);
        Assert.Contains(hint, string.Join('\n', sink.Error.Traceback), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_kernel_of_a_conda_environment_runs_with_its_programs_first()
    {
        var folder = Directory.CreateTempSubdirectory("sinogram-conda-").FullName;
        try
        {
            var kernel = Directory.CreateDirectory(Path.Combine(folder, "share", "jupyter", "kernels", "mine")).FullName;
            await File.WriteAllTextAsync(
                Path.Combine(kernel, "kernel.json"),
                """{"argv": ["/usr/bin/python3", "-m", "ipykernel_launcher", "-f", "{connection_file}"], "language": "python", "env": {"FROM_SPEC": "yes"}}""",
                TestContext.Current.CancellationToken);
            await python.CompletesAsync($"#!connect jupyter --kernel-spec mine --conda-env \"{folder}\"");
            Assert.Equal(
                $"'{folder}/bin yes {folder}'",
                (await python.CompletesAsync("#!mine\nimport os\nos.environ['PATH'].split(':')[0] + ' ' + os.environ['FROM_SPEC'] + ' ' + os.environ['CONDA_PREFIX']")).Result);
            await python.CompletesAsync("#!connect end mine");
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public async Task Output_of_work_that_a_cell_left_running_arrives_in_that_cell()
    {
        var sink = await python.CompletesAsync(
            """
            #!python
            import threading
            go = threading.Event()
            def later():
                go.wait()
                print("late")
            worker = threading.Thread(target=later)
            worker.start()
            """);
        Assert.Empty(sink.Stdout);
        var second = await python.CompletesAsync("#!python\ngo.set()\nworker.join()");

        // Newer kernels give it to the cell that started the thread, older ones to the cell that runs.
        await Patience.UntilAsync(() => (sink.Stdout + second.Stdout).Contains('\n', StringComparison.Ordinal));
        Assert.Equal("late\n", sink.Stdout + second.Stdout);
    }

    [Fact]
    public async Task Completion_inspection_and_completeness_are_the_kernel_s_own()
    {
        await python.CompletesAsync("#!python\nlesion_volume = 1");
        var services = python.Session.Services;
        const string Code = "var a = 1;\n#!python\n# Größe 😀\nlesion_vo";
        var completions = await services.CompleteAsync(Code, Code.Length, TestContext.Current.CancellationToken);
        Assert.Contains("lesion_volume", completions.Items.Select(i => i.Text));
        Assert.Equal(("lesion_vo", ""), (Code[completions.Start..completions.End], Code[completions.End..]));

        var inspected = await services.InspectAsync("#!python\nlen", "#!python\nlen".Length, TestContext.Current.CancellationToken);
        Assert.Contains("Return the number of items in a container", inspected![Mime.Plain], StringComparison.Ordinal);

        Assert.Equal(CompletenessStatus.Complete, services.IsComplete("#!python\nx = 1").Status);
        Assert.Equal(new Completeness(CompletenessStatus.Incomplete, "    "), services.IsComplete("#!python\nfor i in x:"));
        Assert.Equal(CompletenessStatus.Invalid, services.IsComplete("#!python\nx = = 1\n").Status);
    }

    [Fact]
    public async Task The_selector_s_help_and_completion_come_from_its_description()
    {
        Assert.Contains("--in A,B", Assert.Single((await python.CompletesAsync("#!python --help")).Displays)[Mime.Plain], StringComparison.Ordinal);
        var completions = await python.Session.Services.CompleteAsync("#!python --o", 12, TestContext.Current.CancellationToken);
        Assert.Equal(["--out"], completions.Items.Select(i => i.Text));
        var (result, sink) = await python.RunAsync("#!python --outt x\n1", token: TestContext.Current.CancellationToken);
        Assert.IsType<CellResult.Failed>(result);
        Assert.Contains("Did you mean --out?", string.Join('\n', sink.Error!.Traceback), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Python_s_own_magics_and_comments_are_Python_s()
    {
        Assert.Equal("2", (await python.CompletesAsync("#!python\n%precision 3\n# don't /* stop\nx = 2\nx")).Result);
        var sink = new RecordingSink();
        await python.Session.ExecuteAsync(
            new CellRequest("%who_ls\n1 + 1") { Language = "python" }, 1, CellFrontEnd.Headless(sink), TestContext.Current.CancellationToken);
        Assert.Equal("2", sink.Result);
    }

    private sealed class Person(params string[] answers) : IInput
    {
        private readonly Queue<string> _answers = new(answers);

        public List<(string Prompt, bool Secret)> Asked { get; } = [];

        public bool IsAvailable => true;

        public Task<string> AskAsync(string prompt, bool secret, CancellationToken token)
        {
            Asked.Add((prompt, secret));
            return Task.FromResult(_answers.Dequeue());
        }
    }
}
