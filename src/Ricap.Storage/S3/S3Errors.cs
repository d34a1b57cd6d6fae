using System.Net;
using Amazon.Runtime;
using Amazon.S3;

namespace Ricap.Storage.S3;

/// <summary>Tells what an exception of the SDK means.</summary>
internal static class S3Errors
{
    /// <summary>The problem behind an exception.</summary>
    /// <param name="place">What it is about, for the message.</param>
    /// <param name="bucket">The bucket.</param>
    /// <param name="cause">The exception.</param>
    public static RicapException Explain(string place, string bucket, Exception cause)
    {
        if (cause is AmazonServiceException { StatusCode: not 0 } answer)
        {
            string why = StoreErrors.Answer(answer.ErrorCode, answer.Message);
            return answer.ErrorCode switch
            {
                "NoSuchBucket" => StoreErrors.NoBucket(place, bucket, cause),
                "QuotaExceeded" or "XMinioStorageFull" => StoreErrors.Full(place, why, cause),
                _ when answer.StatusCode == HttpStatusCode.InsufficientStorage => StoreErrors.Full(place, why, cause),
                _ when answer.StatusCode is HttpStatusCode.Forbidden or HttpStatusCode.Unauthorized => StoreErrors.Denied(place, why, cause),
                "InvalidAccessKeyId" or "ExpiredToken" or "InvalidToken" => StoreErrors.Denied(place, why, cause),
                _ when (int)answer.StatusCode >= 500 || answer.ErrorCode == "RequestTimeout" => StoreErrors.Unreachable(place, cause),
                _ => StoreErrors.Refused(place, why, cause),
            };
        }

        // Without an answer: nothing to sign with, or nobody there.
        bool network = Chain(cause).Any(e => e is HttpRequestException or IOException or TimeoutException or OperationCanceledException
            or System.Net.Sockets.SocketException or WebException);
        return !network && cause is AmazonClientException
            ? StoreErrors.Denied(place, "no credentials found in the environment, a profile or the machine's role (AWS_ACCESS_KEY_ID, AWS_PROFILE, …)", cause)
            : StoreErrors.Unreachable(place, cause);
    }

    /// <summary>Whether it says that there is no such object.</summary>
    public static bool IsNoObject(AmazonS3Exception answer) =>
        answer.StatusCode == HttpStatusCode.NotFound && answer.ErrorCode is not "NoSuchBucket";

    private static IEnumerable<Exception> Chain(Exception? e)
    {
        for (; e is not null; e = e.InnerException)
        {
            yield return e;
        }
    }
}
