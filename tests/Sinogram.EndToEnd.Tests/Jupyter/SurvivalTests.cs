using Sinogram.EndToEnd.Tests.Processes;

namespace Sinogram.EndToEnd.Tests.Jupyter;

/// <summary>What would end another kernel, or leave something behind.</summary>
[Collection("servers")]
public sealed class SurvivalTests
{
    private const string Tools =
        """
        def stderr(code):
            text, seen = "", {}
            def hook(m):
                nonlocal text
                if m["msg_type"] == "stream" and m["content"]["name"] == "stderr": text += m["content"]["text"]
                if m["msg_type"] == "error": text += m["content"]["evalue"]
            reply = client.execute_interactive(code, timeout=LIMIT, output_hook=hook)
            return reply["content"]["status"], text
        def descendants(root):
            parents = {}
            for entry in os.listdir("/proc"):
                if entry.isdigit():
                    try: parents.setdefault(int(open(f"/proc/{entry}/stat").read().rsplit(")", 1)[1].split()[1]), []).append(int(entry))
                    except OSError: pass
            found, todo = [], [root]
            while todo:
                for child in parents.get(todo.pop(), []):
                    found.append(child); todo.append(child)
            return found

        """;

    [Theory]
    [InlineData("Environment.Exit(3);")]
    [InlineData("await Task.Run(() => Environment.Exit(3));")]
    public Task Environment_Exit_ends_the_kernel_in_order_and_says_so(string code) => PassesAsync(
        """
        run("var kept = 1;")
        status, text = stderr(sys.argv[1])
        assert status == "error" and "Environment.Exit(3)" in text, (status, text)
        assert manager.provisioner.process.wait(timeout=LIMIT) == 3, manager.provisioner.process.returncode
        """,
        code);

    [Fact]
    public Task Exceptions_that_nobody_catches_and_endless_recursion_leave_the_kernel_and_its_variables() => PassesAsync(
        """
        run("var kept = 7;")
        for code in [
            'var t = new Thread(() => throw new Exception("lost")); t.Start(); t.Join();',
            'async void Fire() { await Task.Yield(); throw new Exception("void"); }\nFire(); await Task.Delay(50);',
            'ThreadPool.UnsafeQueueUserWorkItem(_ => throw new Exception("pool"), null); Thread.Sleep(50);',
            'Func<int, int> f = null; f = x => f(x + 1) + 1; f(0)',
            'class Self { public override string ToString() => $"{this}"; }\nnew Self()',
            'class Chain { public Chain Next => Next; }\nnew Chain().Next',
        ]:
            stderr(code)
            assert run("if (kept != 7) throw new Exception();")["status"] == "ok", code
        manager.shutdown_kernel()
        """);

    [Fact]
    public Task A_full_disk_is_an_error_of_the_cell_that_writes() => PassesAsync(
        """
        # From now on no file of the kernel can grow, its own history included.
        import resource
        resource.prlimit(pid, resource.RLIMIT_FSIZE, (0, 0))
        status, text = stderr('File.WriteAllText("/dev/full", "x");')
        assert status == "error" and "space" in text, (status, text)
        for code in ['File.WriteAllBytes("big.bin", new byte[4 << 20]);', 'using (var w = new StreamWriter("big.txt")) w.Write(new string(\'x\', 9000));', 'using var f = File.Create("big.dat"); f.SetLength(9);']:
            errors = []
            client.execute_interactive(code, timeout=LIMIT, output_hook=lambda m: errors.append(m["content"]) if m["msg_type"] == "error" else None)
            assert "has reached the limit of the size of a file, 0 bytes for this process" in "".join(errors[0]["traceback"]), (code, errors)
        assert run("var after = 1;")["status"] == "ok"
        manager.shutdown_kernel()
        """);

