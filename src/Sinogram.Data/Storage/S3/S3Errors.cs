using System.Net;
using System.Xml;
using System.Xml.Linq;
using Sinogram.Data.Storage.Http;

namespace Sinogram.Data.Storage.S3;

/// <summary>What a service says in an error: its code and its message.</summary>
internal readonly record struct S3Error(string Code, string Message, string? Region);

/// <summary>Reads errors, in the body or, where it has none, in the status.</summary>
internal static class S3Errors
{
    public static async Task<S3Error> ReadAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        var region = response.Headers.TryGetValues("x-amz-bucket-region", out var regions) ? regions.First() : null;
        var text = await StorageHttp.TextAsync(response, cancellationToken).ConfigureAwait(false);
        return Parse(text) is { } error
            ? error with { Region = error.Region ?? region }
            : new S3Error(FromStatus(response.StatusCode), $"{(int)response.StatusCode} {response.ReasonPhrase}", region);
    }

    /// <summary>An answer can be an error although its status says otherwise: the end of a multipart upload.</summary>
    public static S3Error? Parse(string text)
    {
        if (S3Xml.TryParse(text) is not { } root || root.Name.LocalName != "Error") { return null; }
        string? Value(string name) => root.Elements().FirstOrDefault(e => e.Name.LocalName == name)?.Value;
        return new S3Error(Value("Code") ?? "", Value("Message") ?? "", Value("Region"));
    }

    public static StorageException ToException(S3Error error, HttpResponseMessage response, string location, S3Options options)
    {
        var (fault, text) = error.Code switch
        {
            "NoSuchKey" => (StorageFault.NotFound, "there is no such object."),
            "NoSuchBucket" => (StorageFault.NotFound, "there is no such bucket."),
            "NoSuchUpload" => (StorageFault.Changed, "the upload was ended by the service or by somebody else; write the file again."),
            "AccessDenied" => (StorageFault.Denied, options.AccessKey is null ? "access is denied, and no credentials are set: AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY." : "access is denied to this account."),
            "InvalidAccessKeyId" => (StorageFault.Denied, "the service does not know this access key."),
            "SignatureDoesNotMatch" => (StorageFault.Denied, "the secret key is not the one of this access key."),
            "ExpiredToken" or "InvalidTokenId" or "InvalidToken" => (StorageFault.Denied, "the session token has expired, is missing, or belongs to other keys: get new credentials."),
            "RequestTimeTooSkewed" => (StorageFault.Denied, "this machine's clock is wrong: the service refuses its time."),
            "PreconditionFailed" => (StorageFault.Changed, "the object changed meanwhile."),
            "PermanentRedirect" or "AuthorizationHeaderMalformed" or "IllegalLocationConstraintException" =>
                (StorageFault.Invalid, $"the bucket is in another region{(error.Region is { } region ? $", {region}" : "")}: set AWS_REGION to it."),
            "InvalidRange" => (StorageFault.Changed, "the object is shorter than it was."),
            "QuotaExceeded" or "XMinioStorageFull" or "EntityTooLarge" => (StorageFault.Full, error.Message),
            "XAmzContentSHA256Mismatch" or "BadDigest" => (StorageFault.Changed, "the bytes that arrived are not those that were sent."),
            _ when StorageHttp.IsTransient(response.StatusCode) => (StorageFault.Unavailable, error.Message),
            _ => (StorageFault.Invalid, $"{error.Message.TrimEnd('.')} ({error.Code})."),
        };
        return new StorageException(fault, $"{location}: {text}");
    }

    private static string FromStatus(HttpStatusCode status) => status switch
    {
        HttpStatusCode.NotFound => "NoSuchKey",
        HttpStatusCode.Forbidden or HttpStatusCode.Unauthorized => "AccessDenied",
        HttpStatusCode.PreconditionFailed => "PreconditionFailed",
        HttpStatusCode.MovedPermanently or HttpStatusCode.TemporaryRedirect => "PermanentRedirect",
        HttpStatusCode.RequestedRangeNotSatisfiable => "InvalidRange",
        _ => "Status",
    };
}

/// <summary>The XML of the protocol, read without any of XML's dangers.</summary>
internal static class S3Xml
{
    public static XElement? TryParse(string text)
    {
        if (!text.AsSpan().TrimStart('\uFEFF').TrimStart().StartsWith("<")) { return null; }
        try
        {
            using var reader = XmlReader.Create(new StringReader(text), new XmlReaderSettings { DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null, MaxCharactersInDocument = 64 << 20, CheckCharacters = false });
            return XElement.Load(reader);
        }
        catch (XmlException)
        {
            return null;
        }
    }
}
