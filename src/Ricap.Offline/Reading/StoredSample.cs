using Ricap.Shards;

namespace Ricap.Reading;

/// <summary>A sample as a shard stores it.</summary>
/// <param name="Json">The record's bytes, UTF-8, without a line end.</param>
/// <param name="Record">The same, read.</param>
/// <param name="Pixels">Its pixels, decoded if need be: <c>[Height,Width,3]</c> of the record, row by row.</param>
public sealed record StoredSample(ReadOnlyMemory<byte> Json, SampleRecord Record, ReadOnlyMemory<byte> Pixels);
