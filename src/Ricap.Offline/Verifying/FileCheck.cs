using Ricap.Building.Output;
using Ricap.Shards;
using Ricap.Shards.Text;

namespace Ricap.Verifying;

/// <summary>Checks that files are what the manifest says, byte for byte.</summary>
internal static class FileCheck
{
    /// <summary>Hashes one file; false if it is not what it should be.</summary>
    public static bool Holds(string folder, ManifestFile expected, Findings findings)
    {
        string path = Path.Combine(folder, expected.Path);
        try
        {
            if (FileFacts.Of(path) is not { } file)
            {
                findings.Add(ProblemCodes.MissingFile, path, "is missing; build again to make it");
                return false;
            }

            if (file.Length != expected.Length)
            {
                findings.Add(ProblemCodes.DamagedFile, path, $"has {file.Length} bytes, the manifest says {expected.Length}; build again to make it anew");
                return false;
            }

            Hash128 hash = FileHashes.Of(path);
            if (hash != expected.XxHash128)
            {
                findings.Add(ProblemCodes.DamagedFile, path, $"has XXH128 {HashText.Of(hash)}, the manifest says {HashText.Of(expected.XxHash128)}; build again to make it anew");
                return false;
            }

            return true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            findings.Add(ProblemCodes.Unreadable, path, e.Message);
            return false;
        }
    }

    /// <summary>Compares a small file with the bytes it should have.</summary>
    public static void Equals(string folder, string relative, ReadOnlySpan<byte> expected, Findings findings)
    {
        string path = Path.Combine(folder, relative);
        if (!expected.SequenceEqual(File.ReadAllBytes(path)))
        {
            findings.Add(ProblemCodes.DamagedFile, path, "is not what belongs to its shards; build again to make it anew");
        }
    }
}
