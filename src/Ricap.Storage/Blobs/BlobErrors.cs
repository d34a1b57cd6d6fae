using Azure;
using Azure.Identity;

namespace Ricap.Storage.Blobs;

/// <summary>Tells what an exception of the SDK means.</summary>
internal static class BlobErrors
{
    private const int NotFound = 404;
    private const int InsufficientStorage = 507;

    /// <summary>The problem behind an exception.</summary>
    /// <param name="place">What it is about, for the message.</param>
    /// <param name="container">The container.</param>
    /// <param name="cause">The exception.</param>
    public static RicapException Explain(string place, string container, Exception cause) => cause switch
    {
        RequestFailedException { Status: > 0 } answer => Explain(place, container, answer),
        AuthenticationFailedException => StoreErrors.Denied(
            place, $"no credentials found: set {BlobClients.ConnectionString}, add a shared access signature, or sign in", cause),

        // A key that is no key, a connection string that is none, a token over plain http.
        FormatException or ArgumentException or InvalidOperationException => StoreErrors.Denied(place, StoreErrors.FirstLine(cause.Message), cause),
        _ => StoreErrors.Unreachable(place, cause),
    };

    /// <summary>Whether it says that there is no such object.</summary>
    public static bool IsNoObject(RequestFailedException answer) =>
        answer.Status == NotFound && answer.ErrorCode is not "ContainerNotFound";

    private static RicapException Explain(string place, string container, RequestFailedException answer)
    {
        string why = StoreErrors.Answer(answer.ErrorCode, answer.Message);
        return answer switch
        {
            { ErrorCode: "ContainerNotFound" } => StoreErrors.NoBucket(place, container, answer),
            { Status: InsufficientStorage } or { ErrorCode: "AccountLimitExceeded" or "QuotaExceeded" } => StoreErrors.Full(place, why, answer),
            { Status: 401 or 403 } => StoreErrors.Denied(place, why, answer),
            { Status: >= 500 or 408 } => StoreErrors.Unreachable(place, answer),
            _ => StoreErrors.Refused(place, why, answer),
        };
    }
}
