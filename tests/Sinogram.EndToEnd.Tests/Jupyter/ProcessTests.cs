using Sinogram.EndToEnd.Tests.Processes;

namespace Sinogram.EndToEnd.Tests.Jupyter;

/// <summary>How the kernel's process starts, is interrupted and ends.</summary>
[Collection("servers")]
public sealed class ProcessTests
{
    internal const string Begin =
        """
        import os, signal, subprocess, sys, time
        from jupyter_client import KernelManager
        manager = KernelManager(kernel_name="sinogram", transport=os.environ.get("TRANSPORT", "tcp"))
        manager.start_kernel()
        client = manager.client()
        client.start_channels()
        # What takes an instant on an idle machine may take so long on a busy one.
        LIMIT = 120
        client.wait_for_ready(timeout=LIMIT)
        pid = manager.provisioner.pid
        def run(code):
            reply = client.execute_interactive(code, timeout=LIMIT, output_hook=lambda m: None)
            return reply["content"]
        def running(code, client=client):
            message = client.execute(code)
            while True:
                m = client.get_iopub_msg(timeout=LIMIT)
                if m["msg_type"] == "execute_input" and m["parent_header"]["msg_id"] == message: return message
        def reply_to(message, client=client):
            # A client that waited for its kernel has asked it more than once: answers to that come before.
            while True:
                m = client.get_shell_msg(timeout=LIMIT)
                if m["parent_header"].get("msg_id") == message: return m["content"]
        def is_running(process):
            try:
                with open(f"/proc/{process}/stat") as stat: return stat.read().rsplit(")", 1)[1].split()[0] not in "ZX"
            except OSError:
                return False
        def gone(process):
            for _ in range(LIMIT * 10):
                if not is_running(process): return True
                time.sleep(0.1)
            return False

        """;

    [Fact]
    public Task SIGINT_interrupts_a_cell_that_computes_sleeps_waits_or_asks_and_its_variables_are_kept() => PassesAsync(
        """
        run("var kept = 7;")
        for code in ["while (true) { }", "Thread.Sleep(600_000);", "await Task.Delay(600_000);", "Console.ReadLine();"]:
            message = running(code)
            time.sleep(0.3)
            os.kill(pid, signal.SIGINT)
            reply = reply_to(message)
            assert reply["status"] == "error", (code, reply)
            assert run("if (kept != 7) throw new Exception();")["status"] == "ok", code
        manager.shutdown_kernel()
        """);

    [Fact]
    public Task A_kernel_that_warms_its_compiler_answers_meanwhile_and_ends_when_it_is_told_to() => PassesAsync(
        """
        warm = KernelManager(kernel_name="sinogram")
        warm.start_kernel(env=dict(os.environ, SINOGRAM_WARMUP="on"))
        c = warm.blocking_client()
        c.start_channels()
        c.wait_for_ready(timeout=LIMIT)
        pid = warm.provisioner.pid
        for i in range(3):
            reply = c.execute_interactive(f"var v{i} = {i}; if (v{i} != {i}) throw new Exception();", timeout=LIMIT, output_hook=lambda m: None)
            assert reply["content"]["status"] == "ok", reply["content"]
            # Long enough for the kernel to take it for a break.
            time.sleep(0.5)
        c.shutdown()
        assert gone(pid)
        manager.shutdown_kernel()
        """);

    [Fact]
    public Task SIGINT_interrupts_also_where_the_server_was_started_in_the_background_and_ignores_it() => PassesAsync(
        """
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        other = KernelManager(kernel_name="sinogram")
        other.start_kernel()
        c = other.blocking_client()
        c.start_channels()
        c.wait_for_ready(timeout=LIMIT)
        message = running("while (true) { }", c)
        os.kill(other.provisioner.pid, signal.SIGINT)
        assert reply_to(message, c)["status"] == "error"
        other.shutdown_kernel()
        manager.shutdown_kernel()
        """);

    [Fact]
    public Task SIGTERM_ends_the_kernel_in_order_even_while_a_cell_runs() => PassesAsync(
        """
        running("while (true) { }")
        os.kill(pid, signal.SIGTERM)
        assert manager.provisioner.process.wait(timeout=LIMIT) == 0, manager.provisioner.process.returncode
        """);

