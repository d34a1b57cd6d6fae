using Azure;
using Azure.Identity;
using Azure.Storage.Blobs;

namespace Ricap.Storage.Blobs;

/// <summary>
/// Makes clients of Azure's blobs. Who we are, the first that is there: a signature in the address, a connection string, a signature or
/// a key of the environment, and else what Azure's own chain finds (environment, workload, managed identity, a developer's sign-in).
/// </summary>
internal static class BlobClients
{
    /// <summary>The variable with a connection string, as Azure's own tools have it.</summary>
    public const string ConnectionString = "AZURE_STORAGE_CONNECTION_STRING";

    private const string SharedSignature = "AZURE_STORAGE_SAS_TOKEN";
    private const int Retries = 4;

    /// <summary>A client of the address's container.</summary>
    public static BlobContainerClient Create(StoreAddress address)
    {
        var options = new BlobClientOptions();
        options.Retry.MaxRetries = Retries;
        options.Retry.MaxDelay = TimeSpan.FromSeconds(10);
        options.Retry.NetworkTimeout = TimeSpan.FromMinutes(5);
        var container = new Uri(address.Service!, address.Bucket);
        if ((address.Signature ?? Variable(SharedSignature)?.TrimStart('?')) is { } signature)
        {
            return new BlobContainerClient(container, new AzureSasCredential(signature), options);
        }

        if (Variable(ConnectionString) is { } connection)
        {
            var client = new BlobContainerClient(connection, address.Bucket, options);
            return client.Uri.Host == container.Host && client.Uri.AbsolutePath == container.AbsolutePath
                ? client
                : throw new RicapException(Problem.Error(
                    ProblemCodes.StoreDenied, address.ToString(), $"{ConnectionString} is of another account, {client.Uri.GetLeftPart(UriPartial.Authority)}"));
        }

        return address.Service!.Scheme == Uri.UriSchemeHttps
            ? new BlobContainerClient(container, new DefaultAzureCredential(), options)
            : throw new RicapException(Problem.Error(
                ProblemCodes.StoreDenied, address.ToString(), $"the store does not let us in: over plain http set {ConnectionString}, or add a shared access signature"));
    }

    private static string? Variable(string name) =>
        Environment.GetEnvironmentVariable(name) is { Length: > 0 } value ? value : null;
}
