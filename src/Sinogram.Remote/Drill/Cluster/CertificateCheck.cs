using System.Globalization;
using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Sinogram.Remote.Drill.Cluster;

/// <summary>Checks a server's certificate by the machine's authorities or by those of a file, and says in words what is wrong with it.</summary>
internal sealed class CertificateCheck
{
    private readonly string? _file;
    private readonly string _host;
    private volatile string? _fault;

    /// <exception cref="DrillException">The file of authorities cannot be used.</exception>
    public CertificateCheck(string? file, string host)
    {
        (_file, _host) = (file, host);
        Options = new SslClientAuthenticationOptions { RemoteCertificateValidationCallback = (_, certificate, chain, errors) => IsTrusted(certificate as X509Certificate2, chain, errors) };
        if (file is not null) { Options.CertificateChainPolicy = Policy(file); }
    }

    public SslClientAuthenticationOptions Options { get; }

    /// <summary>What was wrong with the last certificate, or null.</summary>
    public string? Fault => _fault;

    private bool IsTrusted(X509Certificate2? certificate, X509Chain? chain, SslPolicyErrors errors)
    {
        _fault = errors == SslPolicyErrors.None ? null : Describe(certificate, chain, errors);
        return errors == SslPolicyErrors.None;
    }

    private string Describe(X509Certificate2? certificate, X509Chain? chain, SslPolicyErrors errors)
    {
        if (certificate is null) { return "the server shows no certificate"; }
        var states = chain?.ChainStatus.Select(s => s.Status).ToList() ?? [];
        if (states.Contains(X509ChainStatusFlags.NotTimeValid))
        {
            var late = chain!.ChainElements.Select(e => e.Certificate).FirstOrDefault(c => c.NotAfter < DateTime.Now || c.NotBefore > DateTime.Now) ?? certificate;
            return late.NotAfter < DateTime.Now ? $"it expired on {Day(late.NotAfter)}" : $"it is not valid before {Day(late.NotBefore)}";
        }
        if (errors.HasFlag(SslPolicyErrors.RemoteCertificateNameMismatch))
        {
            var names = certificate.Extensions.OfType<X509SubjectAlternativeNameExtension>().SelectMany(e => e.EnumerateDnsNames().Concat(e.EnumerateIPAddresses().Select(a => a.ToString()))).ToList();
            return $"it is for {(names.Count > 0 ? string.Join(", ", names) : certificate.GetNameInfo(X509NameType.SimpleName, false))}, not for {_host}";
        }
        if (states.Contains(X509ChainStatusFlags.UntrustedRoot) || states.Contains(X509ChainStatusFlags.PartialChain))
        {
            var issuer = certificate.GetNameInfo(X509NameType.SimpleName, forIssuer: true);
            return $"it is signed by '{issuer}', {(_file is null ? "which this machine does not trust" : $"which is not among the authorities in {_file}")}";
        }
        return string.Join(", ", chain?.ChainStatus.Select(s => s.StatusInformation.Trim()) ?? [errors.ToString()]);
    }

    private static string Day(DateTime time) => time.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static X509ChainPolicy Policy(string file)
    {
        try
        {
            var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
            policy.CustomTrustStore.ImportFromPemFile(file);
            return policy.CustomTrustStore.Count > 0 ? policy : throw new DrillException($"{file} holds no certificate in PEM form.", hint: "--ca takes a file with BEGIN CERTIFICATE in it.");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or CryptographicException)
        {
            throw new DrillException($"The certificates in {file} cannot be read: {e.Message}", hint: "--ca takes a file of certificates in PEM form.", inner: e);
        }
    }
}
