using System.Globalization;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text.Json;
using Sinogram.Core.Magics;
using Sinogram.Core.Values;
using Sinogram.Data;
using Sinogram.Data.Privacy;
using Sinogram.Data.Workers;

namespace Sinogram.Magics.Python;

/// <summary>
/// Values between the notebook and Python kernels. Data cross in blocks of shared memory and never in messages: arrays as NumPy arrays, tables as
/// pandas data frames, the rest as what it is in either language.
/// </summary>
public sealed class PythonBridge : IValueBridge
{
    private const string Module = "__import__('_sinogram')";

    private readonly ConditionalWeakTable<object, object> _ready = [];
    private readonly CrossedColumns _crossed = new();

    /// <inheritdoc/>
    public string Language => "python";

    /// <summary>Large arrays are copied from and to the kernel's own memory; false takes the way through shared memory, as where the system forbids the former.</summary>
    public bool UsesProcessMemory { get; set; } = true;

    /// <summary>Lets the kernel tell which words its pictures show, so that the output filter can withhold those that name a patient.</summary>
    public async Task BeginAsync(ICodeEvaluator kernel, CancellationToken token)
    {
        ArgumentNullException.ThrowIfNull(kernel);
        try
        {
            await EvaluateAsync(kernel, "0", token, Loading("_sinogram_words", await PartAsync("words.py", token).ConfigureAwait(false))).ConfigureAwait(false);
        }
        catch (MagicException)
        {
            // A Python of another make, or one that ends: its next cell tells what is wrong with it.
        }
    }

    /// <inheritdoc/>
    public async Task SetAsync(ICodeEvaluator kernel, string name, object? value, CancellationToken token)
    {
        ArgumentNullException.ThrowIfNull(kernel);
        await PrepareAsync(kernel, token).ConfigureAwait(false);
        try
        {
            await SetAsync(kernel, name, value, UsesProcessMemory, token).ConfigureAwait(false);
        }
        catch (UnauthorizedAccessException) when (UsesProcessMemory)
        {
            // The system does not let us: through shared memory it takes one copy more.
            UsesProcessMemory = false;
            await SetAsync(kernel, name, value, usesProcessMemory: false, token).ConfigureAwait(false);
        }
    }

