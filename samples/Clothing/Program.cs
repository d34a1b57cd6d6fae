// Prints the first three records of a data set: which photos were patched into each sample, and its soft label.
//
//   dotnet run --project samples/Clothing

using System.Formats.Tar;
using System.Text.Json;

string folder = args is [string given] ? given : "bin/ricap/clothing";

using JsonDocument manifest = Json(Path.Join(folder, "ricap.json"));
string[] classes = [.. manifest.RootElement.GetProperty("classes").EnumerateArray().Select(name => name.GetString()!)];
string shard = manifest.RootElement.GetProperty("epochs")[0].GetProperty("shards")[0].GetProperty("file").GetString()!;

Console.WriteLine($"{folder}/{shard}");
using var tar = new TarReader(File.OpenRead(Path.Join(folder, shard)));
for (int shown = 0; shown < 3 && tar.GetNextEntry() is { } member;)
{
    if (member.Name.EndsWith(".json", StringComparison.Ordinal))
    {
        using JsonDocument record = JsonDocument.Parse(member.DataStream!);
        Print(record.RootElement);
        shown++;
    }
}

void Print(JsonElement record)
{
    JsonElement label = record.GetProperty("label");
    double area = Number(record, "width") * Number(record, "height");
    IEnumerable<string> parts = label.GetProperty("class").EnumerateArray()
        .Zip(label.GetProperty("weight").EnumerateArray(), (c, w) => $"{classes[c.GetInt32()]} {w.GetDouble() / area:P1}");
    Console.WriteLine($"\n{record.GetProperty("id").GetString()}  label: {string.Join(", ", parts)}");
    foreach (JsonElement patch in record.GetProperty("patches").EnumerateArray())
    {
        JsonElement crop = patch.GetProperty("crop");
        JsonElement at = patch.GetProperty("at");
        Console.WriteLine(
            $"  {Number(crop, "w"),3}×{Number(crop, "h"),-3} of {patch.GetProperty("source").GetString(),-20} "
            + $"from ({Number(crop, "x")}, {Number(crop, "y")}) to ({Number(at, "x")}, {Number(at, "y")})");
    }
}

static int Number(JsonElement of, string name) => of.GetProperty(name).GetInt32();

static JsonDocument Json(string path) => JsonDocument.Parse(File.ReadAllBytes(path));
