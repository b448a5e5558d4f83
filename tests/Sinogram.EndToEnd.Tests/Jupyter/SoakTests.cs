using System.Globalization;
using Sinogram.EndToEnd.Tests.Processes;

namespace Sinogram.EndToEnd.Tests.Jupyter;

/// <summary>
/// Mixed use for a long time: SINOGRAM_SOAK_MINUTES, or half a minute. Between a sixth of the time and its end, memory may grow by 20 MiB and no file stays open.
/// </summary>
[Collection("servers")]
public sealed class SoakTests
{
    private const string Script =
        """
        import os, queue, random, sys, time
        from jupyter_client import KernelManager
        minutes = float(sys.argv[1])
        isLong = minutes >= 30
        random.seed(11)
        manager = KernelManager(kernel_name="sinogram")
        manager.start_kernel()
        client = manager.client()
        client.start_channels()
        client.wait_for_ready(timeout=120)

        def tree():
            found = [manager.provisioner.pid]
            for pid in found:
                for task in os.listdir(f"/proc/{pid}/task"):
                    with open(f"/proc/{pid}/task/{task}/children") as children:
                        found += [int(child) for child in children.read().split()]
            return found

        def rest():
            # Resident MiB, open files and threads of the kernel and all that it started, when it has come to rest: the least of some seconds.
            found = []
            for _ in range(12 if isLong else 4):
                time.sleep(2)
                found.append(measured())
            return tuple(map(min, zip(*found)))

        def measured():
            memory = files = threads = 0
            for pid in tree():
                files += len(os.listdir(f"/proc/{pid}/fd"))
                threads += len(os.listdir(f"/proc/{pid}/task"))
                with open(f"/proc/{pid}/status") as status:
                    memory += sum(int(line.split()[1]) for line in status if line.startswith("VmRSS")) // 1024
            return memory, files, threads

        def reply_to(message, get):
            while True:
                reply = get(timeout=120)
                if reply["parent_header"]["msg_id"] == message: return reply["content"]

        def finish(message):
            shown = {"text": "", "value": None, "errors": 0, "shown": 0, "changed": 0}
            while True:
                m = client.get_iopub_msg(timeout=120)
                if m["parent_header"].get("msg_id") != message: continue
                if m["msg_type"] == "stream": shown["text"] += m["content"]["text"]
                if m["msg_type"] == "execute_result": shown["value"] = m["content"]["data"]["text/plain"]
                if m["msg_type"] == "error": shown["errors"] += 1
                if m["msg_type"] == "display_data": shown["shown"] += 1
                if m["msg_type"] == "update_display_data": shown["changed"] += 1
                if m["msg_type"] == "status" and m["content"]["execution_state"] == "idle": break
            return shown, reply_to(message, client.get_shell_msg)["status"]

        def control(kind, **content):
            message = client.session.msg(kind, content)
            client.control_channel.send(message)
            return reply_to(message["header"]["msg_id"], client.get_control_msg)

        def value(n):
            assert finish(client.execute(f"var v{n % 50} = {n}; v{n % 50}"))[0]["value"] == str(n)
        def printed(n):
            assert finish(client.execute('for (var i = 0; i < 500; i++) Console.WriteLine(i);'))[0]["text"] == "".join(f"{i}\n" for i in range(500))
        def failed(n):
            shown, status = finish(client.execute('throw new Exception("on purpose");'))
            assert (shown["errors"], status) == (1, "error")
        def wrong(n):
            shown, status = finish(client.execute('int wrong = "text";'))
            assert (shown["errors"], status) == (1, "error")
        def memory(n):
            assert finish(client.execute("var big = new byte[50_000_000]; Array.Fill(big, (byte)1); big.Length"))[0]["value"] == "50000000"
        def typed(n):
            assert finish(client.execute(f"record R{n % 20}(int A); int F{n % 20}(int x) => x + {n}; new R{n % 20}(F{n % 20}(1)).A"))[0]["value"] == str(n + 1)
        def displayed(n):
            shown, _ = finish(client.execute('var d = display("before"); for (var i = 0; i < 5; i++) d.Update(i);'))
            assert shown["shown"] == 1 and shown["changed"] >= 1, shown
        def asked(n):
            message = client.execute('Console.ReadLine()', allow_stdin=True)
            client.get_stdin_msg(timeout=120)
            client.input("answer")
            assert finish(message)[0]["value"] == "answer"
        def interrupted(n):
            message = client.execute("while (true) { }")
            while client.get_iopub_msg(timeout=120)["msg_type"] != "execute_input": pass
            client.complete("Console.Wr", 10)
            manager.interrupt_kernel()
            assert finish(message)[1] == "error"
        def completed(n):
            reply = reply_to(client.complete("Math.Ma", 7), client.get_shell_msg)
            assert "Max" in reply["matches"], reply
        def inspected(n):
            assert reply_to(client.inspect("Math.Max", 8), client.get_shell_msg)["found"]
        def beside(n):
            subshell = control("create_subshell_request")["subshell_id"]
            message = client.session.msg("execute_request", {"code": f"{n} + 1", "silent": False, "store_history": True, "user_expressions": {}, "allow_stdin": False})
            message["header"]["subshell_id"] = subshell
            client.shell_channel.send(message)
            assert finish(message["header"]["msg_id"])[0]["value"] == str(n + 1)
            assert control("delete_subshell_request", subshell_id=subshell)["status"] == "ok"

        kinds = [value] * 6 + [printed, failed, wrong, memory, typed, displayed, asked, interrupted, completed, inspected, beside]
        begin, count, early = time.time(), 0, None
        while time.time() < begin + minutes * 60:
            kind = random.choice(kinds)
            try:
                kind(count)
            except Exception as e:
                raise SystemExit(f"step {count} ({kind.__name__}): {type(e).__name__} {e}")
            count += 1
            if early is None and time.time() > begin + minutes * 10: early = rest()
        late = rest()
        early = early or late
        print(f"{count} steps; MiB, files, threads after a sixth of the time {early}, at the end {late}")
        # In a short run some things are done for the first time after the early measurement.
        assert late[0] <= early[0] + (20 if isLong else 250), (early, late)
        assert late[1] <= early[1] + (0 if isLong else 16), (early, late)
        assert late[2] <= early[2] + (4 if isLong else 16), (early, late)
        manager.shutdown_kernel()
        print("passed")
        """;

    [Fact]
    [Trait("Category", "Soak")]
    public async Task A_kernel_in_mixed_use_answers_everything_and_its_memory_stays()
    {
        Repository.Program("/usr/bin/jupyter", "jupyter-client");
        var minutes = double.TryParse(Environment.GetEnvironmentVariable("SINOGRAM_SOAK_MINUTES"), CultureInfo.InvariantCulture, out var wanted) ? wanted : 0.5;
        using var folder = new TestFolder();
        using var run = new ServerProcess(
            "/usr/bin/python3", ["-c", Script, minutes.ToString(CultureInfo.InvariantCulture)], folder.Environment, folder.Root);
        Assert.True(await run.WaitForExitAsync(TimeSpan.FromMinutes(minutes) + ServerProcess.Patience), run.Output);
        Assert.True(run.ExitCode == 0 && run.Output.Contains("passed", StringComparison.Ordinal), run.Output);
        TestContext.Current.TestOutputHelper?.WriteLine(run.Output);
    }
}
