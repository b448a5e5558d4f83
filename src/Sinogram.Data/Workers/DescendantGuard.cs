using System.Globalization;
using Sinogram.Data.Workers.Interop;

namespace Sinogram.Data.Workers;

/// <summary>
/// Ends what this process has started, whoever started what, once this process is gone in any way, also when it is killed: a shell waits on a line to it, and when
/// the line breaks kills every process that carries a mark in its environment, is in the same session and does not ignore SIGHUP. So whatever was detached on purpose
/// (<c>setsid</c>, <c>nohup</c>) goes on.
/// </summary>
public sealed class DescendantGuard : IDisposable
{
    /// <summary>
    /// Rounds, because a process may start another while the round is on. The fields of proc(5)'s stat behind the name: state, parent, group, session; in status the set
    /// of ignored signals, in which SIGHUP is the lowest bit.
    /// </summary>
    private const string Script =
        """
        trap '' INT TERM HUP QUIT
        exec </dev/null >/dev/null 2>&1
        read -r line <&3
        for round in 1 2 3 4 5; do
          found=
          for process in $(grep -lzxF "$1" /proc/[0-9]*/environ); do
            process=${process%/environ}
            read -r stat < "$process/stat" || continue
            set -- "$1" "$2" "$3" ${stat##*) }
            [ "$4" != Z ] && [ "$7" = "$2" ] || continue
            if [ "$3" = 0 ]; then
              ignored=$(sed -n 's/^SigIgn:.*\(.\)$/\1/p' "$process/status")
              case $ignored in [13579bdf]) continue;; esac
            fi
            kill -KILL "${process#/proc/}" && found=1
          done
          [ "$found" ] || exit 0
        done
        """;

    private readonly FileDescriptor _line;
    private readonly ChildProcess _child;

    private DescendantGuard(string mark, int session, bool ignoresHangUp)
    {
        (_line, var far) = FileDescriptor.SocketPair();
        using (far)
        using (var nothing = FileDescriptor.Open("/dev/null", LibC.O_RDWR))
        {
            try
            {
                _child = ChildProcess.Start(
                    "/bin/sh",
                    ["-c", Script, "sinogram-guard", mark, session.ToString(CultureInfo.InvariantCulture), ignoresHangUp ? "1" : "0"],
                    new Dictionary<string, string> { ["PATH"] = "/usr/bin:/bin" },
                    [nothing, nothing, nothing, far]);
            }
            catch
            {
                _line.Dispose();
                throw;
            }
        }
    }

    /// <summary>The number of the guard's process.</summary>
    public int ProcessId => _child.Id;

    /// <summary>Starts the guard.</summary>
    /// <param name="mark">What marks a process: <c>NAME=value</c>, as it stands in its environment.</param>
    /// <param name="session">The session (setsid(2)) that this process is in.</param>
    /// <param name="ignoresHangUp">This process ignores SIGHUP itself and so do all that it starts: that tells nothing then.</param>
    /// <exception cref="WorkerStartException">No process can be started.</exception>
    public static DescendantGuard Start(string mark, int session, bool ignoresHangUp)
    {
        ArgumentException.ThrowIfNullOrEmpty(mark);
        return new DescendantGuard(mark, session, ignoresHangUp);
    }

    /// <summary>Ends the guard, and nothing else: this process has ended its own.</summary>
    public void Dispose()
    {
        _child.Kill();
        _line.Dispose();
    }
}
