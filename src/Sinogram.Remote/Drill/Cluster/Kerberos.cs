using System.Net;
using System.Net.Security;
using System.Runtime.InteropServices;

namespace Sinogram.Remote.Drill.Cluster;

/// <summary>Logging in by a ticket of Kerberos: what it needs on this machine, and why it failed.</summary>
internal static class Kerberos
{
    /// <summary>The system's library; without it there is no Negotiate.</summary>
    public const string Library = "libgssapi_krb5.so.2";

    /// <exception cref="DrillException">The library is not on this machine.</exception>
    public static void Require(string library = Library)
    {
        if (!NativeLibrary.TryLoad(library, out var handle))
        {
            throw new DrillException($"--auth negotiate needs the Kerberos libraries, and this machine has no {library}.", hint: "apt-get install libgssapi-krb5-2 krb5-user, then kinit; or another --auth.");
        }
        NativeLibrary.Free(handle);
    }

    /// <summary>Why a server refused: there was nothing to send, or it did not take what was sent.</summary>
    public static DrillException Refused(Uri url)
    {
        using var attempt = new NegotiateAuthentication(new NegotiateAuthenticationClientOptions
        {
            Package = "Negotiate", Credential = CredentialCache.DefaultNetworkCredentials, TargetName = $"HTTP/{url.Host}",
        });
        attempt.GetOutgoingBlob(ReadOnlySpan<byte>.Empty, out var status);
        return status switch
        {
            NegotiateAuthenticationStatusCode.Completed or NegotiateAuthenticationStatusCode.ContinueNeeded => new DrillException(
                $"The Drill server at {url.Authority} does not take the Kerberos ticket for HTTP/{url.Host}.", hint: "klist shows whose ticket it is; the server must know that user, and have the key of HTTP/" + url.Host + " in its keytab."),
            NegotiateAuthenticationStatusCode.CredentialsExpired or NegotiateAuthenticationStatusCode.ContextExpired => new DrillException(
                $"The Drill server at {url.Authority} wants a Kerberos ticket, and the one here has expired.", hint: "kinit USER gets a new one."),
            NegotiateAuthenticationStatusCode.TargetUnknown => new DrillException(
                $"Kerberos knows no service HTTP/{url.Host}.", hint: "Name the server by the host's name that its ticket is for, not by an address or an alias."),
            _ => new DrillException(
                $"The Drill server at {url.Authority} wants a Kerberos ticket for HTTP/{url.Host}, and there is none to send ({status}).", hint: "kinit USER gets one where klist shows none or an expired one; the server is to be named by its host's name, as in --url http://drill.example.org:8047."),
        };
    }
}
