using System.Text.Json;
using System.Text.Json.Serialization;
using Ricap.Comparing;

namespace Ricap.Cli;

/// <summary>What <c>--json</c> prints, by generated code. Options are text or whole numbers.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(RenderReport))]
[JsonSerializable(typeof(VerifyReport))]
[JsonSerializable(typeof(StoreVerifyReport))]
[JsonSerializable(typeof(PublishReport))]
[JsonSerializable(typeof(FetchReport))]
[JsonSerializable(typeof(Overview))]
[JsonSerializable(typeof(DatasetDiff))]
[JsonSerializable(typeof(int))]
[JsonSerializable(typeof(string))]
[JsonSerializable(typeof(ulong))]
internal sealed partial class ReportJson : JsonSerializerContext;

/// <summary>What <c>ricap render</c> did.</summary>
internal sealed record RenderReport(
    string? Manifest, bool UpToDate, int Made, int Kept, int Removed, int Written, long Decoded, long Samples, double Seconds, IReadOnlyList<string> Shards);

/// <summary>What <c>ricap verify</c> looked at.</summary>
internal sealed record VerifyReport(string Folder, int Files, long Samples, double Seconds);

/// <summary>What <c>ricap verify</c> looked at in an object store.</summary>
internal sealed record StoreVerifyReport(string Url, int Files, int Read, long Bytes, double Seconds);

/// <summary>What <c>ricap publish</c> did.</summary>
internal sealed record PublishReport(string Url, bool UpToDate, int Uploaded, int Kept, int Deleted, int Stale, long Bytes, double Seconds);

/// <summary>What <c>ricap fetch</c> did.</summary>
internal sealed record FetchReport(string Folder, bool UpToDate, int Fetched, int Kept, int Deleted, int Stale, long Bytes, double Seconds);
