using Sinogram.EndToEnd.Tests.Processes;

namespace Sinogram.EndToEnd.Tests.Jupyter;

/// <summary>Jupyter's terminal front end, on a terminal of its own.</summary>
[Collection("servers")]
public sealed class ConsoleTests
{
    private const string Script =
        """
        import os, pexpect
        console = pexpect.spawn(
            "/usr/bin/jupyter-console", ["--kernel", "sinogram", "--ZMQTerminalInteractiveShell.simple_prompt=True"],
            env=dict(os.environ, TERM="xterm", PAGER="cat"), encoding="utf-8", timeout=300, dimensions=(40, 120))
        log = console.logfile_read = open("console.log", "w")
        def cell(number, code, *answers):
            console.expect(r"In \[%d\]:" % number)
            console.send(code + "\r")
            for answer in answers:
                console.expect(answer)
        try:
            cell(1, "6 * 7", r"Out\[1\]:.*42")
            cell(2, 'Console.Write("hello " + Console.ReadLine())', r"ReadLine\(\)\)")
            console.send("world\r")
            console.expect("hello world")
            cell(3, 'throw new FormatException("on purpose");', "FormatException", "cell 3, line 1")
            cell(4, "?Math.Clamp", "Clamp.*value")
            cell(5, 'Console.WriteLine("g" + "o"); while (true) { }', r"\bgo\b")
            console.sendintr()
            console.expect("interrupted")
            console.expect(r"In \[6\]:")
            console.close(force=True)
            print("passed")
        except pexpect.ExceptionPexpect as e:
            log.flush()
            raise SystemExit(open("console.log").read() + "\n" + type(e).__name__)
        """;

    [Fact]
    public async Task Jupyter_console_runs_cells_asks_shows_errors_help_and_interrupts()
    {
        Repository.Program("/usr/bin/jupyter-console", "jupyter-console");
        Assert.SkipUnless(Directory.Exists("/usr/lib/python3/dist-packages/pexpect"), "pexpect is not installed: apt-get install python3-pexpect");
        using var folder = new TestFolder();
        using var run = new ServerProcess("/usr/bin/python3", ["-c", Script], folder.Environment, folder.Root);
        Assert.True(await run.WaitForExitAsync(ServerProcess.Patience), run.Output);
        Assert.Contains("passed", run.Output, StringComparison.Ordinal);
    }
}
