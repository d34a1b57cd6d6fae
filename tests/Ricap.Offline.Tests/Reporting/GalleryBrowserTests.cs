using Ricap.Tests.Building;

namespace Ricap.Tests.Reporting;

/// <summary>Runs the scripts of <c>tests/gallery</c>, which use reports in a browser as a person would.</summary>
public sealed class GalleryBrowserTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    [BrowserFact]
    public void APageHoldsToPointerKeyboardAndLinks()
    {
        using var set = new TinySet(classes: 5, each: 9);
        set.Build(set.HostileList(), ("epochs", "3"), ("schedule", "list:0.5,1,5"), ("flip", "horizontal"), ("shift", "2"));
        set.Page(new());
        Run("gallery.mjs", set);
    }

    [BrowserTheory]
    [InlineData(2, 5, "12x10", "augment=none")]
    [InlineData(2, 5, "12x10", "augment=baseline")]
    [InlineData(2, 5, "12x10", "augment=mixup")]
    [InlineData(2, 5, "12x10", "augment=ricap:1,cutmix:1,cutout:1,none:1")]
    [InlineData(1, 1, "12x10", "epochs=1")]
    [InlineData(300, 1, "1x40", "batch=64")]
    [InlineData(2, 2, "4000x2", "on-bad-image=skip")]
    [InlineData(50, 2, "12x10", "epochs=20 beta=5")]
    public void APageOfAnyDataSetOpens(int classes, int each, string size, string options)
    {
        using var set = new TinySet(classes, each);
        IEnumerable<(string, string)> changes =
            options.Split(' ').Select(option => option.Split('=')).Select(pair => (pair[0], pair[1]));
        if (options == "on-bad-image=skip")
        {
            File.WriteAllText(Path.Join(set.Images, "class0", "broken.png"), "no picture");
        }

        set.Build([("size", size), ("flip", "horizontal"), ("shift", "3"), .. changes, ("shard-size", "64")]);
        set.Page(new());
        Run("opens.mjs", set);
    }

    private static void Run(string script, TinySet set)
    {
        ProgramRun run = ProgramRun.Of(
            Browser.Node!,
            Browser.Folder,
            Patience,
            Path.Join(Browser.Folder, script),
            set.Output + "-report.html",
            Browser.Chromium!);
        Assert.True(run.ExitCode == 0, run.Output);
    }
}

/// <summary>A test that needs Node.js, a Chromium and, from a registry or its cache, the packages of <c>tests/gallery</c>.</summary>
internal sealed class BrowserFactAttribute : FactAttribute
{
    public BrowserFactAttribute() => Skip = Browser.WhyNot;
}

/// <inheritdoc cref="BrowserFactAttribute"/>
internal sealed class BrowserTheoryAttribute : TheoryAttribute
{
    public BrowserTheoryAttribute() => Skip = Browser.WhyNot;
}
