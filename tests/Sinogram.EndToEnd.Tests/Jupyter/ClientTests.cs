namespace Sinogram.EndToEnd.Tests.Jupyter;

/// <summary>Several clients at one kernel, and one that restarts it again and again.</summary>
[Collection("servers")]
public sealed class ClientTests
{
    [Fact]
    public Task Three_clients_at_once_get_their_own_outputs_answers_and_questions() => ProcessTests.RunAsync(
        """
        import queue, threading
        from jupyter_client.blocking import BlockingKernelClient
        # Each with a session of its own, as front ends in different windows have.
        def another():
            c = BlockingKernelClient(connection_file=manager.connection_file)
            c.load_connection_file()
            c.start_channels()
            c.wait_for_ready(timeout=LIMIT)
            return c
        clients = [another() for _ in range(3)]
        failures = []
        def work(number, c):
            try:
                asked = [c.execute(f'Console.WriteLine("{number}-{i}"); var v{number}_{i} = {i}; {1000 * number + i}') for i in range(30)]
                seen, idle = {message: [] for message in asked}, set()
                while len(idle) < len(asked):
                    m = c.get_iopub_msg(timeout=LIMIT)
                    parent = m["parent_header"].get("msg_id")
                    if parent not in seen: continue
                    if m["msg_type"] == "status" and m["content"]["execution_state"] == "idle": idle.add(parent)
                    elif m["msg_type"] == "stream": seen[parent].append(m["content"]["text"])
                    elif m["msg_type"] == "execute_result": seen[parent].append(m["content"]["data"]["text/plain"])
                for i, message in enumerate(asked):
                    assert seen[message] == [f"{number}-{i}\n", str(1000 * number + i)], seen[message]
                    assert reply_to(message, c)["status"] == "ok"
            except BaseException as e:
                failures.append(repr(e))
        threads = [threading.Thread(target=work, args=pair) for pair in enumerate(clients)]
        for t in threads: t.start()
        for t in threads: t.join()
        assert not failures, failures

        # A question goes to who asked, an interrupt ends it, and an answer that comes too late is none to the next one.
        message = clients[1].execute("Console.ReadLine()", allow_stdin=True)
        assert clients[1].get_stdin_msg(timeout=LIMIT)["msg_type"] == "input_request"
        manager.interrupt_kernel()
        assert reply_to(message, clients[1])["ename"] == "Interrupted"
        clients[1].input("late")
        message = clients[2].execute('if (Console.ReadLine() != "own") throw new Exception();', allow_stdin=True)
        assert clients[2].get_stdin_msg(timeout=LIMIT)["msg_type"] == "input_request"
        clients[2].input("own")
        assert reply_to(message, clients[2])["status"] == "ok"
        for c in clients[:2]:
            try:
                c.get_stdin_msg(timeout=0)
            except queue.Empty:
                continue
            raise AssertionError("a question came to a client that had asked nothing")
        manager.shutdown_kernel()
        """,
        "tcp");

    [Fact]
    public Task A_notebook_that_listens_to_all_that_is_thrown_is_interrupted_as_any_other() => ProcessTests.RunAsync(
        """
        assert run('var thrown = 0; string where = null; void Note(object s, System.Runtime.ExceptionServices.FirstChanceExceptionEventArgs e) { for (var i = 0; i < 2; i++) thrown++; where ??= e.Exception.StackTrace; }\n'
                   'AppDomain.CurrentDomain.FirstChanceException += Note;\nAppDomain.CurrentDomain.FirstChanceException += (s, e) => { while (thrown < 0) { } };')["status"] == "ok"
        assert run('\n\nthrow new FormatException("on purpose");')["ename"] == "FormatException"
        # A handler that asks where, from a cell before, is told the line.
        assert run('if (thrown == 0 || !where.Contains("line 3")) throw new Exception(thrown + where);')["status"] == "ok"
        for code in ("while (true) { }", "Thread.Sleep(60_000);", "await Task.Delay(60_000);", "while (true) { try { int.Parse(\"x\"); } catch { } }"):
            message = running(code)
            manager.interrupt_kernel()
            assert reply_to(message)["ename"] == "Interrupted"
        assert run("AppDomain.CurrentDomain.FirstChanceException -= Note; thrown = 0;")["status"] == "ok"
        assert run("try { int.Parse(\"x\"); } catch { }\nif (thrown != 0) throw new Exception();")["status"] == "ok"
        manager.shutdown_kernel()
        """,
        "tcp");

    [Fact]
    public Task A_storm_of_restarts_leaves_one_kernel_and_no_other_process() => ProcessTests.RunAsync(
        """
        def below(process):
            try:
                found = [int(c) for task in os.listdir(f"/proc/{process}/task") for c in open(f"/proc/{process}/task/{task}/children").read().split()]
            except OSError:
                return []
            return found + [deeper for c in found for deeper in below(c)]
        seen = []
        for turn in range(6):
            seen += [manager.provisioner.pid, *below(manager.provisioner.pid)]
            # In mid-cell, with a program started, while it starts, and killed.
            if turn == 0: client.execute("while (true) { }")
            if turn == 1:
                client.wait_for_ready(timeout=LIMIT)
                run('System.Diagnostics.Process.Start("sleep", "1000");')
                seen += below(manager.provisioner.pid)
            manager.restart_kernel(now=turn % 3 == 2)
        client.wait_for_ready(timeout=LIMIT)
        assert run("1 + 1")["status"] == "ok"
        assert all(gone(process) for process in seen if process != manager.provisioner.pid)
        manager.shutdown_kernel()
        """,
        "tcp");
}
