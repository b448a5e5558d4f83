using System.Text;
using Sinogram.Data.Workers.Interop;

namespace Sinogram.Data.Workers;

/// <summary>
/// A program of somebody else's in its own process group, whose output is read as it comes, and which ends with this process in any way, also
/// when this one is killed: a guard in the group waits on a line to us and kills the group when the line breaks.
/// </summary>
public sealed unsafe class ProcessGroup : IDisposable
{
    /// <summary>
    /// Starts the guard, changes the folder and becomes the program, so that the program is the group's leader and its end is seen as such.
    /// </summary>
    private const string Script =
        "( trap '' INT TERM HUP QUIT; exec </dev/null >/dev/null 2>&1; read -r line <&3; kill -KILL 0 ) & exec 3<&-; cd \"$1\" && shift && exec \"$@\"";

    private readonly FileDescriptor _line;
    private readonly FileDescriptor _output;
    private readonly FileDescriptor _error;
    private readonly FileDescriptor _wake;
    private readonly ChildProcess _child;
    private readonly Action<string, bool> _received;
    private readonly TaskCompletionSource<WorkerExit> _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private ProcessGroup(IReadOnlyList<string> command, string folder, IReadOnlyDictionary<string, string> environment, Action<string, bool> received)
    {
        _received = received;
        (_line, var far) = FileDescriptor.SocketPair();
        (_output, var outputWrite) = FileDescriptor.Pipe();
        (_error, var errorWrite) = FileDescriptor.Pipe();
        (_wake, var wakeWrite) = FileDescriptor.Pipe();
        using (far)
        using (outputWrite)
        using (errorWrite)
        using (var nothing = FileDescriptor.Open("/dev/null", LibC.O_RDWR))
        {
            try
            {
                _child = ChildProcess.Start("/bin/sh", ["-c", Script, "sh", folder, .. command], environment, [nothing, outputWrite, errorWrite, far]);
            }
            catch
            {
                Release();
                wakeWrite.Dispose();
                throw;
            }
        }

        _ = _child.Ended.ContinueWith(_ => wakeWrite.Dispose(), CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        new Thread(Read, 256 << 10) { IsBackground = true, Name = "process-output" }.Start();
    }

    /// <summary>The process number of the program; also that of its group.</summary>
    public int ProcessId => _child.Id;

    /// <summary>Completes when the program has ended, what was left of its group is killed, and its output was handed over. Exit code 127: no such program.</summary>
    public Task<WorkerExit> Ended => _ended.Task;

    /// <summary>Starts a program.</summary>
    /// <param name="command">The program, found by the PATH, and its arguments.</param>
    /// <param name="folder">Where it runs.</param>
    /// <param name="environment">All its variables; <see cref="WorkerEnvironment.Clean"/> gives ours without secrets.</param>
    /// <param name="received">Takes its output in pieces, from one thread; true for standard error.</param>
    /// <exception cref="WorkerStartException">No process can be started.</exception>
    public static ProcessGroup Start(
        IReadOnlyList<string> command, string folder, IReadOnlyDictionary<string, string> environment, Action<string, bool> received)
    {
        ArgumentNullException.ThrowIfNull(command);
        ArgumentNullException.ThrowIfNull(received);
        return new ProcessGroup(command, folder, environment, received);
    }

    /// <summary>Sends SIGINT to the program and everything in its group.</summary>
    public void Interrupt() => _child.Signal(LibC.SIGINT);

    /// <summary>Ends the program and everything in its group.</summary>
    public void Kill() => _child.Kill();

    /// <summary>Ends the group and waits until it is gone.</summary>
    public void Dispose()
    {
        Kill();
        _ended.Task.Wait(TimeSpan.FromSeconds(10));
    }

    private void Read()
    {
        var polled = stackalloc LibC.PollFd[3];
        polled[0] = new LibC.PollFd { Fd = _output.Number, Events = LibC.POLLIN };
        polled[1] = new LibC.PollFd { Fd = _error.Number, Events = LibC.POLLIN };
        polled[2] = new LibC.PollFd { Fd = _wake.Number, Events = LibC.POLLIN };
        var bytes = new byte[64 << 10];
        var output = new TextPieces(isError: false);
        var error = new TextPieces(isError: true);
        while (polled[2].Returned == 0)
        {
            if (LibC.poll(polled, 3, -1) <= 0)
            {
                continue;
            }

            Drain(_output, output, ref polled[0], bytes);
            Drain(_error, error, ref polled[1], bytes);
        }

        Release();
        _ended.SetResult(_child.Ended.GetAwaiter().GetResult());
    }

    private void Drain(FileDescriptor stream, TextPieces pieces, ref LibC.PollFd polled, byte[] bytes)
    {
        int count;
        while ((count = stream.ReadAvailable(bytes)) > 0)
        {
            if (pieces.Decode(bytes.AsSpan(0, count)) is { Length: > 0 } text)
            {
                _received(text, pieces.IsError);
            }
        }

        // All writers are gone: a closed end would wake the poll for ever.
        if ((polled.Returned & ~LibC.POLLIN) != 0)
        {
            polled.Fd = -1;
        }
    }

    private void Release()
    {
        _line.Dispose();
        _output.Dispose();
        _error.Dispose();
        _wake.Dispose();
    }

    private sealed class TextPieces(bool isError)
    {
        private readonly Decoder _decoder = new UTF8Encoding(false).GetDecoder();
        private readonly char[] _characters = new char[(64 << 10) + 1];

        public bool IsError => isError;

        public string Decode(ReadOnlySpan<byte> bytes) => new(_characters, 0, _decoder.GetChars(bytes, _characters, flush: false));
    }
}
