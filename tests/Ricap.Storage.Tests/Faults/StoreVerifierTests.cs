using Ricap.Storage.Checking;
using Ricap.Storage.Publishing;

namespace Ricap.Storage.Tests.Faults;

public sealed class StoreVerifierTests : IDisposable
{
    private const string Path = "epoch-0000/ricap-0000-000001.tar";

    private static readonly TransferOptions Options = new();

    private readonly TemporaryFolder _folder = new();
    private readonly MemoryStore _store = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task All_holds_of_what_was_published()
    {
        await Publish();
        StoreVerifyResult result = await Verify(2);
        Assert.Empty(result.Problems);
        Assert.Equal((3, 2, 2000), (result.Files, result.Read, result.Bytes));
        Assert.Equal(3, (await Verify(null)).Read);
    }

    [Fact]
    public async Task Lengths_hashes_and_absence_are_seen_without_reading()
    {
        await Publish();
        _store.Lose(Path);
        _store.Tamper("base/base-00000.npy", bytes => bytes[1..]);
        _store.Strange("epoch-0000/ricap-0000-000000.tar", new byte[1000], new Hash128(0, 7));
        StoreVerifyResult result = await Verify(0);
        Assert.Equal(
            [ProblemCodes.DamagedObject, ProblemCodes.DamagedObject, ProblemCodes.MissingObject], result.Problems.Select(problem => problem.Code));
        Assert.Equal(0, result.Read);
    }

    [Fact]
    public async Task Other_bytes_under_the_right_hash_are_seen_where_they_are_read()
    {
        await Publish();
        _store.Tamper(Path, bytes => [.. bytes[..^1], (byte)(bytes[^1] ^ 1)]);
        Assert.Empty((await Verify(0)).Problems);
        Problem problem = Assert.Single((await Verify(null)).Problems);
        Assert.Equal((ProblemCodes.DamagedObject, $"s3://memory/set/{Path}"), (problem.Code, problem.Path));
    }

    /// <summary>Other tools copy objects and leave out what was stored with them.</summary>
    [Fact]
    public async Task An_object_without_a_hash_is_read()
    {
        await Publish();
        _store.Strange(Path, _store.Objects[Path].Bytes);
        Assert.Equal((0, 1), ((await Verify(0)).Problems.Count, (await Verify(0)).Read));
    }

    private async Task Publish()
    {
        MadeSet.Make(_folder.Path, epochs: 1, content: 1);
        await new Publisher(_store, Options).RunAsync(_folder.Path, delete: false, null, CancellationToken.None);
    }

    private Task<StoreVerifyResult> Verify(int? sample) => new StoreVerifier(_store, Options).RunAsync(sample, null, CancellationToken.None);
}
