using System.Globalization;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using Sinogram.Data;
using Sinogram.Data.Workers;
using Sinogram.Data.Workers.Tables;
using Sinogram.R.Convert;
using Sinogram.R.Interop;

namespace Sinogram.R.Host;

/// <summary>
/// R inside this process. Everything here runs on the one thread that started it; only <see cref="Interrupt"/> may come from another.
/// What can fail in R is evaluated by <c>R_tryEvalSilent</c>, so that R's jumps stay within R.
/// </summary>
internal sealed unsafe class RRuntime
{
    /// <summary>The stack that R's thread needs: 5,000 nested expressions, R's own limit, fit well within it.</summary>
    internal const int StackBytes = 256 << 20;

    /// <summary>Microseconds after which R looks for an interrupt while it sleeps or waits for input.</summary>
    private const int PollMicroseconds = 50_000;

    private static RRuntime? _running;

    private readonly RVariables _variables;
    private readonly nint _environment;

    private RRuntime(RVariables variables)
    {
        _variables = variables;
        _environment = variables.BaseEnvironment;
        _running = this;
        _environment = LoadRuntime();
        LibR.R_PreserveObject(_environment);
        Call("session");
    }

    internal nint Nil => _variables.Nil;

    internal nint MissingString => _variables.MissingString;

    /// <summary>Starts R. Once per process, on a thread with <see cref="StackBytes"/> of stack.</summary>
    internal static RRuntime Start()
    {
        // Both the runtime and R use ICU; if R comes first, the next look-up of a culture ends the process.
        _ = CultureInfo.CurrentCulture.CompareInfo;
        _ = CultureInfo.CurrentUICulture.CompareInfo;
        var installation = RInstallation.Find();
        foreach (var (name, value) in installation.Variables())
        {
            _ = CEnvironment.setenv(name, value, 1);
        }

        if (!NativeLibrary.TryLoad(installation.Library, out var library))
        {
            throw new RMissingException();
        }

        NativeLibrary.SetDllImportResolver(typeof(LibR).Assembly, (name, _, _) => name == LibR.Library ? library : 0);
        var variables = new RVariables(library);

        // Signals are the runtime's: it turns faults into exceptions, and interrupts come through the channel.
        variables.Set("R_SignalHandlers", 0);
        Initialize();

        // R would take this thread's stack for the main thread's and give up at once; its real bounds are set when R is up.
        variables.SetPointer("R_CStackLimit", (void*)nuint.MaxValue);
        RConsole.Install(variables);
        variables.Set("R_Interactive", 0);
        LibR.setup_Rmainloop();
        int here;
        variables.SetPointer("R_CStackStart", &here);
        variables.SetPointer("R_CStackLimit", (void*)(nuint)(StackBytes - (8 << 20)));
        variables.Set("R_wait_usec", PollMicroseconds);
        return new RRuntime(variables);
    }

    /// <summary>Asks the running R code to stop; from any thread.</summary>
    internal void Interrupt() => Volatile.Write(ref *_variables.InterruptsPending, 1);

    /// <summary>Forgets an interrupt that came too late for the code it was meant for.</summary>
    internal void ForgetInterrupt() => Volatile.Write(ref *_variables.InterruptsPending, 0);

    /// <summary>Calls a function of the runtime script or of base R. The caller protects what it gets for as long as it needs it.</summary>
    /// <exception cref="RHostException">R reports an error.</exception>
    internal nint Call(string function, params ReadOnlySpan<nint> arguments)
    {
        using var scope = new ProtectScope();
        foreach (var argument in arguments)
        {
            scope.Keep(argument);
        }

        var call = _variables.Nil;
        for (var i = arguments.Length - 1; i >= 0; i--)
        {
            call = scope.Keep(LibR.Rf_lcons(arguments[i], call));
        }

        call = scope.Keep(LibR.Rf_lcons(LibR.Rf_install(function), call));
        return Evaluate(call, _environment);
    }

    /// <summary>A character vector of one string.</summary>
    internal static nint Text(string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        fixed (byte* start = bytes)
        {
            return LibR.Rf_ScalarString(LibR.Rf_mkCharLenCE(start, bytes.Length, LibR.CE_UTF8));
        }
    }

    /// <summary>A new vector of R's type <paramref name="mode"/>.</summary>
    internal nint NewVector(string mode, long length) => Call("vector", Text(mode), LibR.Rf_ScalarReal(length));

