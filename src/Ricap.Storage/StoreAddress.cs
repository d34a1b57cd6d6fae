using Ricap.Shards;

namespace Ricap.Storage;

/// <summary>Where a data set lies, or shall lie, in an object store.</summary>
/// <param name="Kind">What kind of store it is.</param>
/// <param name="Service">Of Azure, the account's address with a slash at its end; null of S3, whose endpoint the environment tells.</param>
/// <param name="Bucket">The bucket or container.</param>
/// <param name="Prefix">What the keys of its objects begin with, without a slash at the end; may be empty.</param>
/// <param name="Signature">A shared access signature that came with the address; a secret, so no text has it.</param>
public sealed record StoreAddress(StoreKind Kind, Uri? Service, string Bucket, string Prefix, string? Signature)
{
    /// <summary>What an address looks like, for help and messages.</summary>
    public const string Grammar = "s3://BUCKET/PREFIX | https://ACCOUNT.blob.core.windows.net/CONTAINER/PREFIX";

    private const string S3Scheme = "s3";

    /// <summary>Whether a text means an address, and not a folder.</summary>
    public static bool IsAddress(string text) => text.Contains("://", StringComparison.Ordinal);

    /// <summary>Reads an address.</summary>
    /// <exception cref="RicapException"><see cref="ProblemCodes.InvalidOption"/>: it is none.</exception>
    public static StoreAddress Parse(string text)
    {
        if (!Uri.TryCreate(text, UriKind.Absolute, out Uri? uri) || uri.UserInfo.Length > 0 || uri.Fragment.Length > 0)
        {
            throw Invalid(Hidden(text), "is no address");
        }

        string shown = Hidden(text);
        (string authority, string path) = Written(uri);
        string[] names = path.Split('/', StringSplitOptions.RemoveEmptyEntries);
        return uri.Scheme switch
        {
            S3Scheme when uri.Query.Length == 0 => Checked(new StoreAddress(StoreKind.S3, null, authority, string.Join('/', names), null), shown),
            "http" or "https" when uri.Host.EndsWith(".amazonaws.com", StringComparison.OrdinalIgnoreCase) =>
                throw Invalid(shown, "is S3; write s3://BUCKET/PREFIX"),
            "http" or "https" => Checked(OfBlobs(uri, names, shown), shown),
            _ => throw Invalid(shown, "is of no kind we know"),
        };
    }

    /// <summary>The key of a file of the data set.</summary>
    public string KeyOf(string path) => Prefix.Length == 0 ? path : $"{Prefix}/{path}";

    /// <summary>The path of the file that has a key; null if it is none below the prefix.</summary>
    public string? PathOf(string key) =>
        Prefix.Length == 0 ? key
        : key.StartsWith($"{Prefix}/", StringComparison.Ordinal) ? key[(Prefix.Length + 1)..]
        : null;

    /// <summary>The address of a file of the data set, for messages.</summary>
    public string Of(string path) => $"{this}/{path}";

    /// <inheritdoc/>
    public override string ToString() => $"{(Service is null ? "s3://" : Service)}{KeyOfBucket()}";

    private string KeyOfBucket() => Prefix.Length == 0 ? Bucket : $"{Bucket}/{Prefix}";

    /// <summary>An emulator or a server at an address of its own has the account as the first name of the path.</summary>
    private static StoreAddress OfBlobs(Uri uri, string[] names, string shown)
    {
        bool byPath = uri.HostNameType != UriHostNameType.Dns || !uri.Host.Contains('.', StringComparison.Ordinal);
        if (names.Length < (byPath ? 2 : 1))
        {
            throw Invalid(shown, "names no container");
        }

        string service = uri.GetLeftPart(UriPartial.Authority) + "/" + (byPath ? $"{names[0]}/" : "");
        string[] rest = byPath ? names[1..] : names;
        string? signature = uri.Query.Length > 1 ? uri.Query[1..] : null;
        return new StoreAddress(StoreKind.Blobs, new Uri(service), rest[0], string.Join('/', rest[1..]), signature);
    }

    private static StoreAddress Checked(StoreAddress address, string shown) =>
        address.Bucket.Length == 0 ? throw Invalid(shown, "names no bucket")
        : address.Kind == StoreKind.S3 && !DatasetManifest.MayName(address.Bucket)
            ? throw Invalid(shown, "has a bucket of other than A-Z a-z 0-9 . _ -; where the server is, AWS_ENDPOINT_URL says")
        : address.Prefix.Length > 0 && !DatasetManifest.MayName(address.Prefix)
            ? throw Invalid(shown, "has a prefix of other than names of A-Z a-z 0-9 . _ - with / between, none of which begins or ends with a dot")
        : address;

    /// <summary>
    /// What stands between <c>//</c> and the path, and the path, as they were written: .NET's own host is in small letters and without its
    /// port, which would be another bucket, and its path has gone up by each <c>..</c> already.
    /// </summary>
    private static (string Authority, string Path) Written(Uri uri)
    {
        string rest = uri.OriginalString[(uri.OriginalString.IndexOf("://", StringComparison.Ordinal) + 3)..].Split('?')[0];
        int slash = rest.IndexOf('/', StringComparison.Ordinal);
        return slash < 0 ? (rest, "") : (rest[..slash], Uri.UnescapeDataString(rest[slash..]));
    }

    /// <summary>Without what may be a secret: a signature follows the question mark, a password stands before an @.</summary>
    private static string Hidden(string text)
    {
        string open = text.Split('?')[0];
        int at = open.LastIndexOf('@');
        return at < 0 ? open : $"…{open[at..]}";
    }

    private static RicapException Invalid(string shown, string message) =>
        new(Problem.Error(ProblemCodes.InvalidOption, null, $"'{shown}' {message}; an address is {Grammar}"));
}

/// <summary>The kinds of stores.</summary>
public enum StoreKind
{
    /// <summary>Amazon S3, and whatever speaks its protocol.</summary>
    S3,

    /// <summary>Azure's blobs.</summary>
    Blobs,
}
