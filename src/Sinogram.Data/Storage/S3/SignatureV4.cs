using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Sinogram.Data.Storage.S3;

/// <summary>AWS Signature Version 4, as S3 wants it: the path encoded once, the query sorted, the body's hash in a header.</summary>
internal static class SignatureV4
{
    public const string Algorithm = "AWS4-HMAC-SHA256";
    public const string EmptyHash = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

    /// <param name="method">GET, PUT …</param>
    /// <param name="path">The encoded path, see <see cref="Encode"/>.</param>
    /// <param name="query">The encoded query in the order of its names.</param>
    /// <param name="headers">The headers to sign, lower-case names, in order.</param>
    /// <param name="bodyHash">SHA-256 of the body, or UNSIGNED-PAYLOAD.</param>
    /// <param name="time">As in x-amz-date: 20260101T120000Z.</param>
    /// <param name="region">The region of the scope.</param>
    /// <param name="accessKey">Whose secret it is.</param>
    /// <param name="secretKey">The secret.</param>
    /// <returns>The value of the Authorization header.</returns>
    public static string Authorization(string method, string path, string query, IReadOnlyList<KeyValuePair<string, string>> headers, string bodyHash, string time, string region,
        string accessKey, string secretKey)
    {
        var signed = string.Join(';', headers.Select(h => h.Key));
        var canonical = $"{method}\n{path}\n{query}\n{string.Concat(headers.Select(h => $"{h.Key}:{h.Value.Trim()}\n"))}\n{signed}\n{bodyHash}";
        var day = time[..8];
        var scope = $"{day}/{region}/s3/aws4_request";
        var text = $"{Algorithm}\n{time}\n{scope}\n{Hash(Encoding.UTF8.GetBytes(canonical))}";
        var key = Mac(Mac(Mac(Mac(Encoding.UTF8.GetBytes("AWS4" + secretKey), day), region), "s3"), "aws4_request");
        return $"{Algorithm} Credential={accessKey}/{scope}, SignedHeaders={signed}, Signature={Convert.ToHexStringLower(Mac(key, text))}";
    }

    public static string Hash(ReadOnlySpan<byte> bytes) => bytes.IsEmpty ? EmptyHash : Convert.ToHexStringLower(SHA256.HashData(bytes));

    public static string Time(DateTimeOffset now) => now.UtcDateTime.ToString("yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture);

    /// <summary>Percent-encodes everything but letters, digits and <c>-._~</c>; slashes stay in a path.</summary>
    public static string Encode(string text, bool keepSlashes = false)
    {
        var encoded = new StringBuilder(text.Length + 16);
        foreach (var value in Encoding.UTF8.GetBytes(text))
        {
            var c = (char)value;
            if (char.IsAsciiLetterOrDigit(c) || c is '-' or '.' or '_' or '~' || (keepSlashes && c == '/')) { encoded.Append(c); }
            else { encoded.Append(CultureInfo.InvariantCulture, $"%{value:X2}"); }
        }
        return encoded.ToString();
    }

    private static byte[] Mac(byte[] key, string text) => HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(text));
}