    [Fact]
    public Task What_cannot_be_stopped_is_listed_and_the_next_cell_and_the_end_do_not_wait_for_it() => PassesAsync(
        """
        run('var kept = 7; var door = new System.Net.Sockets.TcpListener(System.Net.IPAddress.Loopback, 0); door.Start();')
        message = running('kept++; Console.WriteLine("waiting"); door.AcceptSocket(); Console.WriteLine("dropped"); kept = 0;')
        while True:
            if client.get_iopub_msg(timeout=LIMIT)["content"].get("text", "").startswith("waiting"): break
        os.kill(pid, signal.SIGINT)
        reply = reply_to(message)
        assert reply["status"] == "error" and "Cell 2 cannot be stopped" in "".join(reply["traceback"]), reply
        shown = []
        client.execute_interactive("#!who --running", timeout=LIMIT, output_hook=lambda m: shown.append(str(m["content"])))
        assert "Cell 2 cannot be stopped at this point and still runs on 1 thread" in "".join(shown), shown
        assert run("if (kept != 8) throw new Exception();")["status"] == "ok"
        client.shutdown()
        assert manager.provisioner.process.wait(timeout=LIMIT) == 0
        """);

    [Fact]
    public Task After_a_crash_of_native_code_the_next_kernel_says_what_happened_once() => PassesAsync(
        """
        run('[System.Runtime.InteropServices.DllImport("libc")] static extern void abort();\nvar before = 1;')
        client.execute("abort();")
        assert gone(pid), "the process is still there"
        manager.restart_kernel(now=True)
        client.wait_for_ready(timeout=LIMIT)
        status, text = stderr("1 + 1")
        assert status == "ok" and "ended without notice in cell 2" in text and "run the cells again" in text, (status, text)
        assert stderr("1 + 1") == ("ok", ""), "said twice"
        manager.restart_kernel()
        client.wait_for_ready(timeout=LIMIT)
        assert stderr("1 + 1") == ("ok", ""), "said after an orderly end"
        manager.shutdown_kernel()
        """);

    [Theory]
    [InlineData("shutdown")]
    [InlineData("SIGTERM")]
    [InlineData("SIGKILL")]
    public Task No_process_is_left_when_the_kernel_ends(string end) => PassesAsync(
        """
        # What loses its parent comes to this process, and is counted here.
        import ctypes
        ctypes.CDLL(None).prctl(36, 1, 0, 0, 0)
        how = sys.argv[1]
        assert run("#!r\n1 + 1")["status"] == "ok"
        message = running("#!sh\nsleep 1000 & sleep 1000")
        while len(descendants(pid)) < 4: time.sleep(0.1)
        os.kill(pid, signal.SIGINT)
        assert reply_to(message)["status"] == "error"
        code = '''
        System.Diagnostics.Process.Start("sleep", "1000");
        System.Diagnostics.Process.Start("sh", new[] { "-c", "trap : TERM; sleep 1000; sleep 1000" });
        System.Diagnostics.Process.Start("sh", new[] { "-c", "(sleep 1000 & sleep 1000 &) & exit" });
        [System.Runtime.InteropServices.DllImport("libc")] static extern int system(string command);
        system("sleep 1000 &");
        '''
        assert run(code)["status"] == "ok"
        # Detached on purpose: they go on.
        assert run('System.Diagnostics.Process.Start("setsid", "sleep 1001");\nSystem.Diagnostics.Process.Start("nohup", "sleep 1001");')["status"] == "ok"
        def sleeping(seconds):
            found = []
            for p in descendants(os.getpid()):
                try: arguments = open(f"/proc/{p}/cmdline").read().split("\0")
                except OSError: continue
                if arguments[:2] == ["sleep", seconds] and is_running(p): found.append(p)
            return found
        while len(sleeping("1000")) < 5 or len(sleeping("1001")) < 2: time.sleep(0.1)
        detached = sleeping("1001")
        assert len(detached) == 2, detached
        started = [p for p in descendants(pid) + sleeping("1000") if p not in detached]
        assert len(started) >= 7, started
        if how == "shutdown": client.shutdown()
        else: os.kill(pid, getattr(signal, how))
        assert gone(pid)
        left = [p for p in started if not gone(p)]
        left += [p for p in descendants(os.getpid()) if p not in detached and not gone(p)]
        assert sleeping("1001") == detached, detached
        for p in detached: os.kill(p, signal.SIGKILL)
        assert not left, [open(f"/proc/{p}/cmdline").read() for p in left]
        """,
        end);

