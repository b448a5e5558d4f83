using System.Net;
using System.Text.Json;
using Sinogram.Data.Storage.Http;

namespace Sinogram.Data.Storage.Hdfs;

/// <summary>Reads a RemoteException, or what else a server says instead of one.</summary>
internal static class HdfsErrors
{
    public static async Task<StorageException> ReadAsync(HttpResponseMessage response, string location, CancellationToken cancellationToken)
    {
        var text = await StorageHttp.TextAsync(response, cancellationToken).ConfigureAwait(false);
        if (Parse(text) is not var (name, message))
        {
            return response.StatusCode switch
            {
                HttpStatusCode.Unauthorized => new StorageException(StorageFault.Denied, $"{location}: the server wants to know who asks: set HADOOP_USER_NAME, or a token or password in the connection."),
                HttpStatusCode.NotFound => new StorageException(StorageFault.NotFound, $"{location}: {response.RequestMessage!.RequestUri!.Authority} does not speak WebHDFS."),
                var status when text.Contains("EOFException", StringComparison.Ordinal) => new StorageException(StorageFault.Changed, $"{location}: the range begins beyond the end ({(int)status})."),
                var status => new StorageException(StorageHttp.IsTransient(status) ? StorageFault.Unavailable : StorageFault.Invalid, $"{location}: the server answered {(int)status} {response.ReasonPhrase}."),
            };
        }
        var fault = name switch
        {
            "FileNotFoundException" => StorageFault.NotFound,
            "AccessControlException" or "SecurityException" or "AuthorizationException" or "InvalidToken" => StorageFault.Denied,
            "FileAlreadyExistsException" or "ParentNotDirectoryException" or "PathIsNotDirectoryException" or "PathIsNotEmptyDirectoryException" => StorageFault.Exists,
            "DSQuotaExceededException" or "NSQuotaExceededException" or "QuotaByStorageTypeExceededException" => StorageFault.Full,
            "SafeModeException" or "StandbyException" or "RetriableException" or "ConnectException" or "NoRouteToHostException" => StorageFault.Unavailable,
            "EOFException" => StorageFault.Changed,
            "IOException" when message.Contains("out of the range", StringComparison.Ordinal) => StorageFault.Changed,
            "IOException" when message.Contains("datanode", StringComparison.OrdinalIgnoreCase) => StorageFault.Unavailable,
            _ => StorageFault.Invalid,
        };
        return new StorageException(fault, $"{location}: {message.TrimEnd('.')} ({name}).");
    }

    private static (string Name, string Message)? Parse(string text)
    {
        if (!text.AsSpan().TrimStart().StartsWith("{")) { return null; }
        try
        {
            using var json = JsonDocument.Parse(text);
            if (!json.RootElement.TryGetProperty("RemoteException", out var error)) { return null; }
            var message = error.TryGetProperty("message", out var said) ? said.GetString() ?? "" : "";
            // What follows the first line is the server's stack.
            return (error.GetProperty("exception").GetString() ?? "", message.Split('\n')[0].Trim());
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            return null;
        }
    }
}
