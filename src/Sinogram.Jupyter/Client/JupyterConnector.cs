using Sinogram.Core.Execution;
using Sinogram.Core.Magics;
using Sinogram.Core.Values;

namespace Sinogram.Jupyter.Client;

/// <summary><c>#!connect jupyter --kernel-spec NAME</c>: any installed Jupyter kernel as a language of the notebook.</summary>
/// <param name="specs">The installed kernels.</param>
/// <param name="launcher">Starts their processes.</param>
/// <param name="bridges">How values cross into languages.</param>
/// <param name="time">The clock.</param>
public sealed class JupyterConnector(KernelSpecs specs, IKernelLauncher launcher, IReadOnlyList<IValueBridge> bridges, TimeProvider time) : ILanguageConnector
{
    /// <inheritdoc/>
    public VerbInfo Verb { get; } = new(
        "jupyter",
        "Starts an installed Jupyter kernel; #!NAME then selects it.",
        OptionInfo.Of("kernel-spec", "NAME", "the kernel, as jupyter kernelspec list names it; python3 where none is given"),
        OptionInfo.Of("kernel-name", "NAME", "the selector; the kernel's own name where none is given"),
        OptionInfo.Of("init-script", "FILE", "code that the kernel runs first"),
        OptionInfo.Of("conda-env", "NAME", "the conda environment that has the kernel"),
        OptionInfo.Of("url", "URL", "not used: kernels of another server are not connected"),
        OptionInfo.Of("token", "TOKEN", "not used") with { TakesReference = true },
        OptionInfo.Flag("bearer", "not used"));

    /// <inheritdoc/>
    public async Task<ILanguage> ConnectAsync(MagicInvocation invocation, CancellationToken token)
    {
        ArgumentNullException.ThrowIfNull(invocation);
        var wanted = invocation.Option("kernel-spec") ?? "python3";
        if (invocation.Has("url"))
        {
            const string Instead = "Install the kernel here, or open the notebook on that server: kernels of another server are not connected, because values would not cross.";
            invocation.Context.Output.Display(AbsentLanguage.Notice("Not connected: a kernel of another server. The rest of the notebook goes on.", Instead));
            return new AbsentLanguage(invocation.Option("kernel-name") ?? wanted, "a kernel of another server", Instead);
        }

        KernelSpec Spec() => invocation.Option("conda-env") is { } conda ? specs.FindInConda(conda, wanted) : Find(wanted);
        var spec = Spec();
        var name = invocation.Option("kernel-name") ?? spec.Name;
        var script = invocation.Option("init-script") is { } file ? await ReadAsync(file, token).ConfigureAwait(false) : null;
        var language = Language(name, [], spec.DisplayName, spec.Language, Spec);
        try
        {
            await language.StartAsync(token).ConfigureAwait(false);
            if (script is not null)
            {
                var part = new Core.Cells.CellPart(script, 0, invocation.CellNumber);
                if (await language.ExecuteAsync(part, invocation.Context.Cell, token).ConfigureAwait(false) is CellResult.Failed failed)
                {
                    throw new MagicException($"The script of --init-script failed in {name}: {failed.Error.Name}: {failed.Error.Message}");
                }
            }

            return language;
        }
        catch
        {
            await language.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>A language that starts at its first cell: <c>#!python</c> is the kernel <c>python3</c>.</summary>
    public JupyterLanguage Standing(string name, string kernelSpec, string displayName, string language, params IReadOnlyList<string> aliases) =>
        Language(name, aliases, displayName, language, () => Find(kernelSpec));

    private JupyterLanguage Language(string name, IReadOnlyList<string> aliases, string displayName, string language, Func<KernelSpec> find)
    {
        var isPython = language.Equals("python", StringComparison.OrdinalIgnoreCase);
        var word = language.ToLowerInvariant();
        var identity = new LanguageIdentity(name, aliases, displayName, "", $"text/x-{word}", isPython ? ".py" : $".{word}", word, word);
        return new JupyterLanguage(identity, find, launcher, bridges, time) { LanguageName = language };
    }

    private KernelSpec Find(string name)
    {
        if (specs.Find(name) is { } spec)
        {
            return spec;
        }

        var names = specs.All().Select(s => s.Name).ToList();
        throw new MagicException(
            $"No Jupyter kernel '{name}' is installed.{(names.Count == 0 ? "" : $" There are: {string.Join(", ", names)}.")}",
            name == "python3" ? "Install it with: apt-get install python3-ipykernel" : Suggestion.For(name, names, "--kernel-spec ") ?? "jupyter kernelspec list shows them.");
    }

    private static async Task<string> ReadAsync(string file, CancellationToken token)
    {
        try
        {
            return await File.ReadAllTextAsync(file, token).ConfigureAwait(false);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new MagicException($"The script '{file}' cannot be read: {e.Message}", inner: e);
        }
    }
}
