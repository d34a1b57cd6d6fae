using System.Security.Cryptography;
using System.Text.RegularExpressions;
using Ricap.Options;
using Ricap.Planning;
using Ricap.Reading;
using Ricap.Rendering;
using Ricap.Reporting;
using Ricap.Tests.Building;
using SkiaSharp;

namespace Ricap.Tests.Reporting;

public sealed partial class ReportPageTests : IDisposable
{
    private const int MaxBytes = 8_000_000;

    private readonly TinySet _set = new();

    public void Dispose() => _set.Dispose();

    [Fact]
    public void OneDataSetHasOneReport()
    {
        _set.Build(("threads", "1"));
        string first = _set.Page(new());
        _set.Build(("threads", "4"), ("shard-size", "5"));
        Assert.NotEqual(first, _set.Page(new())); // the size of its shards is among the options
        _set.Build(("threads", "4"));
        Assert.Equal(first, _set.Page(new()));
    }

    [Fact]
    public void HostileTextStaysText()
    {
        _set.Build(_set.HostileList(), ("name", "<b>&amp;"));
        string page = _set.Page(new());

        // The sheets of two epochs, the data and the page's own eight.
        Assert.Equal((11, 11), (Regex.Count(page, "<script"), Regex.Count(page, "</script")));
        Assert.DoesNotContain("<img", page, StringComparison.Ordinal);
        Assert.DoesNotContain("<b>", page, StringComparison.Ordinal);
        Assert.Contains("<title>&lt;b&gt;&amp;amp; –", page, StringComparison.Ordinal);
    }

    [Fact]
    public void ItsPolicyAllowsItsOwnScriptsAndNoRequest()
    {
        _set.Build();
        string page = _set.Page(new());
        string policy = Policy().Match(page).Groups["policy"].Value;
        Assert.StartsWith("default-src 'none'; img-src data:;", policy, StringComparison.Ordinal);
        Assert.DoesNotContain("unsafe", policy, StringComparison.Ordinal);
        Assert.All(Inline().Matches(page), part =>
        {
            byte[] bytes = System.Text.Encoding.UTF8.GetBytes(part.Groups["text"].Value);
            string hash = Convert.ToBase64String(SHA256.HashData(bytes));
            Assert.Contains($"'sha256-{hash}'", policy, StringComparison.Ordinal);
        });
        Assert.Equal(9, Inline().Count(page));
        Assert.DoesNotMatch(@"(?i)(src|href)=""?(https?:|//)", page);
    }

    [Fact]
    public void PicturesAreTheSamplesToThePixel()
    {
        _set.Build(("flip", "horizontal"), ("shift", "3"), ("fill", "reflect"));
        var dataset = PlannedDataset.Open(_set.Output);
        var data = ReportData.Collect(dataset, new() { Samples = 10 });
        var sheets = ThumbnailSheets.Render(dataset, data, CancellationToken.None);
        Assert.Equal(ImageKind.WebP, sheets.Codec.Kind);
        ThumbnailLayout layout = data.Gallery.Thumbnails;
        using var rows = dataset.OpenBase();
        var renderer = new SampleRenderer(rows, data.Width, data.Height, dataset.Options.Fill);
        byte[] pixels = new byte[3 * data.Width * data.Height];
        for (int e = 0; e < 2; e++)
        {
            using SKBitmap sheet = SKBitmap.Decode(sheets.Sheets[e].Span);
            for (int place = 0; place < 10; place++)
            {
                BatchPlan batch = dataset.Planner.Epoch(e).Batch(data.Gallery.Indices[place] / 8);
                renderer.Render(batch, batch[data.Gallery.Indices[place] % 8], pixels);
                for (int i = 0; i < data.Width * data.Height; i++)
                {
                    SKColor shown = sheet.GetPixel(
                        (place % layout.Columns * layout.PitchX) + (i % data.Width),
                        (place / layout.Columns * layout.PitchY) + (i / data.Width));
                    Assert.Equal(pixels.AsSpan(3 * i, 3), [shown.Red, shown.Green, shown.Blue]);
                }
            }
        }
    }

    [Theory]
    [InlineData("128x128", 12)]
    [InlineData("1x700", 3)]
    [InlineData("32x32", 40)]
    public void StaysSmallWhateverIsAskedFor(string size, int epochs)
    {
        using var noise = new TinySet(classes: 4, each: 15, width: 128, height: 128);
        noise.Build(("size", size), ("epochs", $"{epochs}"), ("format", "npy"), ("batch", "32"), ("shard-size", "64"));
        string page = noise.Page(new() { Samples = ReportOptions.MaxSamples });
        Assert.InRange(System.Text.Encoding.UTF8.GetByteCount(page), 50_000, MaxBytes);
    }

    [Theory]
    [InlineData(96, 96, 10, 48, 96, 48)]
    [InlineData(32, 32, 2, 48, 32, 48)]
    [InlineData(320, 240, 5, 48, 128, 48)]
    [InlineData(96, 96, 100, 48, 32, 24)]
    [InlineData(224, 224, 2, 1000, 48, 1000)]
    [InlineData(1, 7, 1, 1, 1, 1)]
    public void PicturesShrinkBeforeTheyGetFewer(int width, int height, int epochs, int samples, int shown, int count)
    {
        var layout = ThumbnailLayout.For(width, height, epochs, samples);
        Assert.Equal((shown, count), (layout.Width, layout.Count));
    }

    [GeneratedRegex("Content-Security-Policy\" content=\"(?<policy>[^\"]*)\"")]
    private static partial Regex Policy();

    [GeneratedRegex("<(?<tag>style|script)>(?<text>.*?)</\\k<tag>>", RegexOptions.Singleline)]
    private static partial Regex Inline();
}