    /// <summary>The string at <paramref name="index"/> of a character vector.</summary>
    internal static string StringAt(nint vector, int index)
    {
        var text = LibR.STRING_ELT(vector, index);
        return Encoding.UTF8.GetString(LibR.R_CHAR(text), LibR.LENGTH(text));
    }

    /// <summary>A whole character vector; an element that is NA reads <c>NA</c>.</summary>
    internal static string[] Strings(nint vector) =>
        [.. Enumerable.Range(0, (int)LibR.Rf_xlength(vector)).Select(index => StringAt(vector, index))];

    private static void Initialize()
    {
        string[] arguments = ["R", "--no-save", "--no-restore", "--no-readline", "--silent"];
        var block = (byte**)NativeMemory.AllocZeroed((nuint)arguments.Length + 1, (nuint)sizeof(byte*));
        for (var i = 0; i < arguments.Length; i++)
        {
            // R keeps these pointers: they are never freed.
            block[i] = (byte*)Marshal.StringToCoTaskMemUTF8(arguments[i]);
        }

        _ = LibR.Rf_initialize_R(arguments.Length, block);
    }

    private static string Script()
    {
        using var stream = typeof(RRuntime).Assembly.GetManifestResourceStream("runtime.R")!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static nint Send(nint name, nint key, nint detail, nint bytes)
    {
        // Runs inside R: nothing here may raise an R error or a .NET exception.
        try
        {
            if (LibR.TYPEOF(bytes) == LibR.VECSXP)
            {
                return SendTable(StringAt(name, 0), StringAt(detail, 0), bytes) ? key : _running!.Nil;
            }

            var block = SharedBlock.Copy(new ReadOnlySpan<byte>(LibR.DATAPTR(bytes), (int)LibR.Rf_xlength(bytes)));
            RConsole.Emit(StringAt(name, 0), Encoding.UTF8.GetBytes(StringAt(key, 0) + "\n" + StringAt(detail, 0)), block);
            block.Dispose();
        }
        catch (Exception failure) when (failure is IOException or InsufficientMemoryException)
        {
            Console.Error.WriteLine("An event of R was lost: " + failure.Message);
        }

        return key;
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static nint Ask(nint prompt) => RConsole.Ask(StringAt(prompt, 0)) is { } line ? Text(line) : _running!.Nil;

    /// <summary>Sends a prepared data frame with the text that R prints for it; false when it cannot cross.</summary>
    private static bool SendTable(string name, string text, nint prepared)
    {
        try
        {
            var reader = new ValueReader(_running!);
            var shape = reader.Read("value", prepared);
            var (layout, block) = SharedColumns.Write(reader.Columns);
            using (block)
            {
                var message = new ValueMessage(text, shape, Encoding.UTF8.GetString(layout));
                RConsole.Emit(name, JsonSerializer.SerializeToUtf8Bytes(message, WireJson.Default.ValueMessage), block);
            }

            return true;
        }
        catch (Exception refusal) when (refusal is RConversionException or TableException or WorkerProtocolException)
        {
            return false;
        }
    }

    /// <summary>Evaluates the runtime script in a new environment that holds the channel to C#.</summary>
    private nint LoadRuntime()
    {
        using var scope = new ProtectScope();
        var environment = scope.Keep(Call("new.env"));
        var function = (delegate* unmanaged[Cdecl]<nint, nint, nint, nint, nint>)&Send;
        var channel = scope.Keep(LibR.R_MakeExternalPtrFn(function, LibR.Rf_install("native symbol"), Nil));
        Call("assign", Text("channel"), channel, environment);
        var question = (delegate* unmanaged[Cdecl]<nint, nint>)&Ask;
        Call("assign", Text("asker"), scope.Keep(LibR.R_MakeExternalPtrFn(question, LibR.Rf_install("native symbol"), Nil)), environment);
        var script = scope.Keep(Call("str2expression", Text(Script())));
        Call("eval", script, environment);
        return environment;
    }

    private nint Evaluate(nint call, nint environment)
    {
        int failed;
        var value = LibR.R_tryEvalSilent(call, environment, &failed);
        if (failed == 0)
        {
            return value;
        }

        throw new RHostException(LastError());
    }

    private string LastError()
    {
        using var scope = new ProtectScope();
        var call = scope.Keep(LibR.Rf_lcons(LibR.Rf_install("geterrmessage"), Nil));
        int failed;
        var message = LibR.R_tryEvalSilent(call, _variables.BaseEnvironment, &failed);
        return failed == 0 ? StringAt(message, 0).Trim() : "R reports an error and cannot say which.";
    }
}