    [Fact]
    public async Task A_headless_run_that_a_cell_exits_is_saved_and_ends_with_the_cells_code()
    {
        using var folder = new TestFolder();
        var notebook = Path.Combine(folder.Root, "exits.ipynb");
        await File.WriteAllTextAsync(
            notebook,
            """
            {"cells": [
              {"cell_type": "code", "id": "a", "metadata": {}, "execution_count": null, "outputs": [], "source": "\"first done\""},
              {"cell_type": "code", "id": "b", "metadata": {}, "execution_count": null, "outputs": [], "source": "Environment.Exit(5);"},
              {"cell_type": "code", "id": "c", "metadata": {}, "execution_count": null, "outputs": [], "source": "\"never\""}],
             "metadata": {}, "nbformat": 4, "nbformat_minor": 5}
            """,
            TestContext.Current.CancellationToken);
        var written = Path.Combine(folder.Root, "out.ipynb");
        using var run = new ServerProcess(Repository.Tool, ["run", notebook, "--output", written], folder.Environment, folder.Root);
        Assert.True(await run.WaitForExitAsync(ServerProcess.Patience), run.Output);
        Assert.True(run.ExitCode == 5, run.Output);
        Assert.Contains("called Environment.Exit(5)", run.Output, StringComparison.Ordinal);
        var saved = await File.ReadAllTextAsync(written, TestContext.Current.CancellationToken);
        Assert.Contains("first done", saved, StringComparison.Ordinal);
        Assert.Contains("called Environment.Exit(5)", saved, StringComparison.Ordinal);
        Assert.DoesNotContain("\"execution_count\": 3", saved, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_headless_run_that_is_killed_takes_what_its_cells_started_with_it()
    {
        using var folder = new TestFolder();
        var notebook = Path.Combine(folder.Root, "starts.ipynb");
        var started = Path.Combine(folder.Root, "started");
        await File.WriteAllTextAsync(
            notebook,
            """
            {"cells": [
              {"cell_type": "code", "id": "a", "metadata": {}, "execution_count": null, "outputs": [], "source": [
                "var child = System.Diagnostics.Process.Start(\"sh\", new[] { \"-c\", \"sleep 1000 & echo $$ $! > part; mv part started; wait\" });\n",
                "child.WaitForExit();"]}],
             "metadata": {}, "nbformat": 4, "nbformat_minor": 5}
            """,
            TestContext.Current.CancellationToken);
        using var run = new ServerProcess(Repository.Tool, ["run", notebook], folder.Environment, folder.Root);
        await run.UntilAsync(() => Task.FromResult(File.Exists(started)), "what the cell starts", ServerProcess.Patience);
        var processes = (await File.ReadAllTextAsync(started, TestContext.Current.CancellationToken)).Split(' ', StringSplitOptions.TrimEntries);
        Assert.All(processes, p => Assert.True(IsAlive(p), p));
        run.Kill();
        for (var i = 0; i < 600 && processes.Any(IsAlive); i++)
        {
            await Task.Delay(50, TestContext.Current.CancellationToken);
        }

        Assert.All(processes, p => Assert.False(IsAlive(p), p));
    }

    private static bool IsAlive(string process)
    {
        try
        {
            return !File.ReadAllText($"/proc/{process}/stat").Split(')')[^1].TrimStart().StartsWith('Z');
        }
        catch (IOException)
        {
            return false;
        }
    }

    private static Task PassesAsync(string script, params string[] arguments) => ProcessTests.RunAsync(Tools + script, "tcp", arguments);
}
