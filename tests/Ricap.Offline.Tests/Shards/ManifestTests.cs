using System.Text.Json;
using Ricap.Shards;

namespace Ricap.Tests.Shards;

public class ManifestTests
{
    private const string Expected =
        """
        {
          "format": "ricap-dataset",
          "version": 2,
          "planVersion": 1,
          "name": "gesichter ü",
          "options": {
            "width": 96,
            "seed": 18446744073709551615,
            "schedule": "constant:0.3"
          },
          "classes": [
            "cat",
            "犬"
          ],
          "samples": 3,
          "base": [
            {"file":"base/base-00000.npy","bytes":83072,"samples":3,"xxh128":"00000000000000000000000000000001","pixels":"00000000000000000000000000000002","key":"00000000000000000000000000000003","companions":[{"file":"base/base-00000.json","bytes":230,"xxh128":"00000000000000000000000000000004"}]}
          ],
          "epochs": [
            {
              "epoch": 0,
              "beta": 0.3,
              "tables": {"width":"00000000000000000000000000000005","height":"00000000000000000000000000000006"},
              "shards": [
                {"file":"epoch-0000/ricap-0000-000000.tar","bytes":9216,"samples":2,"xxh128":"00000000000000000000000000000007","pixels":"00000000000000000000000000000008","key":"00000000000000000000000000000009","companions":[{"file":"epoch-0000/ricap-0000-000000.idx","bytes":99,"xxh128":"0000000000000000000000000000000a"}]},
                {"file":"epoch-0000/ricap-0000-000001.tar","bytes":5120,"samples":1,"xxh128":"0000000000000000000000000000000b","pixels":"0000000000000000000000000000000c","key":"0000000000000000000000000000000d","companions":[]}
              ],
              "index": {"file":"epoch-0000/ricap.wids.json","bytes":200,"xxh128":"0000000000000000000000000000000e"}
            },
            {
              "epoch": 1,
              "beta": null,
              "tables": null,
              "shards": []
            }
          ],
          "skipped": [
            {"path":"cat/broken.png","code":"RICAP0020","message":"cut short","xxh128":"0000000000000000000000000000000f"},
            {"path":"cat/locked.png","code":"RICAP0018","message":"denied","xxh128":null}
          ]
        }

        """;

    private static readonly DatasetManifest Manifest = new(
        1,
        "gesichter ü",
        new ManifestOptions([new("width", 96), new("seed", ulong.MaxValue), new("schedule", "constant:0.3")]),
        ["cat", "犬"],
        3,
        [new(new("base/base-00000.npy", 83072, Hash(1)), 3, Hash(2), Hash(3), [new("base/base-00000.json", 230, Hash(4))])],
        [
            new(
                0,
                0.3,
                (Hash(5), Hash(6)),
                [
                    new(new("epoch-0000/ricap-0000-000000.tar", 9216, Hash(7)), 2, Hash(8), Hash(9), [new("epoch-0000/ricap-0000-000000.idx", 99, Hash(10))]),
                    new(new("epoch-0000/ricap-0000-000001.tar", 5120, Hash(11)), 1, Hash(12), Hash(13), []),
                ],
                new("epoch-0000/ricap.wids.json", 200, Hash(14))),
            new(1, null, null, [], null),
        ],
        [new("cat/broken.png", "RICAP0020", "cut short", Hash(15)), new("cat/locked.png", "RICAP0018", "denied", null)]);

    private static Hash128 Hash(ulong number) => new(0, number);

    [Fact]
    public void A_manifest_is_the_documented_text()
    {
        byte[] json = ManifestWriter.Write(Manifest);
        Assert.Equal(Expected, Samples.Text(json));
        Assert.Equal(JsonValueKind.Object, JsonDocument.Parse(json).RootElement.ValueKind);
    }

    [Fact]
    public void What_was_written_is_read()
    {
        DatasetManifest read = Parse(Expected);
        Assert.Equal(Expected, Samples.Text(ManifestWriter.Write(read)));
        Assert.Equal(Manifest.Options, read.Options);
        Assert.Equal(["cat", "犬"], read.Classes);
        Assert.Equal(Manifest.Files(), read.Files());
        Assert.Equal((1, 3, 2), (read.PlanVersion, read.Samples, read.Epochs.Count));
        Assert.True(read.Options.TryGet("seed", out ManifestOption seed));
        Assert.Equal(ulong.MaxValue, seed.Number);
        Assert.False(read.Options.TryGet("size", out _));
    }

