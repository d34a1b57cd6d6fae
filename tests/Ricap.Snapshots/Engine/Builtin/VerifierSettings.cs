namespace VerifyTests;

/// <summary>Settings of the whole test assembly, made before the first test.</summary>
internal static class VerifierSettings
{
    private static readonly List<(Type Type, Func<object, ConversionResult> Convert)> Converters = [];
    private static readonly Dictionary<string, StreamCompare> Comparers = [];
    private static readonly Dictionary<string, object> NoContext = [];
    private static GlobalAutoVerify? _accept;

    public static void RegisterFileConverter<T>(Conversion<T> conversion) =>
        Converters.Add((typeof(T), target => conversion((T)target, NoContext)));

    public static void RegisterStreamComparer(string extension, StreamCompare compare) => Comparers[extension] = compare;

    public static void AutoVerify(GlobalAutoVerify autoVerify) => _accept = autoVerify;

    internal static bool Accepts(string typeName, string methodName, string verifiedFile) =>
        _accept?.Invoke(typeName, methodName, verifiedFile) ?? false;

    internal static ConversionResult Convert(object target) =>
        Converters.Find(c => c.Type.IsInstanceOfType(target)) is { Convert: { } convert }
            ? convert(target)
            : throw new NotSupportedException(
                $"The built-in stand-in for Verify does not serialize objects: give it texts, bytes, or a converter for {target.GetType()}.");

    internal static async Task<CompareResult> Compare(string extension, Stream received, Stream verified)
    {
        if (Comparers.TryGetValue(extension, out StreamCompare? compare))
        {
            return await compare(received, verified, NoContext);
        }

        return new CompareResult(await Read(received) is var a && await Read(verified) is var b && a.AsSpan().SequenceEqual(b));
    }

    internal static async Task<byte[]> Read(Stream stream)
    {
        using var bytes = new MemoryStream();
        await stream.CopyToAsync(bytes);
        return bytes.ToArray();
    }
}
