using System.CommandLine;
using Ricap.Building;
using Ricap.CommandLine;
using Ricap.Options;
using Ricap.Storage;

namespace Ricap.Cli.Stores;

/// <summary>Where a run of <c>render</c> writes: a folder; or an object store, by way of a folder.</summary>
/// <param name="Options">The options that were given, whose <c>out</c> is the folder.</param>
/// <param name="Folder">The folder; null if it is where the data set goes.</param>
/// <param name="Address">The address of the data set; null if it goes into the folder.</param>
internal sealed record RenderPlace(IReadOnlyList<KeyValuePair<string, string>> Options, string? Folder, StoreAddress? Address)
{
    private const string Out = "out";
    private const string Scratch = "--scratch";

    /// <summary>The <c>--scratch</c> of the verb.</summary>
    public static Option<string> ScratchOption() => Verb.Value(
        Scratch, "DIR", "With --out URL, an address in an object store: the folder of this machine alone that parts work in.");

    /// <summary>The place that some options say.</summary>
    /// <exception cref="RicapException">An address without a folder, or a folder without an address.</exception>
    public static RenderPlace Of(IEnumerable<KeyValuePair<string, string>> given, string? scratch)
    {
        KeyValuePair<string, string>[] options = [.. given];
        string? output = options.LastOrDefault(option => option.Key == Out).Value;
        if (output is null || !StoreAddress.IsAddress(output))
        {
            return scratch is null ? new RenderPlace(options, null, null) : throw Verb.Invalid($"{Scratch} is for --out URL: {StoreAddress.Grammar}");
        }

        return string.IsNullOrEmpty(scratch)
            ? throw Verb.Invalid($"--out {output.Split('?')[0]} needs {Scratch} DIR, a folder of this machine alone")
            : new RenderPlace(
                [.. options.Where(option => option.Key != Out), KeyValuePair.Create(Out, scratch)], Path.GetFullPath(scratch), StoreAddress.Parse(output));
    }

    /// <summary>Builds there.</summary>
    public BuildResult Build(DatasetOptions options, RenderScope.Given scope, IBuildObserver observer, CancellationToken cancellation)
    {
        if (Address is null)
        {
            return scope.Build(options, observer, cancellation);
        }

        using IObjectStore store = ObjectStores.Open(Address);
        return new StoreBuild(store, Folder!, new TransferOptions()).RunAsync(options, scope, observer, cancellation).GetAwaiter().GetResult();
    }

    /// <summary>Where a file of the folder is in the end.</summary>
    public string Of(string path) => Address is null ? path : Address.Of(Path.GetRelativePath(Folder!, path).Replace('\\', '/'));
}
