namespace Ricap.Storage.Tests;

public sealed class StoreAddressTests
{
    [Theory]
    [InlineData("s3://bucket/a/b", "bucket", "a/b", "s3://bucket/a/b")]
    [InlineData("s3://bucket/a/", "bucket", "a", "s3://bucket/a")]
    [InlineData("s3://bucket", "bucket", "", "s3://bucket")]
    [InlineData("s3://My_Bucket/A", "My_Bucket", "A", "s3://My_Bucket/A")]
    [InlineData("https://account.blob.core.windows.net/box/a/b", "box", "a/b", "https://account.blob.core.windows.net/box/a/b")]
    [InlineData("https://account.blob.core.windows.net/box?sv=1&sig=SECRET", "box", "", "https://account.blob.core.windows.net/box")]
    [InlineData("http://127.0.0.1:10000/account/box/a", "box", "a", "http://127.0.0.1:10000/account/box/a")]
    [InlineData("http://localhost:10000/account/box/a", "box", "a", "http://localhost:10000/account/box/a")]
    public void An_address_is_read_and_shown(string text, string bucket, string prefix, string shown)
    {
        var address = StoreAddress.Parse(text);
        Assert.Equal((bucket, prefix, shown), (address.Bucket, address.Prefix, address.ToString()));
        Assert.Equal($"{shown}/ricap.json", address.Of("ricap.json"));
        Assert.Equal("x/y", address.PathOf(address.KeyOf("x/y")));
    }

    [Theory]
    [InlineData("s3://")]
    [InlineData("s3:///a")]
    [InlineData("s3://bucket/a b")]
    [InlineData("s3://bucket/.ricap")]
    [InlineData("s3://bucket/%2E%2E/x")]
    [InlineData("s3://bucket/a?sig=SECRET")]
    [InlineData("s3://user:SECRET@bucket/a")]
    [InlineData("s3://127.0.0.1:9000/bucket/a")]
    [InlineData("s3://bucket:443")]
    [InlineData("s3://b%75cket/a")]
    [InlineData("gs://bucket/a")]
    [InlineData("https://account.blob.core.windows.net")]
    [InlineData("http://127.0.0.1:10000/account")]
    [InlineData("https://bucket.s3.amazonaws.com/a")]
    public void What_is_no_address_is_told_without_its_secrets(string text)
    {
        Problem problem = Assert.Single(Assert.Throws<RicapException>(() => StoreAddress.Parse(text)).Problems);
        Assert.Equal(ProblemCodes.InvalidOption, problem.Code);
        Assert.DoesNotContain("SECRET", problem.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_key_beside_the_prefix_is_none_of_ours() => Assert.Null(StoreAddress.Parse("s3://bucket/a").PathOf("ab/c"));
}
