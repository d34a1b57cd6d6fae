namespace Ricap.Storage;

/// <summary>Problems with a store, in one wording whatever store it is.</summary>
internal static class StoreErrors
{
    /// <summary>What a user can do who was thrown out midway.</summary>
    private const string GoesOn = "run this again, it goes on where it stopped";

    /// <summary>It does not answer.</summary>
    public static RicapException Unreachable(string place, Exception cause) =>
        Of(ProblemCodes.StoreUnreachable, place, $"the store does not answer: {Root(cause)}; {GoesOn}", cause);

    /// <summary>It does not let us in.</summary>
    public static RicapException Denied(string place, string why, Exception cause) =>
        Of(ProblemCodes.StoreDenied, place, $"the store does not let us in: {why}", cause);

    /// <summary>There is no such bucket.</summary>
    public static RicapException NoBucket(string place, string bucket, Exception cause) =>
        Of(ProblemCodes.BucketNotFound, place, $"there is no bucket or container '{bucket}'; make it first", cause);

    /// <summary>It is full.</summary>
    public static RicapException Full(string place, string why, Exception cause) =>
        Of(ProblemCodes.StoreFull, place, $"the store is full: {why}; make room and {GoesOn}", cause);

    /// <summary>It has a reason of its own.</summary>
    public static RicapException Refused(string place, string why, Exception cause) =>
        Of(ProblemCodes.StoreRefused, place, $"the store refuses: {why}", cause);

    /// <summary>The first line of a text: some servers answer with pages.</summary>
    public static string FirstLine(string text) => text.Trim().Split('\n')[0].Trim().TrimEnd('.');

    /// <summary>An answer's code and what it says, of which some servers leave out one or the other.</summary>
    public static string Answer(string? code, string message)
    {
        string text = FirstLine(message);
        return string.IsNullOrEmpty(code) || text.Contains(code, StringComparison.Ordinal) ? text
            : text.Length == 0 ? code
            : $"{code}, {text}";
    }

    /// <summary>What an exception says where it names the server, or else at its root: SDKs wrap it in words about retries.</summary>
    private static string Root(Exception cause)
    {
        Exception last = cause is AggregateException many ? many.Flatten().InnerExceptions[^1] : cause;
        for (Exception? e = last; e is not null; e = e.InnerException)
        {
            if (e is HttpRequestException)
            {
                return FirstLine(e.Message);
            }
        }

        return FirstLine(last.GetBaseException().Message);
    }

    private static RicapException Of(string code, string place, string message, Exception cause) =>
        new(Problem.Error(code, place, message), cause);
}
