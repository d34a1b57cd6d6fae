using System.Globalization;
using System.IO.Hashing;
using System.Text;
using Ricap.Building.Output;
using Ricap.Options;
using Ricap.Shards;
using Ricap.Shards.Text;
using Ricap.Sources;
using Ricap.Sources.Finding;

namespace Ricap.Building;

/// <summary>
/// What the last build was made from and made, by what the file system says of the files: while nothing of it is
/// otherwise, a build has nothing to do, and no manifest, record or key need be read or computed to know it. It lies beside the
/// remembered hashes and is believed on the same terms.
/// </summary>
internal sealed class BuildStamp
{
    private const string Header = "ricap-stamp 1";
    private const string Shard = "shard";
    private const string Other = "other";

    private readonly string _file;
    private readonly OutputFolder _folder;
    private readonly string _inputs;
    private readonly bool _isSure;

    private BuildStamp(string file, OutputFolder folder, string inputs, bool isSure) =>
        (_file, _folder, _inputs, _isSure) = (file, folder, inputs, isSure);

    /// <summary>The stamp of a build; null where nothing is remembered or everything made again.</summary>
    /// <param name="options">What is built.</param>
    /// <param name="set">Its sources.</param>
    /// <param name="folder">Its output, locked.</param>
    /// <param name="listedAt">A time before the sources were listed.</param>
    public static BuildStamp? Of(DatasetOptions options, SourceSet set, OutputFolder folder, long listedAt)
    {
        if (options.Cache is null || options.Force)
        {
            return null;
        }

        var text = new XxHash128();
        text.Append(typeof(BuildStamp).Module.ModuleVersionId.ToByteArray());
        foreach (OptionRow<DatasetOptions> row in OptionTable.Table.Rows)
        {
            string value = row.Spell(options) ?? "";
            Add(text, row.IsPath(value) ? Path.GetFullPath(value, Environment.CurrentDirectory) : value);
        }

        long latest = 0;
        foreach (string file in FilesBeside(options, set))
        {
            Add(text, file);
            latest = Math.Max(latest, Add(text, FileFacts.Of(file)));
        }

        foreach (string name in set.Classes)
        {
            Add(text, name);
        }

        set.Sources.AppendTo(text);
        latest = Math.Max(latest, set.Sources.AreFactsWhole ? set.Sources.LastTouched : AddFiles(text, set));
        return new BuildStamp(FileHashes.Place(options.Cache, folder.Root) + ".stamp", folder, HashText.Of(text), !FileHashes.IsRacy(latest, listedAt));
    }

    /// <summary>What there is, if it is what the last build made of what there is; null if a build must look.</summary>
    public BuildResult? Find()
    {
        if (_folder.HasUnfinishedBuild || !File.Exists(_file))
        {
            return null;
        }

        long now = DateTime.UtcNow.Ticks;
        string[] lines = OutputErrors.Guard(_file, () => File.ReadAllLines(_file));
        if (lines is not [Header, _, var inputs, var kept, ..]
            || inputs != _inputs
            || !long.TryParse(lines[1], CultureInfo.InvariantCulture, out long written)
            || !int.TryParse(kept, CultureInfo.InvariantCulture, out int shards))
        {
            return null;
        }

        var files = new List<string>(lines.Length);
        var made = new List<string>(lines.Length);
        bool isRacy = false;
        foreach (string line in lines.AsSpan(4))
        {
            if (line.Split('\t', 4) is not [var kind, var hash, var facts, var path]
                || FileFacts.Of(_folder.Of(path)) is not { } there
                || Spell(there) != facts)
            {
                return null;
            }

            if (FileHashes.IsRacy(there.LastTouched, written))
            {
                isRacy = true;
                if (OutputErrors.Guard(path, () => HashText.Of(FileHashes.Of(_folder.Of(path)))) != hash)
                {
                    return null;
                }
            }

            files.Add(_folder.Of(path));
            if (kind == Shard)
            {
                made.Add(files[^1]);
            }
        }

        if (isRacy)
        {
            Write([Header, now.ToString(CultureInfo.InvariantCulture), .. lines.AsSpan(2)]);
        }

        return new BuildResult(_folder.Manifest, files, made, Made: 0, shards, Removed: 0, Written: 0, Decoded: 0, Samples: 0);
    }

    /// <summary>Remembers a build that has ended, if what it was made from and what it made can be told from what may come after.</summary>
    /// <param name="manifest">The manifest in place.</param>
    /// <param name="shards">How many shards there are.</param>
    /// <param name="hashes">What was read and made, and the facts of it then.</param>
    public void Remember(DatasetManifest manifest, int shards, FileHashes hashes)
    {
        if (!_isSure)
        {
            return;
        }

        long now = DateTime.UtcNow.Ticks;
        HashSet<string> shardFiles = [.. manifest.Epochs.SelectMany(e => e.Shards).Select(s => s.File.Path)];
        var lines = new List<string> { Header, now.ToString(CultureInfo.InvariantCulture), _inputs, $"{shards}" };
        foreach (ManifestFile file in manifest.Files().Append(_folder.Describe(DatasetManifest.FileName)))
        {
            if (FileFacts.Of(_folder.Of(file.Path)) is not { } facts
                || (hashes.Remembered(_folder.Of(file.Path), facts) ?? FileHashes.Of(_folder.Of(file.Path))) != file.XxHash128)
            {
                return;
            }

            lines.Add($"{(shardFiles.Contains(file.Path) ? Shard : Other)}\t{HashText.Of(file.XxHash128)}\t{Spell(facts)}\t{file.Path}");
        }

        Write(lines);
    }

    /// <summary>The files besides images that the sources and their classes are found by.</summary>
    private static IEnumerable<string> FilesBeside(DatasetOptions options, SourceSet set)
    {
        IEnumerable<string> sources = set is FileSourceSet files
            ? files.Listed.Where(path => !Directory.Exists(path))
            : SourceKinds.InputFiles(options.Images).Select(file => file.Path);
        return [.. sources, .. ClassLists.FilesOf(options), .. options.NotIn is { } other ? OtherDataset.InputFiles(other).Select(file => file.Path) : []];
    }

    private static string Spell(FileFacts facts) =>
        string.Create(CultureInfo.InvariantCulture, $"{facts.Length} {facts.WrittenTicks} {facts.ChangedTicks} {facts.Inode}");

    private static void Add(XxHash128 output, string text)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(text);
        output.Append(BitConverter.GetBytes(bytes.Length)); // so that no two sequences of texts run together alike
        output.Append(bytes);
    }

    /// <summary>Adds what is known of a file; gives when it was last touched.</summary>
    private static long Add(XxHash128 output, FileFacts? file)
    {
        Span<byte> facts = stackalloc byte[FileFacts.Size];
        FileFacts.Write(file, facts);
        output.Append(facts);
        return (file ?? default).LastTouched;
    }

    /// <summary>Asks about the file of each source; gives when one was last touched.</summary>
    private static long AddFiles(XxHash128 output, SourceSet set)
    {
        long latest = 0;
        for (int i = 0; set is FileSourceSet && i < set.Sources.Count; i++)
        {
            latest = Math.Max(latest, Add(output, set.Facts(i)));
        }

        return latest;
    }

    private void Write(IReadOnlyList<string> lines) => WholeFile.WriteWithFolder(_file, stream =>
    {
        using var text = new StreamWriter(stream) { NewLine = "\n" };
        foreach (string line in lines)
        {
            text.WriteLine(line);
        }
    });
}
