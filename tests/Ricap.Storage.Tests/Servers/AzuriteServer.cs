using System.Diagnostics;
using System.Net.Sockets;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;

namespace Ricap.Storage.Tests.Servers;

/// <summary>Azurite, Microsoft's own server of the protocol of Azure's blobs.</summary>
public sealed class AzuriteServer : Server
{
    /// <summary>The account that each Azurite has; its key is in Azurite's documentation and no secret.</summary>
    private const string Account = "devstoreaccount1";
    private const string Key = "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==";

    private static readonly string Package = Repository.Of("tests/storage/node_modules/azurite/dist/src/blob/main.js");
    private static readonly string? Node = Programs.Find("node");

    private readonly string _folder = Path.Join(Path.GetTempPath(), $"ricap-storage-{Guid.NewGuid():N}");
    private Process? _process;

    /// <summary>Why there is none; null if there can be one.</summary>
    public static string? WhyNot { get; } =
        Node is not null && File.Exists(Package) ? null : "needs Azurite; tests/storage/install, or npm install in tests/storage";

    public override int Port { get; } = Programs.FreePort();

    public override string Bucket => Through(Port).Bucket;

    public override string NoBucket => $"http://127.0.0.1:{Port}/{Account}/no-such-container/set";

    public override IReadOnlyDictionary<string, string?> Environment => Of(Key, Port);

    public override IReadOnlyDictionary<string, string?> WrongKey => Of(string.Concat("AAAA", Key.AsSpan(4)), Port);

    public override (IReadOnlyDictionary<string, string?> Environment, string Bucket) Through(int port) =>
        (Of(Key, port), $"http://127.0.0.1:{port}/{Account}/tests");

    public override async Task TamperAsync(string path, Func<byte[], byte[]> change)
    {
        BlobClient blob = Container().GetBlobClient(path);
        BlobDownloadResult got = await blob.DownloadContentAsync();
        await blob.UploadAsync(new BinaryData(change(got.Content.ToArray())), new BlobUploadOptions { Metadata = got.Details.Metadata });
    }

    protected override async Task UpAsync()
    {
        Directory.CreateDirectory(_folder);
        _process = Programs.Start(
            Node!,
            new Dictionary<string, string?>(),
            Package,
            "--silent",
            "--disableTelemetry",
            "--skipApiVersionCheck",
            "--location",
            _folder,
            "--blobHost",
            "127.0.0.1",
            "--blobPort",
            Programs.Text(Port));
        for (int tries = 0; ; tries++)
        {
            try
            {
                using var socket = new TcpClient("127.0.0.1", Port);
                break;
            }
            catch (SocketException) when (tries < 600 && !_process.HasExited)
            {
                await Task.Delay(100);
            }
        }

        await Container().CreateAsync();
    }

    protected override async Task DownAsync()
    {
        _process!.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private BlobContainerClient Container() => new(Of(Key, Port)["AZURE_STORAGE_CONNECTION_STRING"], "tests");

    private static Dictionary<string, string?> Of(string key, int port) => new()
    {
        ["AZURE_STORAGE_SAS_TOKEN"] = null,
        ["AZURE_STORAGE_CONNECTION_STRING"] =
            $"DefaultEndpointsProtocol=http;AccountName={Account};AccountKey={key};BlobEndpoint=http://127.0.0.1:{port}/{Account};",
    };
}

/// <summary>A test that needs Azurite.</summary>
public sealed class AzuriteFactAttribute : FactAttribute
{
    public AzuriteFactAttribute() => Skip = AzuriteServer.WhyNot;
}

/// <summary>Tests of one Azurite, one after the other.</summary>
[CollectionDefinition(Name)]
public sealed class AzuriteGroup : ICollectionFixture<AzuriteServer>
{
    public const string Name = "Azurite";
}
