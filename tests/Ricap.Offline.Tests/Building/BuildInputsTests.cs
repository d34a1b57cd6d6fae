using Ricap.Building;
using Ricap.Options;
using Ricap.Shards;
using Ricap.Sources;
using Ricap.Sources.Finding;
using Ricap.Tests.Sources;

namespace Ricap.Tests.Building;

/// <summary>
/// Every file that a build reads is among its inputs. What it reads is not asked but tried: each file there is goes away and
/// gets another content, and if a build then ends otherwise, it reads that file.
/// </summary>
public sealed class BuildInputsTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public static TheoryData<string, string[]> Kinds => new()
    {
        { "photos", [] },
        { "lists/photos.csv", [] },
        { "lists/photos.jsonl", [] },
        { "lists/windows.csv", [] },
        { "train-images-idx3-ubyte", [] },
        { "digit-images-train-images-idx3-ubyte", [] },
        { "images.idx3-ubyte.gz", [] },
        { "images/images-train-images-idx3-ubyte", [] },
        { "photos", ["classes", "names.txt"] },
        { "photos", ["classes", "lists/photos.csv"] },
        { "photos", ["classes", "set"] },
        { "photos", ["classes", "set/ricap.json"] },
        { "photos", ["class-order", "names.txt"] },
        { "photos", ["class-order", "ordinal"] },
        { "photos", ["not-in", "set"] },
        { "photos", ["not-in", "set/ricap.json", "classes", "names.txt"] },
    };

    public void Dispose() => _folder.Dispose();

    [Theory, MemberData(nameof(Kinds))]
    public void Every_file_that_is_read_is_an_input(string images, string[] more)
    {
        Fill();
        KeyValuePair<string, string>[] options =
        [
            new("images", _folder.At(images)),
            .. more.Chunk(2).Select(pair => KeyValuePair.Create(
                pair[0], pair[1] == "ordinal" ? pair[1] : _folder.At(pair[1]))),
        ];
        HashSet<string> inputs = [.. InputsOf(options).Select(input => Path.GetFullPath(input.Path))];
        string before = Outcome(options);
        int read = 0;
        foreach (string file in Directory.GetFiles(_folder.Path, "*", SearchOption.AllDirectories))
        {
            byte[] content = File.ReadAllBytes(file);
            File.WriteAllBytes(file, [.. content, (byte)'?', (byte)'\n']);
            bool isRead = Outcome(options) != before;
            File.Delete(file);
            isRead |= Outcome(options) != before;
            File.WriteAllBytes(file, content);
            read += isRead ? 1 : 0;
            Assert.True(!isRead || inputs.Contains(file), $"{file} is read, but no input");
        }

        Assert.True(read > 1, "the probe sees what is read");
        Assert.Equal(before, Outcome(options));
    }

    [Theory]
    [InlineData("images.idx3-ubyte.gz", "labels.idx1-ubyte.gz")]
    [InlineData("train-images-idx3-ubyte", "train-labels-idx1-ubyte.gz")]
    [InlineData("lists/windows.csv", "lists/cat\\1.png")]
    public void A_file_that_would_be_read_if_it_were_there_shows_when_it_comes(string images, string file)
    {
        if (OperatingSystem.IsWindows() && file.Contains('\\'))
        {
            return; // a separator there, and no part of a name
        }

        Fill();
        KeyValuePair<string, string>[] options = [new("images", _folder.At(images))];
        string before = Looks(options);
        _folder.With(file);
        Assert.NotEqual(before, Looks(options));
    }

    [Theory, MemberData(nameof(Kinds))]
    public void Inputs_have_names_of_their_own_and_no_place_of_this_machine(string images, string[] more)
    {
        Fill();
        InputFile[] inputs =
        [
            .. InputsOf(
            [
                new("images", _folder.At(images)),
                .. more.Chunk(2).Select(pair => KeyValuePair.Create(pair[0], _folder.At(pair[1]))),
            ]),
        ];
        Assert.Equal(inputs.Length, inputs.Select(input => input.Name).Distinct(StringComparer.Ordinal).Count());
        Assert.DoesNotContain(inputs, input => input.Name.Contains(_folder.Path, StringComparison.Ordinal));
    }

    /// <summary>Each kind that is registered is tried above.</summary>
    [Fact]
    public void Every_kind_of_source_is_among_the_probes()
    {
        Fill();
        Assert.All(SourceKinds.All, kind => Assert.Contains(Kinds, row => kind.Takes(_folder.At((string)row[0]))));
    }

    /// <summary>The inputs as a build looks at them.</summary>
    private static string Looks(IEnumerable<KeyValuePair<string, string>> options) =>
        string.Join('\n', InputsOf(options).Select(input => $"{input.Name} {FileFacts.Of(input.Path)}"));

    private static IEnumerable<InputFile> InputsOf(IEnumerable<KeyValuePair<string, string>> options) => options.SelectMany(
        option => BuildInputs.Of(OptionTable.All.Single(spec => spec.Name == option.Key), option.Value));

    /// <summary>All that a build learns from files before it makes anything: as text, or what it fails with.</summary>
    private string Outcome(IEnumerable<KeyValuePair<string, string>> values)
    {
        var text = new System.Text.StringBuilder();
        try
        {
            DatasetOptions options = OptionTable.Parse([.. values, new("out", _folder.At("out")), new("size", "4x4")]);
            var request = new SourceRequest(options.Images) { Classes = ClassLists.Of(options) };
            SourceSet set = SourceKinds.Open(request, problem => text.Append(problem).Append('\n'));
            text.AppendJoin(' ', set.Classes).Append('\n');
            for (int i = 0; i < set.Sources.Count; i++)
            {
                using SourceContent content = set.Read(i);
                text.Append($"{set.Sources[i].Path} {set.Sources[i].Class} {content.Hash}\n");
            }

            foreach ((Hash128 hash, string path) in options.NotIn is { } other ? OtherDataset.Contents(other) : [])
            {
                text.Append($"{hash} {path}\n");
            }
        }
        catch (RicapException e)
        {
            text.Append(e.Message);
        }

        return text.ToString();
    }

    private void Fill()
    {
        _folder.With(
            "photos/cat/1.png", "photos/cat/deep/2.png", "photos/dog/1.png", "photos/dog/notes.txt", "photos/stray.png",
            "photos/@eaDir/1.png", "photos/dog/.hidden.png", "elsewhere/x.png");
        _folder.Write("names.txt", "dog\ncat\n");
        _folder.Write("photos.txt", "cat\n");
        _folder.Write("lists/cat/1.png", "y");
        _folder.Write("lists/photos.csv", "path,class\ncat/1.png,cat\n");
        _folder.Write("lists/photos.jsonl", "{\"path\":\"cat/1.png\",\"class\":\"cat\"}\n");
        _folder.Write("lists/windows.csv", "cat\\1.png,cat\n");
        string[] idx =
        [
            "train-", "digit-images-train-", "digit-labels-train-", "images/images-train-", "images/labels-train-", "labels/images-train-",
        ];
        foreach (string name in idx)
        {
            _folder.Write($"{name}images-idx3-ubyte", [0, 0, 8, 3, 0, 0, 0, 2, 0, 0, 0, 1, 0, 0, 0, 1, 7, 8]);
            _folder.Write($"{name}labels-idx1-ubyte", [0, 0, 8, 1, 0, 0, 0, 2, 0, 1]);
        }

        _folder.Write("images.idx3-ubyte.gz", [0, 0, 8, 3, 0, 0, 0, 2, 0, 0, 0, 1, 0, 0, 0, 1, 7, 8]);
        _folder.Write("labels.idx1-ubyte", [0, 0, 8, 1, 0, 0, 0, 2, 0, 1]);
        WriteSet(_folder.At("set"));
    }

    private void WriteSet(string folder)
    {
        _folder.Write("small-images-idx3-ubyte", [0, 0, 8, 3, 0, 0, 0, 2, 0, 0, 0, 1, 0, 0, 0, 1, 7, 8]);
        _folder.Write("small-labels-idx1-ubyte", [0, 0, 8, 1, 0, 0, 0, 2, 0, 1]);
        _folder.Write("cat-dog.txt", "cat\ndog\n0\n1\n");
        DatasetBuilder.Build(
            OptionTable.Parse(
            [
                new("images", _folder.At("small-images-idx3-ubyte")), new("out", folder), new("size", "4x4"),
                new("classes", _folder.At("cat-dog.txt")),
            ]),
            new BuildListener(),
            CancellationToken.None);
        Assert.True(File.Exists(Path.Join(folder, DatasetManifest.FileName)));
    }
}
