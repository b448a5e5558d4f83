using System.ComponentModel;
using System.Runtime.InteropServices;
using System.Text;
using Sinogram.Data.Workers.Interop;

namespace Sinogram.Data.Workers;

/// <summary>
/// A child in its own process group, with chosen descriptors, that is reaped exactly once and takes its group with it.
/// The runtime's own process class cannot hand over descriptors, and leaves the child in our group, where an interrupt meant for us would end it.
/// </summary>
internal sealed unsafe class ChildProcess
{
    private readonly Lock _reaping = new();
    private readonly TaskCompletionSource<WorkerExit> _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private ChildProcess(int id) => Id = id;

    internal int Id { get; }

    /// <summary>Completes when the process has ended and its group was killed.</summary>
    internal Task<WorkerExit> Ended => _ended.Task;

    /// <summary>Starts <paramref name="path"/>; its descriptors 0, 1, … become <paramref name="descriptors"/>.</summary>
    internal static ChildProcess Start(
        string path, IReadOnlyList<string> arguments, IReadOnlyDictionary<string, string> environment, IReadOnlyList<FileDescriptor> descriptors)
    {
        // Copies with high numbers: a target number must never be a source that is still needed.
        var sources = descriptors.Select(descriptor => descriptor.DuplicateAbove(64)).ToList();
        try
        {
            var child = new ChildProcess(Spawn(path, [path, .. arguments], environment, sources));
            new Thread(child.WaitForEnd, 128 << 10) { IsBackground = true, Name = "worker-wait" }.Start();
            return child;
        }
        finally
        {
            sources.ForEach(source => source.Dispose());
        }
    }

    /// <summary>Ends the process and everything it started in its group.</summary>
    internal void Kill() => Signal(LibC.SIGKILL);

    /// <summary>Sends a signal to the process and everything in its group.</summary>
    internal void Signal(int signal)
    {
        lock (_reaping)
        {
            // Once reaped, the number may belong to somebody else.
            if (!_ended.Task.IsCompleted)
            {
                _ = LibC.kill(-Id, signal);
            }
        }
    }

    /// <summary>Limits private writable memory (<c>RLIMIT_DATA</c>) to what it has now and <paramref name="growth"/> more; null lifts the limit.</summary>
    internal void LimitMemory(long? growth)
    {
        lock (_reaping)
        {
            if (!_ended.Task.IsCompleted)
            {
                var limit = new LibC.ResourceLimit
                {
                    Soft = growth is { } more ? (ulong)(CurrentData() + more) : LibC.RLIM_INFINITY,
                    Hard = LibC.RLIM_INFINITY,
                };
                _ = LibC.prlimit(Id, LibC.RLIMIT_DATA, &limit, null);
            }
        }
    }

    /// <summary>What it has used of the processor so far; nothing once it has ended.</summary>
    internal TimeSpan ProcessorTime()
    {
        lock (_reaping)
        {
            int clock;
            LibC.TimeSpecification time;
            return !_ended.Task.IsCompleted && LibC.clock_getcpuclockid(Id, &clock) == 0 && LibC.clock_gettime(clock, &time) == 0
                ? new TimeSpan((time.Seconds * TimeSpan.TicksPerSecond) + (time.Nanoseconds / TimeSpan.NanosecondsPerTick))
                : TimeSpan.Zero;
        }
    }

    private static int Spawn(
        string path, IReadOnlyList<string> arguments, IReadOnlyDictionary<string, string> environment, List<FileDescriptor> sources)
    {
        var actions = stackalloc byte[LibC.OpaqueSize];
        var attributes = stackalloc byte[LibC.OpaqueSize];
        var signals = stackalloc byte[LibC.OpaqueSize];
        _ = LibC.posix_spawn_file_actions_init(actions);
        _ = LibC.posix_spawnattr_init(attributes);
        var argumentBlock = AllocateStrings(arguments);
        var environmentBlock = AllocateStrings([.. environment.Select(variable => variable.Key + "=" + variable.Value)]);
        try
        {
            for (var target = 0; target < sources.Count; target++)
            {
                _ = LibC.posix_spawn_file_actions_adddup2(actions, sources[target].Number, target);
            }

            _ = LibC.posix_spawnattr_setflags(attributes, LibC.POSIX_SPAWN_SETPGROUP | LibC.POSIX_SPAWN_SETSIGDEF | LibC.POSIX_SPAWN_SETSIGMASK);
            _ = LibC.posix_spawnattr_setpgroup(attributes, 0);
            _ = LibC.sigfillset(signals);
            _ = LibC.posix_spawnattr_setsigdefault(attributes, signals);
            _ = LibC.sigemptyset(signals);
            _ = LibC.posix_spawnattr_setsigmask(attributes, signals);
            int id;
            var error = LibC.posix_spawn(&id, path, actions, attributes, argumentBlock, environmentBlock);
            return error == 0 ? id : throw new WorkerStartException($"Cannot start {Path.GetFileName(path)}: {new Win32Exception(error).Message}.");
        }
        finally
        {
            FreeStrings(argumentBlock);
            FreeStrings(environmentBlock);
            _ = LibC.posix_spawn_file_actions_destroy(actions);
            _ = LibC.posix_spawnattr_destroy(attributes);
        }
    }

    private static byte** AllocateStrings(IReadOnlyList<string> strings)
    {
        var block = (byte**)NativeMemory.AllocZeroed((nuint)strings.Count + 1, (nuint)sizeof(byte*));
        for (var i = 0; i < strings.Count; i++)
        {
            var bytes = Encoding.UTF8.GetBytes(strings[i]);
            block[i] = (byte*)NativeMemory.AllocZeroed((nuint)bytes.Length + 1);
            bytes.CopyTo(new Span<byte>(block[i], bytes.Length));
        }

        return block;
    }

    private static void FreeStrings(byte** block)
    {
        for (var entry = block; *entry is not null; entry++)
        {
            NativeMemory.Free(*entry);
        }

        NativeMemory.Free(block);
    }

    private void WaitForEnd()
    {
        // First wait without reaping: until then the number cannot be given to another process, so killing the group is safe.
        var information = stackalloc byte[256];
        while (LibC.waitid(LibC.P_PID, Id, information, LibC.WEXITED | LibC.WNOWAIT) != 0 && Marshal.GetLastPInvokeError() == LibC.EINTR)
        {
        }

        lock (_reaping)
        {
            _ = LibC.kill(-Id, LibC.SIGKILL);
            int status = 0;
            var reaped = LibC.waitpid(Id, &status, 0);
            _ended.SetResult(reaped == Id ? WorkerExit.FromStatus(status) : new WorkerExit(null, LibC.SIGKILL));
        }
    }

    /// <summary>Bytes of private writable memory, from <c>VmData</c> of proc(5).</summary>
    private long CurrentData()
    {
        var line = File.ReadLines($"/proc/{Id}/status").FirstOrDefault(text => text.StartsWith("VmData:", StringComparison.Ordinal));
        var number = line?.Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        return number is { Length: >= 2 } && long.TryParse(number[1], out var kibibytes) ? kibibytes << 10 : 0;
    }
}
