using System.Globalization;
using Sinogram.EndToEnd.Tests.Processes;

namespace Sinogram.EndToEnd.Tests.Jupyter;

/// <summary>Mixed use for a long time: a minute, or SINOGRAM_SOAK_MINUTES.</summary>
[Collection("servers")]
public sealed class SoakTests
{
    private const string Script =
        """
        import random, sys, time
        from jupyter_client import KernelManager
        minutes = float(sys.argv[1])
        random.seed(11)
        manager = KernelManager(kernel_name="sinogram")
        manager.start_kernel()
        client = manager.client()
        client.start_channels()
        client.wait_for_ready(timeout=60)

        def resident():
            with open(f"/proc/{manager.provisioner.pid}/status") as status:
                return next(int(line.split()[1]) // 1024 for line in status if line.startswith("VmRSS"))

        def finish(message):
            shown = {"text": "", "value": None, "errors": 0}
            while True:
                m = client.get_iopub_msg(timeout=60)
                if m["parent_header"].get("msg_id") != message: continue
                if m["msg_type"] == "stream": shown["text"] += m["content"]["text"]
                if m["msg_type"] == "execute_result": shown["value"] = m["content"]["data"]["text/plain"]
                if m["msg_type"] == "error": shown["errors"] += 1
                if m["msg_type"] == "status" and m["content"]["execution_state"] == "idle": break
            while True:
                reply = client.get_shell_msg(timeout=60)
                if reply["parent_header"]["msg_id"] == message: return shown, reply["content"]["status"]

        def value(n):
            assert finish(client.execute(f"var v{n % 50} = {n}; v{n % 50}"))[0]["value"] == str(n)
        def printed(n):
            assert finish(client.execute('for (var i = 0; i < 500; i++) Console.WriteLine(i);'))[0]["text"] == "".join(f"{i}\n" for i in range(500))
        def failed(n):
            shown, status = finish(client.execute('throw new Exception("on purpose");'))
            assert (shown["errors"], status) == (1, "error")
        def memory(n):
            assert finish(client.execute("var big = new byte[50_000_000]; big[7] = 1; big.Length"))[0]["value"] == "50000000"
        def interrupted(n):
            message = client.execute("while (true) { }")
            while client.get_iopub_msg(timeout=60)["msg_type"] != "execute_input": pass
            client.complete("Console.Wr", 10)
            manager.interrupt_kernel()
            assert finish(message)[1] == "error"
        def completed(n):
            message = client.complete("Math.Ma", 7)
            while True:
                reply = client.get_shell_msg(timeout=60)
                if reply["parent_header"]["msg_id"] == message: break
            assert "Max" in reply["content"]["matches"], reply["content"]

        kinds = [value] * 6 + [printed, failed, memory, interrupted, completed]
        end, count, early = time.time() + minutes * 60, 0, None
        while time.time() < end:
            kind = random.choice(kinds)
            try:
                kind(count)
            except Exception as e:
                raise SystemExit(f"step {count} ({kind.__name__}): {type(e).__name__} {e}")
            count += 1
            if count == 200: early = resident()
        print("steps", count, "MiB at 200", early, "at the end", resident())
        if early is not None: assert resident() < early + 200 + count // 100, (early, resident())
        manager.shutdown_kernel()
        print("passed")
        """;

    [Fact]
    [Trait("Category", "Soak")]
    public async Task A_kernel_in_mixed_use_answers_everything_and_its_memory_stays()
    {
        Repository.Program("/usr/bin/jupyter", "jupyter-client");
        var minutes = double.TryParse(Environment.GetEnvironmentVariable("SINOGRAM_SOAK_MINUTES"), CultureInfo.InvariantCulture, out var wanted) ? wanted : 1;
        using var folder = new TestFolder();
        using var run = new ServerProcess(
            "/usr/bin/python3", ["-c", Script, minutes.ToString(CultureInfo.InvariantCulture)], folder.Environment, folder.Root);
        Assert.True(await run.WaitForExitAsync(TimeSpan.FromMinutes(minutes + 3)), run.Output);
        Assert.True(run.ExitCode == 0 && run.Output.Contains("passed", StringComparison.Ordinal), run.Output);
    }
}
