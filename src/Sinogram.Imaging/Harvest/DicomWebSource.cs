using System.Runtime.CompilerServices;
using Sinogram.Imaging.Network;

namespace Sinogram.Imaging.Harvest;

/// <summary>All instances that a DICOMweb server offers at an address: found by search, each retrieved by itself when its turn comes.</summary>
internal sealed class DicomWebSource : IHarvestSource
{
    private readonly DicomWebClient _client;
    private readonly string? _study;
    private readonly string? _series;
    private readonly string _filter;

    private DicomWebSource(DicomWebClient client, string? study, string? series, string filter)
    {
        _client = client;
        _study = study;
        _series = series;
        _filter = filter;
    }

    public static DicomWebSource Open(string source, DicomWebOptions options)
    {
        if (!Uri.TryCreate(source, UriKind.Absolute, out Uri? address))
        {
            throw new HarvestException(HarvestProblem.SourceRefused, "The source looks like an address and is none.", "write it as http://host:port/dicom-web");
        }

        if (address.UserInfo.Length > 0)
        {
            throw new HarvestException(HarvestProblem.SourceRefused, "The source's address holds a name or password.", "secrets do not stand in a notebook: keep them in a named connection");
        }

        string path = address.AbsolutePath;
        int studies = path.IndexOf("/studies", StringComparison.Ordinal);
        string[] below = studies < 0 ? [] : path[(studies + 1)..].Split('/', StringSplitOptions.RemoveEmptyEntries);
        Uri root = new(address.GetLeftPart(UriPartial.Authority) + (studies < 0 ? path : path[..studies]));
        (string? study, string? series) = below switch
        {
            [] or ["studies"] => (null, (string?)null),
            ["studies", var s] => (Uri.UnescapeDataString(s), null),
            ["studies", var s, "series"] => (Uri.UnescapeDataString(s), null),
            ["studies", var s, "series", var r] => (Uri.UnescapeDataString(s), Uri.UnescapeDataString(r)),
            _ => throw new HarvestException(HarvestProblem.SourceRefused, "The source's address names something other than studies or series.", "end it at the service, at studies/UID or at studies/UID/series/UID"),
        };
        return new DicomWebSource(new DicomWebClient(root, options), study, series, address.Query.TrimStart('?'));
    }

    public async IAsyncEnumerable<HarvestItem> ItemsAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (DicomWebSeries series in SeriesAsync(cancellationToken))
        {
            await foreach (string instance in _client.SearchInstancesAsync(series, cancellationToken))
            {
                yield return new InstanceItem(_client, series, instance);
            }
        }
    }

    public void Dispose() => _client.Dispose();

    private async IAsyncEnumerable<DicomWebSeries> SeriesAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (_study is not null && _series is not null)
        {
            yield return new DicomWebSeries(_study, _series);
            yield break;
        }

        await foreach (string study in StudiesAsync(cancellationToken))
        {
            await foreach (DicomWebSeries series in _client.SearchSeriesAsync(study, cancellationToken))
            {
                yield return series;
            }
        }
    }

    private async IAsyncEnumerable<string> StudiesAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (_study is not null)
        {
            yield return _study;
            yield break;
        }

        await foreach (string study in _client.SearchStudiesAsync(_filter, cancellationToken))
        {
            yield return study;
        }
    }

    /// <summary>An instance of the server. A UID names one content for ever (PS3.5 section 9), so an instance that was harvested is not retrieved again.</summary>
    private sealed record InstanceItem(DicomWebClient Client, DicomWebSeries Series, string Instance)
        : HarvestItem(Client.InstanceAddress(Series, Instance).AbsoluteUri, -1, 0)
    {
        public override async ValueTask<byte[]> ReadAsync(CancellationToken cancellationToken) =>
            await Client.RetrieveInstanceAsync(Series, Instance, cancellationToken);
    }
}
