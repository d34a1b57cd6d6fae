using Amazon.S3;
using Amazon.S3.Model;

namespace Ricap.Storage.Tests.Servers;

/// <summary>Ceph's RADOS gateway, which speaks S3.</summary>
public sealed class CephServer : Server
{
    private readonly string _folder = Path.Join(Path.GetTempPath(), $"ricap-storage-{Guid.NewGuid():N}");

    /// <summary>Why there is none; null if there can be one.</summary>
    public static string? WhyNot { get; } =
        OperatingSystem.IsLinux() && new[] { "radosgw", "ceph-mon", "ceph-osd", "ceph", "monmaptool", "radosgw-admin" }.All(p => Programs.Find(p) is not null)
            ? null
            : "needs Ceph's RADOS gateway; tests/storage/install, or apt-get install radosgw ceph-mon ceph-osd ceph-common ceph-base";

    public override int Port { get; } = Programs.FreePort();

    public override string Bucket => "s3://tests";

    public override string NoBucket => "s3://no-such-bucket/set";

    public override IReadOnlyDictionary<string, string?> Environment => Of("ricap-key", "ricap-secret", Port);

    public override IReadOnlyDictionary<string, string?> WrongKey => Of("ricap-key", "wrong", Port);

    private static string Script => Repository.Of("tests/storage/ceph.sh");

    public override (IReadOnlyDictionary<string, string?> Environment, string Bucket) Through(int port) => (Of("ricap-key", "ricap-secret", port), Bucket);

    /// <summary>The environment of somebody whose objects may take so many bytes, and a bucket of theirs.</summary>
    public async Task<(IReadOnlyDictionary<string, string?> Environment, string Bucket)> FullAfterAsync(long bytes)
    {
        await Programs.Run(Script, "full", _folder, "small", Programs.Text(bytes));
        using AmazonS3Client client = Client("small-key", "small-secret");
        await client.PutBucketAsync("small");
        return (Of("small-key", "small-secret", Port), "s3://small");
    }

    /// <summary>Ends the gateway as a power cut would.</summary>
    public Task KillAsync() => Programs.Run(Script, "kill-gateway", _folder);

    /// <summary>Starts the gateway again, with all it had.</summary>
    public Task ReviveAsync() => Programs.Run(Script, "gateway", _folder);

    public override async Task TamperAsync(string path, Func<byte[], byte[]> change)
    {
        using AmazonS3Client client = Client("ricap-key", "ricap-secret");
        using GetObjectResponse got = await client.GetObjectAsync("tests", path);
        using var memory = new MemoryStream();
        await got.ResponseStream.CopyToAsync(memory);
        var put = new PutObjectRequest { BucketName = "tests", Key = path, InputStream = new MemoryStream(change(memory.ToArray())) };
        foreach (string name in got.Metadata.Keys)
        {
            put.Metadata[name] = got.Metadata[name];
        }

        await client.PutObjectAsync(put);
    }

    protected override async Task UpAsync()
    {
        await Programs.Run(Script, "up", _folder, Programs.Text(Programs.FreePort()), Programs.Text(Port));
        using AmazonS3Client client = Client("ricap-key", "ricap-secret");
        await client.PutBucketAsync("tests");
    }

    protected override async Task DownAsync()
    {
        await Programs.Run(Script, "down", _folder);
    }

    private AmazonS3Client Client(string key, string secret) => new(key, secret, new AmazonS3Config
    {
        ServiceURL = $"http://127.0.0.1:{Port}",
        ForcePathStyle = true,
        RequestChecksumCalculation = Amazon.Runtime.RequestChecksumCalculation.WHEN_REQUIRED,
    });

    private static Dictionary<string, string?> Of(string key, string secret, int port) => new()
    {
        ["AWS_ACCESS_KEY_ID"] = key,
        ["AWS_SECRET_ACCESS_KEY"] = secret,
        ["AWS_SESSION_TOKEN"] = null,
        ["AWS_PROFILE"] = null,
        ["AWS_ENDPOINT_URL_S3"] = null,
        ["AWS_ENDPOINT_URL"] = $"http://127.0.0.1:{port}",
    };
}

/// <summary>A test that needs Ceph.</summary>
public sealed class CephFactAttribute : FactAttribute
{
    public CephFactAttribute() => Skip = CephServer.WhyNot;
}

/// <summary>Tests of one gateway, one after the other.</summary>
[CollectionDefinition(Name)]
public sealed class CephGroup : ICollectionFixture<CephServer>
{
    public const string Name = "Ceph";
}
