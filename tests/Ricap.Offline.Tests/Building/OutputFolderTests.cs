using Ricap.Building.Output;


namespace Ricap.Tests.Building;

/// <summary>The folder that builds lock and cleans delete.</summary>
public sealed class OutputFolderTests : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("ricap-folder").FullName;

    public void Dispose() => Directory.Delete(_root, recursive: true);

    /// <summary>Builds lock and cleans delete at the same time: no two hold the lock, and none fails for want of its folder.</summary>
    [Fact]
    public void A_folder_that_is_deleted_under_its_lock_is_made_anew()
    {
        string output = Path.Combine(_root, "out");
        string state = Path.Combine(output, DatasetLayout.StateFolder);
        int holders = 0;

        Parallel.For(0, 4, new ParallelOptions { MaxDegreeOfParallelism = 4 }, _ =>
        {
            for (int i = 0; i < 200; i++)
            {
                using (OutputFolder.Open(output, () => { }, CancellationToken.None))
                {
                    Assert.Equal(1, Interlocked.Increment(ref holders));
                    Thread.Yield();
                    Interlocked.Decrement(ref holders);
                    if (!OperatingSystem.IsWindows())
                    {
                        File.Delete(Path.Combine(state, DatasetLayout.LockFile));
                    }
                }

                VanishingFolder.DeleteIfEmpty(state);
                VanishingFolder.DeleteIfEmpty(output);
            }
        });
    }

    [Fact]
    public void Files_of_one_size_and_time_are_told_apart()
    {
        string one = Put("one", "1");
        string two = Put("two", "2");
        FileFacts before = FileFacts.Of(one)!.Value;

        File.Move(one, one + "~");
        File.Move(two, one);
        File.Move(one + "~", two);

        Assert.Equal((1, DateTime.UnixEpoch.Ticks), (before.Length, before.WrittenTicks));
        Assert.Equal((1, DateTime.UnixEpoch.Ticks), (FileFacts.Of(one)!.Value.Length, FileFacts.Of(one)!.Value.WrittenTicks));
        if (OperatingSystem.IsLinux())
        {
            Assert.True(LinuxStat.IsAvailable);
            Assert.NotEqual(before, FileFacts.Of(one));
            Assert.Equal(before.Inode, FileFacts.Of(two)!.Value.Inode);
        }
    }

    [Fact]
    public void A_file_that_was_given_its_old_time_is_told()
    {
        if (!OperatingSystem.IsLinux())
        {
            return; // only its time of change tells it
        }

        string file = Put("file", "1");
        FileFacts before = FileFacts.Of(file)!.Value;

        Thread.Sleep(20); // a tick of the file system's clock
        Put("file", "2");

        Assert.Equal(before with { ChangedTicks = 0 }, FileFacts.Of(file)!.Value with { ChangedTicks = 0 });
        Assert.NotEqual(before, FileFacts.Of(file));
    }

    [Fact]
    public void Hashes_are_remembered_by_all_facts()
    {
        string file = Put("file", "1");
        FileFacts facts = FileFacts.Of(file)!.Value with { ChangedTicks = 5, WrittenTicks = 5 };
        var hashes = new FileHashes(Path.Combine(_root, "cache"), "out");
        hashes.Remember(file, facts, new Hash128(0, 7));
        hashes.Save();

        var read = new FileHashes(Path.Combine(_root, "cache"), "out");

        Assert.Equal(new Hash128(0, 7), read.Remembered(file, facts));
        Assert.Null(read.Remembered(file, facts with { ChangedTicks = 6 }));
        Assert.Null(read.Remembered(file, facts with { Inode = facts.Inode + 1 }));
    }

    [Fact]
    public void Hashes_of_many_files_are_remembered()
    {
        string folder = Path.Combine(_root, "cache");
        var hashes = new FileHashes(folder, "out");
        for (int i = 0; i < 1000; i++)
        {
            hashes.Remember($"/images/{i}", new FileFacts(i, 5, 6, 7), new Hash128((ulong)i << 6, 0));
        }

        hashes.Save();
        var read = new FileHashes(folder, "out");

        Assert.All(Enumerable.Range(0, 1000), i => Assert.Equal(new Hash128((ulong)i << 6, 0), read.Remembered($"/images/{i}", new FileFacts(i, 5, 6, 7))));
        Assert.Null(read.Remembered("/images/1000", new FileFacts(1000, 5, 6, 7)));
    }

    [Fact]
    public void A_damaged_file_of_hashes_is_as_good_as_none()
    {
        string folder = Path.Combine(_root, "cache");
        var facts = new FileFacts(1, 5, 6, 7);
        var hashes = new FileHashes(folder, "out");
        hashes.Remember("/images/a", facts, new Hash128(0, 7));
        hashes.Save();
        string file = Assert.Single(Directory.GetFiles(folder));
        byte[] whole = File.ReadAllBytes(file);

        for (int i = 0; i < whole.Length; i++)
        {
            byte[] damaged = [.. whole];
            damaged[i] ^= 1;
            File.WriteAllBytes(file, damaged);
            Assert.Null(new FileHashes(folder, "out").Remembered("/images/a", facts));
            File.WriteAllBytes(file, whole[..i]);
            Assert.Null(new FileHashes(folder, "out").Remembered("/images/a", facts));
        }

        File.WriteAllBytes(file, whole);
        Assert.Equal(new Hash128(0, 7), new FileHashes(folder, "out").Remembered("/images/a", facts));
    }

    [Fact]
    public void Links_are_followed_and_folders_are_no_files()
    {
        string file = Put("file", "1");

        Assert.Null(FileFacts.Of(_root));
        Assert.Null(FileFacts.Of(Path.Combine(_root, "none")));
        if (!OperatingSystem.IsWindows())
        {
            File.CreateSymbolicLink(Path.Combine(_root, "link"), file);
            Assert.Equal(FileFacts.Of(file), FileFacts.Of(Path.Combine(_root, "link")));
        }
    }

    private string Put(string name, string content)
    {
        string path = Path.Combine(_root, name);
        File.WriteAllText(path, content);
        File.SetLastWriteTimeUtc(path, DateTime.UnixEpoch);
        return path;
    }
}
