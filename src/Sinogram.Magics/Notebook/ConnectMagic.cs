using System.Globalization;
using Sinogram.Core.Execution;
using Sinogram.Core.Magics;
using Sinogram.Data;

namespace Sinogram.Magics.Notebook;

/// <summary><c>#!connect</c>: adds languages to the notebook, lists, restarts and ends them.</summary>
public sealed class ConnectMagic : IMagic
{
    private readonly IReadOnlyList<ILanguageConnector> _connectors;
    private readonly IReadOnlyList<IConnectVerb> _places;

    /// <param name="connectors">Languages that can be connected, in the order in which help lists them.</param>
    /// <param name="places">Verbs that connect other things.</param>
    public ConnectMagic(IReadOnlyList<ILanguageConnector> connectors, params IReadOnlyList<IConnectVerb> places)
    {
        (_connectors, _places) = (connectors, places);
        Info = new MagicInfo(
            "connect",
            "Adds a language to the notebook: any Jupyter kernel that is installed, SQL of a PostgreSQL server or a DuckDB file; and names places of files: S3 services, Hadoop.",
            [
                .. connectors.Select(c => c.Verb),
                .. places.Select(p => p.Verb),
                new VerbInfo("list", "Lists the notebook's languages."),
                new VerbInfo("restart", "Ends a language's process; its variables are gone, and its next cell starts a fresh one.") { Arguments = ["NAME"] },
                new VerbInfo("end", "Ends a language that was connected and takes its selector back.") { Arguments = ["NAME"] },
            ],
            "#!connect list");
    }

    /// <inheritdoc/>
    public MagicInfo Info { get; }

    /// <inheritdoc/>
    public async Task<object?> RunAsync(MagicInvocation invocation, CancellationToken token)
    {
        ArgumentNullException.ThrowIfNull(invocation);
        var languages = invocation.Context.Languages;
        switch (invocation.Verb.Name)
        {
            case "list":
                return Table.From(languages.All.Where(l => l.IsAvailable).Select(l => new
                {
                    selector = "#!" + l.Identity.Name,
                    language = $"{l.Identity.DisplayName} {l.Identity.Version}".Trim(),
                    process = l is ILanguageProcess process ? process.ProcessId?.ToString(CultureInfo.InvariantCulture) ?? "starts at first use" : "the kernel's",
                    values = l.Exchange is null ? "do not cross" : "cross",
                }));
            case "restart":
                var named = LanguageVariables.Named(invocation, invocation.Argument(0)!);
                await (named as ILanguageProcess ?? throw new MagicException($"#!{named.Identity.Name} has no process of its own.", "Restart the kernel instead."))
                    .RestartAsync(token).ConfigureAwait(false);
                return null;
            case "end":
                var ended = languages.Remove(invocation.Argument(0)!) ?? throw new MagicException(
                    $"No language '{invocation.Argument(0)}' was connected.", "#!connect list shows them; those that the kernel began with stay.");
                await EndAsync(ended).ConfigureAwait(false);
                return null;
            case var verb when _places.FirstOrDefault(p => p.Verb.Name == verb) is { } place:
                return await place.RunAsync(invocation, token).ConfigureAwait(false);
            default:
                await ConnectAsync(invocation, token).ConfigureAwait(false);
                return null;
        }
    }

    private static async Task EndAsync(ILanguage language)
    {
        switch (language)
        {
            case IAsyncDisposable disposable:
                await disposable.DisposeAsync().ConfigureAwait(false);
                break;
            case IDisposable disposable:
                disposable.Dispose();
                break;
        }
    }

    private async Task ConnectAsync(MagicInvocation invocation, CancellationToken token)
    {
        var languages = invocation.Context.Languages;
        var connector = _connectors.Single(c => c.Verb.Name == invocation.Verb.Name);
        var language = await connector.ConnectAsync(invocation, token).ConfigureAwait(false);
        ILanguage? former;
        try
        {
            former = languages.Add(language);
        }
        catch (MagicException)
        {
            await EndAsync(language).ConfigureAwait(false);
            throw;
        }

        if (former is not null)
        {
            await EndAsync(former).ConfigureAwait(false);
        }

        if (language.IsAvailable)
        {
            invocation.Context.Output.Stdout($"#!{language.Identity.Name} selects {language.Identity.DisplayName}.\n");
        }
    }
}
