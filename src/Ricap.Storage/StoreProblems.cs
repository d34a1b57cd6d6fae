using System.Globalization;
using Ricap.Shards;

namespace Ricap.Storage;

/// <summary>What can be wrong with an object that a manifest names.</summary>
internal static class StoreProblems
{
    private const string Mend = "publish the data set again";
    private const string Replace = "delete it and publish the data set again";

    /// <summary>It is not there.</summary>
    public static Problem Missing(IObjectStore store, ManifestFile file) =>
        Problem.Error(ProblemCodes.MissingObject, store.Address.Of(file.Path), $"is missing; {Mend}");

    /// <summary>It has other bytes.</summary>
    public static Problem Damaged(IObjectStore store, ManifestFile file, long length) => Problem.Error(
        ProblemCodes.DamagedObject,
        store.Address.Of(file.Path),
        length == file.Length
            ? $"its bytes are not those that the manifest names; {Replace}"
            : string.Create(CultureInfo.InvariantCulture, $"has {Length(length, file.Length)} bytes where the manifest says {file.Length:N0}; {Mend}"));

    /// <summary>It was stored as something else.</summary>
    public static Problem Another(IObjectStore store, ManifestFile file) => Problem.Error(
        ProblemCodes.DamagedObject, store.Address.Of(file.Path), $"the hash that was stored with it is not the one that the manifest names; {Mend}");

    // Reading stops where it is known to be too long.
    private static string Length(long length, long most) =>
        length > most ? string.Create(CultureInfo.InvariantCulture, $"more than {most:N0}") : length.ToString("N0", CultureInfo.InvariantCulture);
}
