using CsCheck;
using Ricap.Sources;

namespace Ricap.Tests.Sources;

public sealed class SourceTableTests
{
    private static readonly Gen<Source> AnySource = Gen.Select(Gen.String[Gen.Char["ab./é"], 1, 6], Gen.Int[0, 9], Gen.Bool, Gen.Long[0, 99]).Select(
        (path, @class, isSoft, length) => new Source(path, @class, isSoft ? Soft(@class) : null, length, length + 1)
        {
            Facts = new FileFacts(length, length + 1, length + 2, (ulong)length),
        });

    [Fact]
    public void Sources_come_back_as_they_were_put_in() =>
        Gen.Select(AnySource.Array[1, 12], Gen.Bool).Sample((sources, haveFacts) =>
        {
            Source[] all = haveFacts ? sources : [.. sources.Select(source => source with { Facts = null })];
            SourceTable table = SourceTable.Of(all);
            Assert.Equal(all, table);
            Assert.Equal(haveFacts, table.AreFactsWhole);
            Assert.All(Enumerable.Range(0, all.Length), i =>
                Assert.Equal((all[i].Class, all[i].Label, all[i].Length, all[i].Facts), (table.ClassOf(i), table.LabelOf(i), table.LengthOf(i), table.FactsOf(i))));
        });

    [Fact]
    public void Ordered_they_are_the_same_by_path() =>
        AnySource.Array[1, 12].Where(sources => sources.DistinctBy(source => source.Path).Count() == sources.Length).Sample(sources =>
            Assert.Equal(sources.OrderBy(source => source.Path, Utf8Order.Instance), SourceTable.Of(sources).Ordered()));

    [Theory]
    [InlineData("a.png", true)]
    [InlineData("a.b.JPG", true)]
    [InlineData(".Jpeg", true)]
    [InlineData("a.jpegs", false)]
    [InlineData("jpg", false)]
    [InlineData("a.", false)]
    [InlineData("a.pn\u0007", false)]
    [InlineData("é.webp", true)]
    [InlineData("a.png.txt", false)]
    [InlineData("a.averylongending", false)]
    public void Images_are_told_by_name_in_either_spelling(string name, bool isImage)
    {
        Assert.Equal(isImage, ImageNames.IsImage(name));
        Assert.Equal(isImage, ImageNames.IsImage(System.Text.Encoding.UTF8.GetBytes(name)));
    }

    private static SoftLabel Soft(int @class) => SoftLabel.FromWeights([new(@class, 3), new(@class + 1, 1)]);
}