    [Fact]
    public Task A_killed_kernel_takes_other_kernels_and_scripts_and_all_that_they_started_with_it() => PassesAsync(
        """
        import tempfile
        folder = tempfile.mkdtemp()
        reply = run(f"#!python\nimport os, subprocess\nchild = subprocess.Popen(['sleep', '1000'])\nopen('{folder}/python', 'w').write(f'{{os.getpid()}} {{child.pid}}')")
        assert reply["status"] == "ok", reply
        running(f"#!sh\nsleep 1000 &\necho $$ $! > {folder}/part && mv {folder}/part {folder}/script\nwait")
        while not os.path.exists(f"{folder}/script"): time.sleep(0.05)
        processes = [int(p) for name in ("python", "script") for p in open(f"{folder}/{name}").read().split()]
        assert len(processes) == 4 and all(os.path.exists(f"/proc/{p}") for p in processes)
        os.kill(pid, signal.SIGKILL)
        for p in processes: assert gone(p), p
        """);

    [Fact]
    public Task A_restart_gives_a_fresh_kernel_and_a_shutdown_ends_it_by_itself() => PassesAsync(
        """
        run("var before = 1;")
        manager.restart_kernel()
        client.wait_for_ready(timeout=LIMIT)
        assert run("before")["status"] == "error"
        again = manager.provisioner.process
        client.shutdown()
        assert again.wait(timeout=LIMIT) == 0, again.returncode
        """);

    [Fact]
    public Task The_kernel_ends_when_the_process_that_started_it_is_killed() => PassesAsync(
        """
        child = os.fork()
        if child == 0:
            os.setsid()
            other = KernelManager(kernel_name="sinogram")
            other.start_kernel()
            c = other.blocking_client()
            c.start_channels()
            c.wait_for_ready(timeout=LIMIT)
            open(sys.argv[1] + ".part", "w").write(str(other.provisioner.pid))
            os.rename(sys.argv[1] + ".part", sys.argv[1])
            time.sleep(600)
        while not os.path.exists(sys.argv[1]): time.sleep(0.1)
        orphan = int(open(sys.argv[1]).read())
        assert is_running(orphan)
        os.kill(child, signal.SIGKILL); os.waitpid(child, 0)
        assert gone(orphan), "the kernel outlived its parent"
        manager.shutdown_kernel()
        """,
        Path.Combine(Path.GetTempPath(), Guid.NewGuid().ToString("N")));

    [Fact]
    public Task A_kernel_whose_parent_has_ended_before_it_looks_ends_too_and_one_in_a_container_of_its_own_stays() => PassesAsync(
        """
        manager.shutdown_kernel()
        gone_before = subprocess.Popen(["true"]); gone_before.wait()
        environment = dict(os.environ, JPY_PARENT_PID=str(gone_before.pid))
        other = KernelManager(kernel_name="sinogram")
        other.write_connection_file()
        command = other.kernel_spec.argv[:1] + ["jupyter", other.connection_file]
        # As a server that is killed between starting the kernel and the kernel's first look leaves it.
        orphan = subprocess.Popen(command, env=environment)
        assert gone(orphan.pid), "the kernel outlived its parent"
        # A container's first program was given the number too, which means nothing there.
        shell = subprocess.Popen(["sh", "-c", '"$@"; true', "sh"] + command, env=environment)
        try:
            from jupyter_client import BlockingKernelClient
            c = BlockingKernelClient(connection_file=other.connection_file)
            c.load_connection_file()
            c.start_channels()
            c.wait_for_ready(timeout=LIMIT)
            time.sleep(1.5)
            assert c.execute_interactive("1", timeout=LIMIT, output_hook=lambda m: None)["content"]["status"] == "ok"
            kernel = int(open(f"/proc/{shell.pid}/task/{shell.pid}/children").read())
        finally:
            shell.kill()
            shell.wait()
        assert gone(kernel), "the kernel outlived its parent"
        """);

    [Fact]
    public Task Answers_reach_the_cell_that_asks_and_outputs_are_cleared_at_once_or_with_the_next() => PassesAsync(
        """
        for asks, prompt, is_secret in [
            ('Console.ReadLine()', '', False), ('input("Who?")', 'Who?', False), ('password("Secret?").GetClearTextPassword()', 'Secret?', True)]:
            message = client.execute(f'Console.Write("Hello " + {asks})', allow_stdin=True)
            question = client.get_stdin_msg(timeout=LIMIT)["content"]
            assert (question["prompt"], question["password"]) == (prompt, is_secret), (asks, question)
            client.input("world")
            text = ""
            while True:
                received = client.get_iopub_msg(timeout=LIMIT)
                if received["msg_type"] == "stream": text += received["content"]["text"]
                if received["parent_header"].get("msg_id") == message and received["content"].get("execution_state") == "idle": break
            assert text == "Hello world", (asks, text)
            # The reply to the cell is not the next cell's.
            reply_to(message)
        seen = []
        client.execute_interactive("ClearOutput(); ClearOutput(wait: true);", timeout=LIMIT, output_hook=seen.append)
        assert [m["content"]["wait"] for m in seen if m["msg_type"] == "clear_output"] == [False, True], seen
        manager.shutdown_kernel()
        """);