    [Fact]
    public void Files_come_in_the_order_they_are_named() =>
        Assert.Equal(
            ["base-00000.npy", "base-00000.json", "ricap-0000-000000.tar", "ricap-0000-000000.idx", "ricap-0000-000001.tar", "ricap.wids.json"],
            Manifest.Files().Select(file => Path.GetFileName(file.Path)));

    [Fact]
    public void Two_options_of_one_name_are_an_error() =>
        Assert.Throws<ArgumentException>(() => new ManifestOptions([new("a", 1), new("a", "b")]));

    [Theory]
    [InlineData("ricap-dataset", "ricap")]
    [InlineData("\"version\": 2", "\"version\": 1")]
    [InlineData("\"version\": 2,", "")]
    [InlineData("\"version\": 2,", "\"version\": 2, \"version\": 2,")]
    [InlineData("\"samples\": 3", "\"samples\": 3, \"samples\": 3")]
    [InlineData("\"samples\": 3", "\"samples\": 3e0")]
    [InlineData("\"key\":\"00000000000000000000000000000009\",\"companions\":[{", "\"companions\":[{")]
    [InlineData("\"cat\"", "\"c\\u0061t\"")]
    [InlineData("\"cat\"", "null")]
    [InlineData("\"beta\": 0.3", "\"beta\": 0.30")]
    [InlineData("\"code\":\"RICAP0020\",\"message\":\"cut short\"", "\"message\":\"cut short\",\"code\":\"RICAP0020\"")]
    [InlineData("\"version\": 2,", "\"version\": 2, \"more\": 1,")]
    [InlineData("\"samples\": 3", "\"samples\": 3, \"more\": 1")]
    [InlineData("\"planVersion\": 1", "\"planVersion\": 0")]
    [InlineData("\"samples\": 3", "\"samples\": -3")]
    [InlineData("\"samples\": 3", "\"samples\": 3.5")]
    [InlineData("\"bytes\":99", "\"bytes\":-99")]
    [InlineData("\"width\": 96", "\"width\": -96")]
    [InlineData("\"width\": 96", "\"width\": 96.5")]
    [InlineData("\"width\": 96", "\"width\": null")]
    [InlineData("\"width\": 96", "\"seed\": 96")]
    [InlineData("18446744073709551615", "18446744073709551616")]
    [InlineData("0000000000000000000000000000000a", "0000000000000000000000000000000A")]
    [InlineData("0000000000000000000000000000000a", "000000000000000000000000000000a")]
    [InlineData("\"beta\": 0.3", "\"beta\": \"0.3\"")]
    [InlineData("\"beta\": 0.3", "\"beta\": 1e999")]
    [InlineData("\"cat\"", "\"\\udc00\"")]
    [InlineData("ricap-0000-000001.tar", "RICAP-0000-000000.tar")]
    [InlineData("epoch-0000/ricap-0000-000001.tar", "ricap.json")]
    [InlineData("\"犬\"", "\"cat\"")]
    [InlineData("\"犬\"", "\"\"")]
    [InlineData("cat/broken.png", "../broken.png")]
    [InlineData("cat/broken.png", "cat/../../broken.png")]
    [InlineData("cat/broken.png", "/cat/broken.png")]
    [InlineData("cat/broken.png", "")]
    public void Anything_else_is_refused(string right, string wrong)
    {
        string json = Expected.Replace(right, wrong, StringComparison.Ordinal);
        Assert.NotEqual(Expected, json);
        Problem problem = Assert.Single(Assert.Throws<RicapException>(() => Parse(json)).Problems);
        Assert.Equal((ProblemCodes.BadManifest, "d/ricap.json"), (problem.Code, problem.Path));

        // What is missing shows at the line after it.
        int line = 1 + Expected.AsSpan(0, Expected.IndexOf(right, StringComparison.Ordinal)).Count('\n');
        Assert.InRange(problem.Line, line, line + 1);
    }

    [Theory]
    [InlineData("\"samples\": 3,")]
    [InlineData("\"beta\": 0.3,")]
    [InlineData("\"xxh128\":\"0000000000000000000000000000000f\"", "\"more\":1")]
    [InlineData("\"companions\":[]", "\"companions\":[null]")]
    [InlineData("\"shards\": []", "\"shards\": [null]")]
    public void Nothing_may_be_missing_or_null(string there, string instead = "")
    {
        string json = Expected.Replace(there, instead, StringComparison.Ordinal);
        Assert.NotEqual(Expected, json);
        Problem problem = Assert.Single(Assert.Throws<RicapException>(() => Parse(json)).Problems);
        Assert.Equal(ProblemCodes.BadManifest, problem.Code);
        Assert.DoesNotContain('\n', problem.Message);
    }

