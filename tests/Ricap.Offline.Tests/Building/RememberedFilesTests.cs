using CsCheck;
using Ricap.Building.Output;

namespace Ricap.Tests.Building;

public sealed class RememberedFilesTests
{
    private static readonly Gen<RememberedFile> File = Gen.Select(Gen.ULong[0, 30], Gen.ULong, Gen.Long[0, 5], Gen.Long[0, 5]).Select(
        (place, hash, written, changed) => new RememberedFile(new Hash128(place, place), new Hash128(hash, hash), new FileFacts(1, written, changed, 2)));

    /// <summary>Beside a dictionary that does the same: what is loaded is in only if it is sure and no older, what is put always.</summary>
    [Fact]
    public void The_newest_of_each_file_is_kept_and_those_in_use_are_told() =>
        Gen.Select(File.Array[0, 40], File.Array[0, 40], File.Array[0, 20], Gen.Long[0, 5]).Sample((first, second, put, sure) =>
        {
            var files = new RememberedFiles();
            var expected = new Dictionary<Hash128, RememberedFile>();
            foreach (RememberedFile[] loaded in new[] { first, second })
            {
                files.Load([.. loaded, default], loaded.Length, file => file.LastTouched >= sure);
                foreach (RememberedFile file in loaded.Where(file => file.LastTouched >= sure))
                {
                    if (!expected.TryGetValue(file.Place, out RememberedFile there) || there.LastTouched <= file.LastTouched)
                    {
                        expected[file.Place] = file;
                    }
                }
            }

            var used = new HashSet<Hash128>();
            foreach (RememberedFile file in put)
            {
                files.Use(files.Put(file));
                expected[file.Place] = file;
                used.Add(file.Place);
            }

            Assert.Equal(expected.Count, files.Count);
            Assert.All(expected.Values, file => Assert.Equal(file, files[files.Find(file.Place)]));
            Assert.All(expected.Values, file => Assert.Equal(files.Find(file.Place), files.Find(file.Place, files.Find(file.Place))));
            Assert.Equal(-1, files.Find(new Hash128(99, 99)));
            RememberedFile[] told = files.Used(out long latest).ToArray();
            Assert.Equal(expected.Values.Where(file => used.Contains(file.Place)).ToHashSet(), told.ToHashSet());
            Assert.Equal(told.Select(file => file.LastTouched).DefaultIfEmpty(0).Max(), latest);
        });
}
