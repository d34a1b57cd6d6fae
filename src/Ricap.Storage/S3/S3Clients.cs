using Amazon;
using Amazon.Runtime;
using Amazon.S3;

namespace Ricap.Storage.S3;

/// <summary>Makes clients of S3 as the environment says: the SDK's own chains find credentials, region and endpoint.</summary>
internal static class S3Clients
{
    private const int Retries = 4;

    private static readonly string[] EndpointVariables = ["AWS_ENDPOINT_URL_S3", "AWS_ENDPOINT_URL"];
    private static readonly TimeSpan Timeout = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(10);

    /// <summary>A client.</summary>
    public static AmazonS3Client Create()
    {
        var config = new AmazonS3Config
        {
            // Other servers know no checksums but those that the protocol always had; what we read is hashed anyway.
            RequestChecksumCalculation = RequestChecksumCalculation.WHEN_REQUIRED,
            ResponseChecksumValidation = ResponseChecksumValidation.WHEN_REQUIRED,
            RetryMode = RequestRetryMode.Standard,
            MaxErrorRetry = Retries,
            Timeout = Timeout,
            ConnectTimeout = ConnectTimeout,
        };
        if (Endpoint() is { } endpoint)
        {
            string region = Environment.GetEnvironmentVariable("AWS_REGION")
                ?? Environment.GetEnvironmentVariable("AWS_DEFAULT_REGION") ?? RegionEndpoint.USEast1.SystemName;
            config.ServiceURL = endpoint;
            config.AuthenticationRegion = region;
            config.ForcePathStyle = true; // a server at an address of its own has no name for each bucket
        }
        else if (config.RegionEndpoint is null)
        {
            config.RegionEndpoint = RegionEndpoint.USEast1; // names every bucket's region in its answer
        }

        return new AmazonS3Client(config);
    }

    private static string? Endpoint() =>
        EndpointVariables.Select(Environment.GetEnvironmentVariable).FirstOrDefault(url => !string.IsNullOrEmpty(url));
}