    [Theory]
    [InlineData("")]
    [InlineData("{}")]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("{\"format\":\"ricap-dataset\"}")]
    [InlineData("{\"format\":\"ricap-dataset\",\"version\":2}")]
    public void What_ends_too_soon_is_no_manifest(string json) =>
        Assert.Equal(ProblemCodes.BadManifest, Assert.Single(Assert.Throws<RicapException>(() => Parse(json)).Problems).Code);

    [Fact]
    public void White_space_does_not_matter() =>
        Assert.Equal(Expected, Samples.Text(ManifestWriter.Write(Parse(System.Text.Json.Nodes.JsonNode.Parse(Expected)!.ToJsonString(Relaxed)))));

    /// <summary>Users name classes and images as they like.</summary>
    [Theory]
    [InlineData("\"犬\"", "\"Cat\"")]
    [InlineData("\"犬\"", "\" \"")]
    [InlineData("\"犬\"", "\"../path\"")]
    [InlineData("\"width\": 96", "\"path\": \"\"")]
    [InlineData("cat/broken.png", "..cat/a b/.../C:\\\\..\\\\ü.png")]
    [InlineData("cat/broken.png", "train-images-idx3-ubyte.gz#00003")]
    public void Names_that_a_build_may_write_are_read(string right, string other)
    {
        string json = Expected.Replace(right, other, StringComparison.Ordinal);
        Assert.NotEqual(Expected, json);
        Assert.Equal(json, Samples.Text(ManifestWriter.Write(Parse(json))));
    }

    [Theory]
    [InlineData("/etc/passwd")]
    [InlineData("../a.tar")]
    [InlineData("a/../../b.tar")]
    [InlineData("a/./b.tar")]
    [InlineData("a//b.tar")]
    [InlineData("a/")]
    [InlineData("")]
    [InlineData(".")]
    [InlineData("..")]
    [InlineData("...")]
    [InlineData(".. /a.tar")]
    [InlineData("a./b.tar")]
    [InlineData(".git/config")]
    [InlineData("C:/a.tar")]
    [InlineData("C:a.tar")]
    [InlineData("a.tar:stream")]
    [InlineData("\\\\a.tar")]
    [InlineData("a\\\\..\\\\b.tar")]
    [InlineData("//server/a.tar")]
    [InlineData("file:///a.tar")]
    [InlineData("~/a.tar")]
    [InlineData("%2e%2e/a.tar")]
    [InlineData("a\\u0000.tar")]
    [InlineData("a\\u002f\\u002e\\u002e/b.tar")]
    [InlineData("ａ.tar")]
    public void A_path_that_may_lead_out_is_refused(string path)
    {
        foreach (string file in new[] { "base/base-00000.npy", "base/base-00000.json", "epoch-0000/ricap.wids.json" })
        {
            Assert.Throws<RicapException>(() => Parse(Expected.Replace(file, path, StringComparison.Ordinal)));
        }

        Assert.Throws<ArgumentException>(() => ManifestWriter.Write(
            Manifest with { Epochs = [new(0, null, null, [], new ManifestFile(path, 0, default))] }));
    }

    [Fact]
    public void Damage_is_refused_in_the_documented_way()
    {
        foreach (byte[] damaged in Samples.Damaged(System.Text.Encoding.UTF8.GetBytes(Expected)))
        {
            try
            {
                ManifestReader.Parse(damaged, "d/ricap.json");
            }
            catch (RicapException)
            {
            }
        }
    }

    [Fact]
    public void A_missing_manifest_is_a_bad_one()
    {
        var e = Assert.Throws<RicapException>(() => ManifestReader.Read(Path.Combine(Path.GetTempPath(), "no", "ricap.json")));
        Assert.Equal(ProblemCodes.BadManifest, Assert.Single(e.Problems).Code);
    }

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(double.NegativeInfinity)]
    public void Beta_is_finite(double beta) =>
        Assert.Throws<ArgumentException>(() => ManifestWriter.Write(
            Manifest with { Epochs = [new(0, beta, null, [], null)] }));

    private static readonly JsonSerializerOptions Relaxed =
        new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private static DatasetManifest Parse(string json) =>
        ManifestReader.Parse(System.Text.Encoding.UTF8.GetBytes(json), "d/ricap.json");
}
