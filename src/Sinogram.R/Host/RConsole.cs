using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;
using Sinogram.Data.Workers;
using Sinogram.R.Convert;
using Sinogram.R.Interop;

namespace Sinogram.R.Host;

/// <summary>
/// R's console: text goes to the running request, a line at a time, so that a loop which prints does not send a message per word;
/// an open line follows within a few hundredths of a second.
/// </summary>
internal static unsafe class RConsole
{
    private const int FlushBytes = 8192;
    private static readonly TimeSpan OpenLine = TimeSpan.FromMilliseconds(40);
    private static readonly Lock Guard = new();
    private static readonly byte[] Pending = new byte[2 * FlushBytes];
    private static readonly int Process = CEnvironment.getpid();
    private static Timer? _timer;
    private static WorkerContext? _context;
    private static int _length;
    private static bool _isError;

    /// <summary>Puts the callbacks in place; between <c>Rf_initialize_R</c> and <c>setup_Rmainloop</c>.</summary>
    internal static void Install(RVariables variables)
    {
        variables.SetPointer("R_Outputfile", null);
        variables.SetPointer("R_Consolefile", null);
        variables.SetPointer("ptr_R_WriteConsole", null);
        variables.SetPointer("ptr_R_WriteConsoleEx", (delegate* unmanaged[Cdecl]<byte*, int, int, void>)&WriteConsole);
        variables.SetPointer("ptr_R_ReadConsole", (delegate* unmanaged[Cdecl]<byte*, byte*, int, int, int>)&ReadConsole);
        variables.SetPointer("ptr_R_ShowMessage", (delegate* unmanaged[Cdecl]<byte*, void>)&ShowMessage);
        variables.SetPointer("ptr_R_Suicide", (delegate* unmanaged[Cdecl]<byte*, void>)&Suicide);
        variables.SetPointer("ptr_R_CleanUp", (delegate* unmanaged[Cdecl]<int, int, int, void>)&CleanUp);
        foreach (var silent in new[] { "ptr_R_ResetConsole", "ptr_R_FlushConsole", "ptr_R_ClearerrConsole" })
        {
            variables.SetPointer(silent, (delegate* unmanaged[Cdecl]<void>)&Nothing);
        }

        variables.SetPointer("ptr_R_Busy", (delegate* unmanaged[Cdecl]<int, void>)&Busy);
        _timer = new Timer(_ => FlushOpenLine());
    }

    /// <summary>Names the request that text belongs to from now on; null when none runs.</summary>
    internal static void SetContext(WorkerContext? context)
    {
        lock (Guard)
        {
            Send(_length);
            _context = context;
        }
    }

    /// <summary>Sends an event after all text before it.</summary>
    internal static void Emit(string name, ReadOnlyMemory<byte> body, params IReadOnlyList<SharedBlock> blocks)
    {
        lock (Guard)
        {
            Send(_length);
            _context?.Emit(name, body, blocks);
        }
    }

    /// <summary>Asks for a line, after all text before it; null where nobody answers or the code is to stop.</summary>
    internal static string? Ask(string prompt)
    {
        if (CEnvironment.getpid() != Process)
        {
            return null;
        }

        WorkerContext? context;
        lock (Guard)
        {
            Send(_length);
            context = _context;
        }

        try
        {
            return context?.Ask(Wire.Ask, prompt);
        }
        catch (Exception e) when (e is OperationCanceledException or IOException)
        {
            // R has been told to stop, too; or the parent is gone, and this process is about to end.
            return null;
        }
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void WriteConsole(byte* text, int length, int isError)
    {
        // A child that R has forked (parallel::mclapply) has this code but none of the other threads: no locks, no channel.
        if (CEnvironment.getpid() != Process)
        {
            _ = CEnvironment.write(isError == 0 ? 1 : 2, text, (nuint)length);
            return;
        }

        try
        {
            Append(new ReadOnlySpan<byte>(text, length), isError != 0);
        }
        catch (IOException)
        {
            // The parent is gone, and this process is about to end.
        }
    }

    private static void Append(ReadOnlySpan<byte> text, bool isError)
    {
        lock (Guard)
        {
            if (isError != _isError)
            {
                Send(_length);
                _isError = isError;
            }

            while (text.Length > 0)
            {
                var part = text[..Math.Min(text.Length, Pending.Length - _length)];
                part.CopyTo(Pending.AsSpan(_length));
                _length += part.Length;
                text = text[part.Length..];
                var line = Pending.AsSpan(0, _length).LastIndexOf((byte)'\n') + 1;
                if (line > 0)
                {
                    Send(line);
                }
                else if (_length >= FlushBytes)
                {
                    Send(WholeCharacters());
                }
            }

            if (_length > 0)
            {
                _timer!.Change(OpenLine, Timeout.InfiniteTimeSpan);
            }
        }
    }

    private static void FlushOpenLine()
    {
        try
        {
            lock (Guard)
            {
                Send(WholeCharacters());
            }
        }
        catch (IOException)
        {
            // As above.
        }
    }

    /// <summary>Sends the first bytes; the caller holds the lock.</summary>
    private static void Send(int count)
    {
        if (count > 0)
        {
            _context?.Emit(_isError ? WorkerEvent.StandardError : WorkerEvent.StandardOutput, Pending.AsSpan(0, count).ToArray());
            Pending.AsSpan(count, _length - count).CopyTo(Pending);
            _length -= count;
        }
    }

    /// <summary>How many bytes there are up to the last complete UTF-8 character.</summary>
    private static int WholeCharacters()
    {
        for (var back = 1; back <= Math.Min(4, _length); back++)
        {
            var value = Pending[_length - back];
            if ((value & 0xC0) == 0x80)
            {
                continue;
            }

            var needed = value >= 0xF0 ? 4 : value >= 0xE0 ? 3 : value >= 0xC0 ? 2 : 1;
            return needed > back ? _length - back : _length;
        }

        return _length;
    }

    /// <summary>What R reads from its console (<c>scan()</c>, <c>readLines(stdin())</c>) is asked for; 0, the end of input, where nobody answers and for the browser of the debugger.</summary>
    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int ReadConsole(byte* prompt, byte* buffer, int length, int history)
    {
        var question = Marshal.PtrToStringUTF8((nint)prompt) ?? "";
        if (question.StartsWith("Browse[", StringComparison.Ordinal) || Ask(question) is not { } line)
        {
            return 0;
        }

        var bytes = Encoding.UTF8.GetBytes(line);
        var taken = Math.Min(bytes.Length, length - 2);
        bytes.AsSpan(0, taken).CopyTo(new Span<byte>(buffer, length));
        buffer[taken] = (byte)'\n';
        buffer[taken + 1] = 0;
        return 1;
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void ShowMessage(byte* text) => Console.Error.WriteLine(Marshal.PtrToStringUTF8((nint)text));

    /// <summary>R cannot go on; the callback must not return.</summary>
    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void Suicide(byte* text)
    {
        Console.Error.WriteLine("R cannot go on: " + Marshal.PtrToStringUTF8((nint)text));
        CEnvironment._exit(2);
    }

    /// <summary>R ends (<c>base::q()</c>); exit handlers are not run, because the other threads still use what they would tear down.</summary>
    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void CleanUp(int save, int status, int runLast) => CEnvironment._exit(status);

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void Busy(int which)
    {
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void Nothing()
    {
    }
}
