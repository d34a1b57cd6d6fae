using Ricap.Tests.Building;

namespace Ricap.Tests.Reporting;

/// <summary>Runs <c>tests/gallery/gallery.mjs</c>, which uses a report in a browser as a person would.</summary>
public sealed class GalleryBrowserTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    [BrowserFact]
    public void APageHoldsToPointerKeyboardAndLinks()
    {
        using var set = new TinySet(classes: 5, each: 9);
        set.Build(set.HostileList(), ("epochs", "3"), ("schedule", "list:0.5,1,5"), ("flip", "horizontal"), ("shift", "2"));
        set.Page(new());
        ProgramRun run = ProgramRun.Of(
            Browser.Node!, Browser.Folder, Patience, Browser.Script, set.Output + "-report.html", Browser.Chromium!);
        Assert.True(run.ExitCode == 0, run.Output);
    }
}

/// <summary>A test that needs Node.js, a Chromium and, from a registry or its cache, the packages of <c>tests/gallery</c>.</summary>
internal sealed class BrowserFactAttribute : FactAttribute
{
    public BrowserFactAttribute() => Skip = Browser.WhyNot;
}
