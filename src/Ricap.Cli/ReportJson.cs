using System.Text.Json;
using System.Text.Json.Serialization;
using Ricap.Comparing;

namespace Ricap.Cli;

/// <summary>What <c>--json</c> prints, by generated code. Options are text or whole numbers.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(RenderReport))]
[JsonSerializable(typeof(VerifyReport))]
[JsonSerializable(typeof(Overview))]
[JsonSerializable(typeof(DatasetDiff))]
[JsonSerializable(typeof(int))]
[JsonSerializable(typeof(string))]
[JsonSerializable(typeof(ulong))]
internal sealed partial class ReportJson : JsonSerializerContext;

/// <summary>What <c>ricap render</c> did.</summary>
internal sealed record RenderReport(
    string? Manifest, bool UpToDate, int Made, int Kept, int Removed, long Decoded, long Samples, double Seconds, IReadOnlyList<string> Shards);

/// <summary>What <c>ricap verify</c> looked at.</summary>
internal sealed record VerifyReport(string Folder, int Files, long Samples, double Seconds);
