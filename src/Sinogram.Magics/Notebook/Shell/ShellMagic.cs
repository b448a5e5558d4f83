using System.Text;
using Sinogram.Core.Magics;
using Sinogram.Data.Workers;

namespace Sinogram.Magics.Notebook.Shell;

/// <summary><c>#!sh</c>: runs a shell script, shows its output as it comes, and says when it fails.</summary>
/// <param name="time">The clock, for the patience with a script that is interrupted.</param>
public sealed class ShellMagic(TimeProvider time) : IMagic
{
    /// <summary>What an interrupted script may take to tidy up before its group is killed.</summary>
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(2);

    /// <summary>Text that <c>--out</c> keeps.</summary>
    private const int LargestOutput = 64 << 20;

    /// <inheritdoc/>
    public MagicInfo Info { get; } = new(
        "sh",
        "Runs a shell script in the notebook's folder.",
        [
            new VerbInfo("", "Runs the line, or the script below it, with bash; an exit code other than 0 fails the cell.", OptionInfo.Flag("no-fail", "an exit code other than 0 is only told"))
            {
                Arguments = ["[COMMAND]"],
                TakesLine = true,
                Body = BodyKind.Optional,
                BodyLanguage = "shell",
                HasResult = true,
            },
        ],
        "#!sh\ndate +%Y\nls | wc -l")
    {
        Aliases = ["bash"],
    };

    /// <inheritdoc/>
    public async Task<object?> RunAsync(MagicInvocation invocation, CancellationToken token)
    {
        ArgumentNullException.ThrowIfNull(invocation);
        if (!invocation.Context.Settings.Policy.AllowShell)
        {
            throw new MagicException("The administrator's policy does not allow #!sh.", "sinogram doctor --policy shows what is in force.");
        }

        var script = invocation.Argument(0) + "\n" + invocation.Body;
        if (string.IsNullOrWhiteSpace(script))
        {
            invocation.Context.Output.Display(MagicHelp.For(Info));
            return null;
        }

        var kept = invocation.Option(CommonOptions.Out.Name) is null ? null : new StringBuilder();
        var output = invocation.Context.Output;
        using var group = Start(script, (text, isError) =>
        {
            if (isError)
            {
                output.Stderr(text);
            }
            else if (kept is null)
            {
                output.Stdout(text);
            }
            else if (kept.Length + text.Length <= LargestOutput)
            {
                kept.Append(text);
            }
        });
        WorkerExit exit;
        try
        {
            exit = await group.Ended.WaitAsync(token).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            await StopAsync(group).ConfigureAwait(false);
            throw;
        }

        if (exit.Code != 0)
        {
            var message = $"The script {exit}.";
            if (!invocation.Has("no-fail"))
            {
                throw new MagicException(message, exit.Code == 127 ? "127: the shell did not find a command." : "Its output says more; --no-fail lets the cell go on.");
            }

            output.Stderr(message + "\n");
        }

        return kept?.ToString().TrimEnd('\n');
    }

    private static ProcessGroup Start(string script, Action<string, bool> received)
    {
        try
        {
            var shell = File.Exists("/bin/bash") ? "/bin/bash" : "/bin/sh";
            return ProcessGroup.Start([shell, "-c", script], Environment.CurrentDirectory, WorkerEnvironment.Clean(), received);
        }
        catch (WorkerStartException e)
        {
            throw new MagicException(e.Message, "Shorten the script, or put it into a file.", e);
        }
    }

    private async Task StopAsync(ProcessGroup group)
    {
        group.Interrupt();
        try
        {
            await group.Ended.WaitAsync(Grace, time, CancellationToken.None).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            group.Kill();
            await group.Ended.ConfigureAwait(false);
        }
    }
}
