using Sinogram.Core.Execution;
using Sinogram.Core.Magics;
using Sinogram.Core.Values;
using Sinogram.Jupyter.Client.Server;

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
        "Starts a Jupyter kernel, installed here or on another Jupyter server; #!NAME then selects it.",
        OptionInfo.Of("kernel-spec", "NAME", "the kernel, as jupyter kernelspec list names it; python3 where none is given"),
        OptionInfo.Of("kernel-name", "NAME", "the selector; the kernel's own name where none is given"),
        OptionInfo.Of("init-script", "FILE", "code that the kernel runs first"),
        OptionInfo.Of("conda-env", "NAME", "the conda environment that has the kernel"),
        OptionInfo.Of("url", "URL", "the Jupyter server that starts it; this machine where none is given"),
        OptionInfo.Of("token", "REF", "the server's token: env:NAME, file:PATH, prompt:, @input, @password or @name") with { TakesReference = true },
        OptionInfo.Flag("bearer", "the token is an OAuth token"));

    /// <inheritdoc/>
    public async Task<ILanguage> ConnectAsync(MagicInvocation invocation, CancellationToken token)
    {
        ArgumentNullException.ThrowIfNull(invocation);
        var script = invocation.Option("init-script") is { } file ? await ReadAsync(file, token).ConfigureAwait(false) : null;
        var language = invocation.Has("url") ? await ServerLanguageAsync(invocation, token).ConfigureAwait(false) : LocalLanguage(invocation);
        try
        {
            await language.StartAsync(token).ConfigureAwait(false);
            if (script is not null)
            {
                var part = new Core.Cells.CellPart(script, 0, invocation.CellNumber);
                if (await language.ExecuteAsync(part, invocation.Context.Cell, token).ConfigureAwait(false) is CellResult.Failed failed)
                {
                    throw new MagicException($"The script of --init-script failed in {language.Identity.Name}: {failed.Error.Name}: {failed.Error.Message}");
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

    private JupyterLanguage LocalLanguage(MagicInvocation invocation)
    {
        var wanted = invocation.Option("kernel-spec") ?? "python3";
        if (invocation.Has("token") || invocation.Has("bearer"))
        {
            throw new MagicException("--token and --bearer are for a server: --url is missing.");
        }

        KernelSpec Spec() => invocation.Option("conda-env") is { } conda ? specs.FindInConda(conda, wanted) : Find(wanted);
        var spec = Spec();
        return Language(invocation.Option("kernel-name") ?? spec.Name, [], spec.DisplayName, spec.Language, Spec);
    }

    private async Task<JupyterLanguage> ServerLanguageAsync(MagicInvocation invocation, CancellationToken token)
    {
        var given = invocation.Option("url")!;
        if (!Uri.TryCreate(given, UriKind.Absolute, out var url) || url.Scheme is not ("http" or "https") || url.UserInfo.Length > 0 || url.Query.Length > 0)
        {
            throw new MagicException("--url takes the address of a Jupyter server alone: http://HOST:8888 or https://HOST/user/NAME.", "The token goes to --token, as a reference.");
        }

        invocation.Context.Connections.Allow(given);

        var secret = invocation.Option("token") is { } reference ? await SecretAsync(reference, invocation, token).ConfigureAwait(false) : null;
        var server = new JupyterServer(url, secret, invocation.Has("bearer"));
        try
        {
            var (usual, kernels) = await server.KernelsAsync(token).ConfigureAwait(false);
            var wanted = invocation.Option("kernel-spec") ?? usual;
            if (!kernels.TryGetValue(wanted, out var kernel))
            {
                throw new MagicException(
                    $"The server {server.Address} has no kernel '{wanted}'. There are: {string.Join(", ", kernels.Keys)}.", Suggestion.For(wanted, kernels.Keys.ToList(), "--kernel-spec "));
            }

            // Values cross in shared memory, which another machine has no part of.
            var here = url.IsLoopback ? bridges : [];
            return new JupyterLanguage(
                Identity(invocation.Option("kernel-name") ?? wanted, [], kernel.DisplayName, kernel.Language),
                async stop => await ServerKernel.StartAsync(server, wanted, time, stop).ConfigureAwait(false),
                here,
                time)
            {
                LanguageName = kernel.Language, Owned = server, Remedy = "Check that the server runs, and that its address and token are right.",
            };
        }
        catch (KernelException problem)
        {
            server.Dispose();
            throw new MagicException(problem.Message, "Check that the server runs, and that its address and token are right.", problem);
        }
        catch
        {
            server.Dispose();
            throw;
        }
    }

    /// <summary>A secret of the connection store, or a value of the notebook or its person.</summary>
    private static async Task<string> SecretAsync(string reference, MagicInvocation invocation, CancellationToken token) =>
        reference.StartsWith('@') && ValueReference.Parse(reference) is { } value
            ? await value.ReadAsync(invocation.Context, token).ConfigureAwait(false) as string ?? throw new MagicException("--token takes text: what it names has none.")
            : await invocation.Context.Connections.SecretAsync(reference, token).ConfigureAwait(false);

    /// <summary>A language that starts at its first cell: <c>#!python</c> is the kernel <c>python3</c>.</summary>
    public JupyterLanguage Standing(string name, string kernelSpec, string displayName, string language, params IReadOnlyList<string> aliases) =>
        Language(name, aliases, displayName, language, () => Find(kernelSpec));

    private JupyterLanguage Language(string name, IReadOnlyList<string> aliases, string displayName, string language, Func<KernelSpec> find) =>
        new(Identity(name, aliases, displayName, language), _ => Task.FromResult<IKernelPlace>(new LocalKernel(find(), launcher, time)), bridges, time) { LanguageName = language };

    private static LanguageIdentity Identity(string name, IReadOnlyList<string> aliases, string displayName, string language)
    {
        var isPython = language.Equals("python", StringComparison.OrdinalIgnoreCase);
        var word = language.ToLowerInvariant();
        return new LanguageIdentity(name, aliases, displayName, "", $"text/x-{word}", isPython ? ".py" : $".{word}", word, word);
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
