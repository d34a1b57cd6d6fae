using System.Runtime.ExceptionServices;
using System.Text;

namespace Ricap.Sources.Listing;

/// <summary>
/// Folders that lie in one, listed on all threads before anybody walks them: a walk has an order, and to list is most of its work.
/// What went wrong with a folder is told when it is walked.
/// </summary>
/// <param name="threads">How many threads there are; 0 for one a processor.</param>
internal sealed class ListedAhead(int threads)
{
    private readonly Dictionary<string, Listing> _listings = new(StringComparer.Ordinal);

    /// <summary>Lists the folders among the entries of one. A link is not followed: where it leads may not be allowed.</summary>
    public void List(string parent, FolderEntries entries)
    {
        string[] paths = [.. Enumerable.Range(0, entries.Count).Where(i => entries.IsFolder(i) && !entries.IsLink(i)).Select(i => Path.Join(parent, entries.Name(i)))];
        var listings = new Listing[paths.Length];
        int each = paths.Length >= Workers.Count(threads) ? 1 : threads;
        Workers.Share(paths.Length, i => listings[i] = Listing.Of(paths[i], each), threads);
        for (int i = 0; i < listings.Length; i++)
        {
            FolderEntries listed = listings[i].Entries;
            _listings.Add(paths[i], listings[i]);
            Size = (Size.Count + listed.Count, Size.Length + listed.Length + (listed.Count * (long)Encoding.UTF8.GetByteCount(paths[i].AsSpan(parent.Length))));
        }
    }

    /// <summary>How many things lie in the folders, and how many bytes their paths from the parent have.</summary>
    public (int Count, long Length) Size { get; private set; }

    /// <summary>What lies directly in a folder, as <see cref="FolderListing.Of"/> gives it.</summary>
    public FolderEntries Take(string folder, Action<string> leftOut)
    {
        if (!_listings.Remove(folder, out Listing? listing))
        {
            return FolderListing.Of(folder, leftOut, threads);
        }

        listing.Failure?.Throw();
        listing.LeftOut.ForEach(leftOut);
        return listing.Entries;
    }

    private sealed record Listing(FolderEntries Entries, List<string> LeftOut, ExceptionDispatchInfo? Failure)
    {
        public static Listing Of(string folder, int threads)
        {
            var leftOut = new List<string>();
            try
            {
                return new(FolderListing.Of(folder, leftOut.Add, threads), leftOut, null);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                return new(new(), leftOut, ExceptionDispatchInfo.Capture(e));
            }
        }
    }
}
