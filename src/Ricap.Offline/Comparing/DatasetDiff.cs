using System.Text.Json.Serialization;
using Ricap.Reading;

namespace Ricap.Comparing;

/// <summary>What sets data set B apart from data set A; the shape that <c>ricap diff --json</c> prints.</summary>
internal sealed record DatasetDiff(
    DiffSide A,
    DiffSide B,
    IReadOnlyList<OptionChange> Options,
    ClassChanges Classes,
    IReadOnlyList<SourceChange> Sources,
    IReadOnlyList<EpochChange> Epochs,
    ShardChanges Shards,
    SampleChanges Samples)
{
    /// <summary>Whether nothing differs.</summary>
    public bool Equal => Options.Count == 0
        && !Classes.Any
        && Sources.Count == 0
        && Epochs.Count == 0
        && Shards.Changed.Count == 0
        && Samples.Changed + Samples.OnlyInA + Samples.OnlyInB == 0;
}

/// <summary>One of the two data sets.</summary>
internal sealed record DiffSide(
    string Name, string Folder, int Samples, int Epochs, [property: JsonIgnore] IReadOnlyList<string> Classes);

/// <summary>An option of another value; null where a data set does not have it.</summary>
internal sealed record OptionChange(string Name, object? A, object? B);

/// <summary>How the classes differ.</summary>
/// <param name="Added">Classes of B alone.</param>
/// <param name="Removed">Classes of A alone.</param>
/// <param name="Renumbered">Whether a class of both has another number.</param>
internal sealed record ClassChanges(IReadOnlyList<string> Added, IReadOnlyList<string> Removed, bool Renumbered)
{
    /// <summary>Whether they differ at all.</summary>
    [JsonIgnore]
    public bool Any => Added.Count > 0 || Removed.Count > 0 || Renumbered;
}

/// <summary>How a source changed.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<SourceChangeKind>))]
internal enum SourceChangeKind
{
    /// <summary>Only B has it.</summary>
    [JsonStringEnumMemberName("added")]
    Added,

    /// <summary>Only A has it.</summary>
    [JsonStringEnumMemberName("removed")]
    Removed,

    /// <summary>Its file has other bytes.</summary>
    [JsonStringEnumMemberName("content")]
    Content,

    /// <summary>It has another class or soft label.</summary>
    [JsonStringEnumMemberName("label")]
    Label,
}

/// <summary>A source that changed; one whose content and label both did is listed twice.</summary>
/// <param name="Path">Its path below the image folder.</param>
/// <param name="Kind">What changed.</param>
/// <param name="A">Its label in A, of a <see cref="SourceChangeKind.Label"/>.</param>
/// <param name="B">Its label in B.</param>
internal sealed record SourceChange(string Path, SourceChangeKind Kind, string? A = null, string? B = null);

/// <summary>An epoch that one of the two lacks, or whose β or tables differ.</summary>
internal sealed record EpochChange(int Epoch, bool InA, bool InB, double? BetaA, double? BetaB);

/// <summary>The shards of the base and of the epochs that both have.</summary>
internal sealed record ShardChanges(int Compared, IReadOnlyList<ShardChange> Changed);

/// <summary>A shard that differs.</summary>
/// <param name="Path">Its path in B, or in A if only that has it.</param>
/// <param name="InA">Whether A has it.</param>
/// <param name="InB">Whether B has it.</param>
/// <param name="Pixels">Whether both have it with other pixels.</param>
/// <param name="Files">Whether both have it with other bytes in some file.</param>
/// <param name="Key">Whether both have it and it was made from something else.</param>
internal sealed record ShardChange(string Path, bool InA, bool InB, bool Pixels, bool Files, bool Key);

/// <summary>The samples of shards that differ, by their ids.</summary>
/// <param name="Compared">How many were read on both sides.</param>
/// <param name="Changed">How many of them differ in plan or pixels.</param>
/// <param name="Plans">How many in their plan.</param>
/// <param name="Pixels">How many in their pixels.</param>
/// <param name="OnlyInA">How many ids of common epochs only A has.</param>
/// <param name="OnlyInB">How many only B has.</param>
/// <param name="First">The first of those that changed, as many as were asked for.</param>
internal sealed record SampleChanges(
    long Compared, long Changed, long Plans, long Pixels, long OnlyInA, long OnlyInB, IReadOnlyList<SampleChange> First);

/// <summary>A sample that changed.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Plan">What its records say otherwise, classes and sources by name.</param>
/// <param name="Pixels">What its pixels show otherwise; null if nothing, or if the sizes differ.</param>
/// <param name="A">The sample in A, for the picture.</param>
/// <param name="B">The sample in B.</param>
internal sealed record SampleChange(
    string Id,
    IReadOnlyList<FieldChange> Plan,
    PixelDifference? Pixels,
    [property: JsonIgnore] StoredSample A,
    [property: JsonIgnore] StoredSample B);

/// <summary>A field of a record that has another value.</summary>
internal sealed record FieldChange(string Field, string A, string B);
