namespace VerifyTests;

// Names, shapes and the order of parameters are Verify's, so that one source compiles with either.

/// <summary>Makes snapshots of a value.</summary>
internal delegate ConversionResult Conversion<in T>(T target, IReadOnlyDictionary<string, object> context);

/// <summary>Compares two files that are not text.</summary>
internal delegate Task<CompareResult> StreamCompare(
    Stream received, Stream verified, IReadOnlyDictionary<string, object> context);

/// <summary>Whether to take a new snapshot without asking.</summary>
internal delegate bool GlobalAutoVerify(string typeName, string methodName, string verifiedFile);

/// <summary>One snapshot: text, or bytes of another kind.</summary>
internal readonly struct Target
{
    public Target(string extension, string data, string? name = null) => (Extension, Name, Text) = (extension, name, data);

    public Target(string extension, Stream data, string? name = null) => (Extension, Name, Data) = (extension, name, data);

    public string Extension { get; }

    public string? Name { get; }

    internal string? Text { get; }

    internal Stream? Data { get; }
}

/// <summary>The snapshots of a value, and what to do when they have been taken.</summary>
internal readonly struct ConversionResult(object? info, IEnumerable<Target> targets, Func<Task>? cleanup = null)
{
    public object? Info { get; } = info is null
        ? null
        : throw new NotSupportedException("The built-in stand-in for Verify does not serialize objects: pass texts as targets.");

    public IEnumerable<Target> Targets { get; } = targets;

    public Func<Task>? Cleanup { get; } = cleanup;
}

/// <summary>Whether two files are equal, and if not, why.</summary>
internal readonly struct CompareResult(bool isEqual)
{
    private CompareResult(bool isEqual, string? message)
        : this(isEqual) => Message = message;

    public static CompareResult Equal { get; } = new(true);

    public bool IsEqual { get; } = isEqual;

    public string? Message { get; }

    public static CompareResult NotEqual(string? message = null) => new(false, message);
}

/// <summary>What a comparison gives when all is well.</summary>
internal sealed class VerifyResult;

/// <summary>Snapshots differ, are missing, or are left over.</summary>
internal sealed class VerifyException(string message) : Exception(message);

/// <summary>Settings of one comparison; there are none here.</summary>
internal sealed class VerifySettings;