    [Fact]
    public Task The_kernel_works_over_ipc_sockets_that_only_their_owner_can_open() => RunAsync(
        """
        import glob, stat
        assert run("1 + 1")["status"] == "ok"
        sockets = glob.glob(manager.ip + "-*")
        assert len(sockets) == 5, sockets
        assert all(stat.S_IMODE(os.stat(s).st_mode) == 0o600 for s in sockets)
        manager.shutdown_kernel()
        """,
        "ipc");

    [Fact]
    public Task A_client_with_the_keys_of_an_encrypted_kernel_is_answered_and_one_without_is_not() => PassesAsync(
        """
        import json, zmq
        if not zmq.has("curve"):
            manager.shutdown_kernel(); print("passed"); sys.exit()
        # The key pair and the sockets' options as jupyter_client 8.9 has them.
        public, secret = zmq.curve_keypair()
        class Encrypted(KernelManager):
            def write_connection_file(self, **kwargs):
                super().write_connection_file(**kwargs)
                info = json.load(open(self.connection_file))
                info.update(curve_publickey=public.decode(), curve_secretkey=secret.decode())
                json.dump(info, open(self.connection_file, "w"))
        other = Encrypted(kernel_name="sinogram")
        other.start_kernel()
        shell = zmq.Context.instance().socket(zmq.DEALER)
        shell.linger = 0
        shell.curve_serverkey, shell.curve_publickey, shell.curve_secretkey = public, public, secret
        shell.connect(f"tcp://{other.ip}:{other.shell_port}")
        other.session.send(shell, "kernel_info_request", {})
        assert shell.poll(1000 * LIMIT), "the client with the keys got no answer"
        ids, frames = other.session.feed_identities(shell.recv_multipart())
        assert other.session.deserialize(frames)["content"]["status"] == "ok"
        plain = zmq.Context.instance().socket(zmq.DEALER)
        plain.linger = 0
        plain.connect(f"tcp://{other.ip}:{other.shell_port}")
        plain.sndtimeo = 0
        try:
            other.session.send(plain, "kernel_info_request", {})
        except zmq.Again:
            pass # It is refused already: there is nothing left to send to.
        other.session.send(shell, "kernel_info_request", {})
        assert shell.poll(1000 * LIMIT)
        assert not plain.poll(0), "a client without the keys got an answer"
        # By a signal: the manager's own socket has no keys, and a send to one that was refused waits for ever.
        os.kill(other.provisioner.pid, signal.SIGTERM)
        assert gone(other.provisioner.pid), "the kernel does not end"
        other.cleanup_connection_file()
        manager.shutdown_kernel()
        """);

    [Fact]
    public Task Cells_compile_and_run_while_earlier_ones_hold_the_whole_thread_pool() => PassesAsync(
        """
        assert run("for (var i = 0; i < 2000; i++) ThreadPool.QueueUserWorkItem(_ => Thread.Sleep(Timeout.Infinite));")["status"] == "ok"
        for i in range(5):
            assert run(f'var v{i} = new {{ N = {i} }}; Console.WriteLine(v{i}.N); throw new Exception("on purpose");')["ename"] == "Exception"
        reply = client.complete("Math.Ma", 7, reply=True, timeout=LIMIT)
        assert "Max" in reply["content"]["matches"], reply["content"]
        manager.shutdown_kernel()
        """);

    private static Task PassesAsync(string script, params string[] arguments) => RunAsync(script, "tcp", arguments);

    internal static async Task RunAsync(string script, string transport, params string[] arguments)
    {
        Repository.Program("/usr/bin/jupyter", "jupyter-client");
        using var folder = new TestFolder();
        var environment = new Dictionary<string, string>(folder.Environment) { ["TRANSPORT"] = transport };
        using var run = new ServerProcess("/usr/bin/python3", ["-c", Begin + script + "\nprint('passed')\n", .. arguments], environment, folder.Root);
        Assert.True(await run.WaitForExitAsync(ServerProcess.Patience), run.Output);
        Assert.True(run.ExitCode == 0 && run.Output.Contains("passed", StringComparison.Ordinal), run.Output);
    }
}