    /// <inheritdoc/>
    public async Task<object?> GetAsync(ICodeEvaluator kernel, string name, bool isPublic, CancellationToken token)
    {
        ArgumentNullException.ThrowIfNull(kernel);
        await PrepareAsync(kernel, token).ConfigureAwait(false);
        try
        {
            return await GetAsync(kernel, name, isPublic, UsesProcessMemory, token).ConfigureAwait(false);
        }
        catch (UnauthorizedAccessException) when (UsesProcessMemory)
        {
            UsesProcessMemory = false;
            return await GetAsync(kernel, name, isPublic, usesProcessMemory: false, token).ConfigureAwait(false);
        }
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<VariableSummary>> ListAsync(ICodeEvaluator kernel, CancellationToken token)
    {
        ArgumentNullException.ThrowIfNull(kernel);
        if (kernel.Generation is null)
        {
            return [];
        }

        await PrepareAsync(kernel, token).ConfigureAwait(false);
        using var json = JsonDocument.Parse(await EvaluateAsync(kernel, $"{Module}.variables()", token).ConfigureAwait(false));
        return [.. json.RootElement.EnumerateArray().Select(row => new VariableSummary(row[0].GetString()!, row[1].GetString()!, row[2].GetString()!))];
    }

    private async Task SetAsync(ICodeEvaluator kernel, string name, object? value, bool usesProcessMemory, CancellationToken token)
    {
        var writer = new ValueWriter(name, usesProcessMemory);
        var blocks = writer.Write(value);
        foreach (var table in writer.Given)
        {
            _crossed.Remember(table);
        }

        try
        {
            var paths = blocks.Select(block => Literal(block.FilePath)).ToList();
            var ready = await EvaluateAsync(kernel, $"{Module}.take({Literal(name)}, {paths[0]}, [{string.Join(", ", paths.Skip(1))}])", token).ConfigureAwait(false);
            if (writer.Apart.Count > 0)
            {
                using var places = JsonDocument.Parse(ready);
                Fill(writer.Apart, places.RootElement);
                await EvaluateAsync(kernel, $"{Module}.keep()", token).ConfigureAwait(false);
            }
        }
        finally
        {
            foreach (var block in blocks)
            {
                block.Dispose();
            }
        }
    }

    /// <summary>Copies arrays to where Python has made room for them.</summary>
    private static unsafe void Fill(IReadOnlyList<(Array Array, long Length)> arrays, JsonElement places)
    {
        var process = places.GetProperty("process").GetInt32();
        var addresses = places.GetProperty("addresses");
        for (var i = 0; i < arrays.Count; i++)
        {
            fixed (byte* source = &MemoryMarshal.GetArrayDataReference(arrays[i].Array))
            {
                if (!ProcessMemory.TryWrite(process, addresses[i].GetUInt64(), (nint)source, arrays[i].Length))
                {
                    throw new UnauthorizedAccessException("the process's memory cannot be written");
                }
            }
        }
    }

    private async Task<object?> GetAsync(ICodeEvaluator kernel, string name, bool isPublic, bool usesProcessMemory, CancellationToken token)
    {
        var given = await EvaluateAsync(kernel, $"{Module}.give({Literal(name)}, {(usesProcessMemory ? "True" : "False")})", token).ConfigureAwait(false);
        var blocks = new List<SharedBlock>();
        try
        {
            using var json = JsonDocument.Parse(given);
            var process = json.RootElement.GetProperty("process").GetInt32();
            foreach (var descriptor in json.RootElement.GetProperty("blocks").EnumerateArray())
            {
                blocks.Add(SharedBlock.Open(string.Create(CultureInfo.InvariantCulture, $"/proc/{process}/fd/{descriptor.GetInt32()}")));
            }

            return ValueReader.Read(blocks, process, table => _crossed.Mark(table, isPublic));
        }
        catch (Exception problem) when (problem is IOException or JsonException or WorkerProtocolException or InsufficientMemoryException)
        {
            throw new MagicException($"'{name}' cannot be taken from Python: {problem.Message}", "The kernel must run on this machine, under this account.", problem);
        }
        catch (TableException problem)
        {
            throw new MagicException($"The data frame '{name}' cannot become a table: {problem.Message}", inner: problem);
        }
        finally
        {
            blocks.ForEach(block => block.Dispose());
            await EvaluateAsync(kernel, $"{Module}.release()", CancellationToken.None).ConfigureAwait(false);
        }
    }

    /// <summary>Text as Python writes it: JSON's escapes are Python's too.</summary>
    private static string Literal(string text) => JsonSerializer.Serialize(text);

    private static async Task<string> EvaluateAsync(ICodeEvaluator kernel, string expression, CancellationToken token, string code = "")
    {
        try
        {
            return await kernel.EvaluateAsync(code, expression, token).ConfigureAwait(false);
        }
        catch (CodeEvaluationException failed)
        {
            throw new MagicException(failed.Name == "BridgeError" ? failed.Message : $"Python reports {failed.Name}: {failed.Message}", inner: failed);
        }
    }

    /// <summary>Loads our module into a kernel that does not have it, outside the user's names.</summary>
    private async Task PrepareAsync(ICodeEvaluator kernel, CancellationToken token)
    {
        if (kernel.Generation is { } known && _ready.TryGetValue(known, out _))
        {
            return;
        }

        var source = await PartAsync("bridge.py", token).ConfigureAwait(false) + await PartAsync("exact.py", token).ConfigureAwait(false);
        await EvaluateAsync(kernel, "0", token, Loading("_sinogram", source)).ConfigureAwait(false);
        if (kernel.Generation is { } generation)
        {
            _ready.AddOrUpdate(generation, generation);
        }
    }

    /// <summary>Makes a module of a source, outside the user's names.</summary>
    private static string Loading(string module, string source) =>
        $"(lambda m: (__import__('sys').modules.__setitem__('{module}', m), exec(compile({Literal(source)}, '{module}.py', 'exec'), m.__dict__)))(__import__('types').ModuleType('{module}'));";

    private static async Task<string> PartAsync(string name, CancellationToken token)
    {
        using var reader = new StreamReader(typeof(PythonBridge).Assembly.GetManifestResourceStream(name)!);
        return await reader.ReadToEndAsync(token).ConfigureAwait(false);
    }
}
