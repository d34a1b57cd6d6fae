using System.Diagnostics;
using System.Reflection;
using System.Runtime.CompilerServices;
using Ricap.Cli;
using Ricap.CommandLine;
using Ricap.Storage.Tests.Servers;

namespace Ricap.Storage.Tests;

/// <summary>Holds the object stores to their place: the commands know them, and nobody but them knows the clouds' SDKs.</summary>
public sealed class ArchitectureTests
{
    private static readonly Assembly Storage = typeof(IObjectStore).Assembly;

    private const string Root = "Ricap.Storage";

    private static readonly Hops Hops = new(
        new Dictionary<string, string[]>
        {
            [""] = [],
            ["S3"] = [],
            ["Blobs"] = [],
            [nameof(ObjectStores)] = ["S3", "Blobs"],
            ["Publishing"] = [],
            ["Fetching"] = [],
            ["Checking"] = ["Fetching"],
            ["Caching"] = ["Fetching"],
        },
        HopOf,
        "",
        Storage);

    [Fact]
    public void Each_hop_knows_only_those_that_it_may()
    {
        Hops.AssertArrows();
        Hops.AssertNoCircle();
    }

    [Fact]
    public void Each_SDK_is_known_to_one_folder()
    {
        foreach ((string hop, string[] assemblies) in new[] { ("S3", new[] { "AWSSDK.Core", "AWSSDK.S3" }), ("Blobs", ["Azure.Core", "Azure.Identity", "Azure.Storage.Blobs"]) })
        {
            Type[] found = [.. assemblies.SelectMany(Hops.WhoKnows)];
            Assert.NotEmpty(found);
            Assert.All(found, type => Assert.Equal($"Ricap.Storage.{hop}", type.Namespace));
        }

        Assert.All(
            [typeof(RicapCommand).Assembly, typeof(CommandRunner).Assembly, typeof(Problem).Assembly],
            assembly => Assert.DoesNotContain(assembly.GetReferencedAssemblies(), IsSdk));
    }

    /// <summary>What they need of the library is public.</summary>
    [Fact]
    public void The_library_has_no_friend_here() =>
        Assert.DoesNotContain(
            typeof(Problem).Assembly.GetCustomAttributes<InternalsVisibleToAttribute>(), friend => friend.AssemblyName == Storage.GetName().Name);

    /// <summary>Who renders waits for no cloud: the SDKs may as well not be there.</summary>
    [Fact]
    public async Task Help_and_folders_need_no_SDK()
    {
        using var folder = new TemporaryFolder();
        foreach (string file in Directory.EnumerateFiles(AppContext.BaseDirectory).Where(IsNeeded))
        {
            File.Copy(file, folder.Of(Path.GetFileName(file)));
        }

        foreach (string[] arguments in new[] { ["--help"], ["publish", "--help"], ["fetch", "--help"], new[] { "verify", folder.Path } })
        {
            using Process process = Programs.Start(Programs.Host, new Dictionary<string, string?>(), [folder.Of("ricap.dll"), .. arguments]);
            Finished finished = await Programs.End(process);
            Assert.DoesNotContain("FileNotFoundException", finished.Error, StringComparison.Ordinal);
            Assert.Equal(arguments is ["verify", _] ? 1 : 0, finished.ExitCode);
        }

        // Without the list of what should be there, what is there is used.
        static bool IsNeeded(string file) => Path.GetExtension(file) is ".dll" or ".json"
            && !file.EndsWith(".deps.json", StringComparison.Ordinal)
            && !IsSdk(new AssemblyName(Path.GetFileNameWithoutExtension(file)));
    }

    /// <summary>The namespace below <c>Ricap.Storage</c>; that which opens either kind of store stands on top of both.</summary>
    private static string? HopOf(Type type) => type.Namespace is not { } name || !name.StartsWith(Root, StringComparison.Ordinal) ? null
        : type.Name == nameof(ObjectStores) ? nameof(ObjectStores)
        : name[Root.Length..].TrimStart('.');

    private static bool IsSdk(AssemblyName name) =>
        new[] { "AWSSDK", "Azure", "Microsoft.Identity" }.Any(prefix => name.Name!.StartsWith(prefix, StringComparison.Ordinal));
}
