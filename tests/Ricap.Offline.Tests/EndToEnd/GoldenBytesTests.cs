using System.Formats.Tar;
using System.IO.Hashing;

namespace Ricap.Tests.EndToEnd;

/// <summary>
/// What every image file, array and record of these option sets has been since they were first rendered, whatever their
/// files are called. A change here is a change of what seeds mean: it needs another plan version, and a reason.
/// </summary>
public class GoldenBytesTests
{
    private const string Drawn = "--size 31x17 --seed 11 --batch 16 --shard-size 48 ";
    private const string Photos = "--size 48x40 --seed 42 --batch 32 --shard-size 96 ";

    /// <summary>Source of the images, options, and the hashes of pixels (as stored) and of records.</summary>
    public static TheoryData<string, string, string, string> Sets => new()
    {
        {
            "drawn", Drawn + "--epochs 2 --mode sample",
            "ed121cf21cd64bb7303a03d977f31ede", "a5e28ac78d62aa037fce30a468c5c019"
        },
        {
            "drawn", Drawn + "--epochs 2 --mode batch --image webp --flip horizontal --shift 3 --fill nearest",
            "9d0dc211700ff21227afc3b40818824a", "fad6a50775ed410bfc1e650c60f80bfc"
        },
        {
            "drawn", Drawn + "--epochs 2 --mode paper --flip horizontal --shift 20% --fill reflect",
            "ab7d7ef35e31d4b5f4f10c11d7645c4b", "36455c776919bd213a5c3e9d23f888ae"
        },
        {
            "drawn", Drawn + "--epochs 2 --mode sample --format npy --flip horizontal --shift 9 --fill constant:123456",
            "14f97e73878feab2c42375a461c4a492", "3a623b3d11e1cd021d98dc57fec6f2f5"
        },
        {
            "drawn", Drawn + "--epochs 2 --mode batch --format npy --shift 4 --fill reflect --beta 1",
            "dfb2e49598aeda63f14192f94abb81f1", "67031d6050bb5dee3ef0d6a38951f130"
        },
        {
            "drawn", Drawn + "--epochs 2 --mode paper --format npy --beta 0.01",
            "49fb2c0ba8619b271e42b74c66f6d21b", "e5bc3a83c5b5826f15b86635dc4b1127"
        },
        {
            "drawn", Drawn + "--image webp --epochs 0,40,90 --schedule linear:0.01..1@20..90",
            "0bc2e9b534accb9b454140a48ba39204", "41d33d6d45956bef8b4de230507df909"
        },
        {
            "drawn", Drawn + "--epochs 2 --format npy --augment baseline --flip horizontal --shift 10%",
            "40eab993c590dcb4e0e6b767682466eb", "ab884aec5af3e6a565cdfb6df2fbe6f7"
        },
        {
            "drawn", Drawn + "--epochs 2 --augment none",
            "560d7795f24797edb12a8127e8ac9d72", "6aad7d68886c654ec38d37c6743332df"
        },
        {
            "drawn", Drawn + "--epochs 2 --format npy --fit pad --background 204060 --flip horizontal",
            "6f87e08fb0a92c3f6684814f29aecfdf", "6cb2ade1a574c3f4519f8f3639f83639"
        },
        {
            "photos", Photos + "--epochs 2 --fit crop --flip horizontal --shift 10% --fill reflect",
            "35ea79c3a86701f4c4af6ecb182ede22", "2c9157927b5bd0e8c58e48f181824118"
        },
        {
            "photos", Photos + "--format npy --epochs 0,90 --schedule linear:0.01..1@20..90 --fit pad",
            "d8d724c39da0ac8ace1d8793d1f2d06b", "7a7783d87bacbbe3139fcfc37c58e868"
        },
        {
            "photos", Photos + "--format npy --augment none --epochs 1",
            "c4185536e3ebe0d11e909e33b6ad2038", "f922922c81c97790a539d42accbf1bba"
        },
    };

    [Theory, MemberData(nameof(Sets))]
    public void Bytes_are_what_they_were(string source, string words, string pixels, string records)
    {
        using Workspace workspace = Workspace.With(source == "drawn" ? 70 : 0);
        workspace.Render(words, images: source == "photos" ? Repository.Of("samples/Clothing/photos") : null);
        Assert.Equal((pixels, records), Hashes(workspace.Output));
    }

    /// <summary>Hashes over what the epochs' shards hold, in the order of samples.</summary>
    private static (string Pixels, string Records) Hashes(string folder)
    {
        var pixels = new XxHash128();
        var records = new XxHash128();
        foreach (string epoch in Directory.GetDirectories(folder, "epoch-*").Order(StringComparer.Ordinal))
        {
            foreach (string npy in Directory.GetFiles(epoch, "*.npy").Order(StringComparer.Ordinal))
            {
                pixels.Append(File.ReadAllBytes(npy));
                records.Append(File.ReadAllBytes(Path.ChangeExtension(npy, ".json")));
            }

            foreach (string tar in Directory.GetFiles(epoch, "*.tar").Order(StringComparer.Ordinal))
            {
                AppendMembers(tar, pixels, records);
            }
        }

        return (Hex(pixels), Hex(records));
    }

    private static void AppendMembers(string tar, XxHash128 pixels, XxHash128 records)
    {
        using var reader = new TarReader(File.OpenRead(tar));
        while (reader.GetNextEntry() is { } entry)
        {
            (entry.Name.EndsWith(".json", StringComparison.Ordinal) ? records : pixels).Append(entry.DataStream!);
        }
    }

    private static string Hex(XxHash128 hash) => Convert.ToHexStringLower(hash.GetCurrentHash());
}
