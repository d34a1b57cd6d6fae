using System.Runtime.CompilerServices;

namespace VerifyXunit;

/// <summary>Compares what a test made with the snapshots beside its source file.</summary>
internal static class Verifier
{
    // The settings only keep the parameters in Verify's order: overloads must be told apart alike.
    public static SettingsTask Verify(string? target, VerifySettings? settings = null, [CallerFilePath] string sourceFile = "") =>
        Verify(target, "txt", settings, sourceFile);

    public static SettingsTask Verify(
        string? target, string extension, VerifySettings? settings = null, [CallerFilePath] string sourceFile = "") =>
        Verify([new Target(extension, target ?? "null")], settings, sourceFile);

    public static SettingsTask Verify(
        byte[] target, string extension, VerifySettings? settings = null, [CallerFilePath] string sourceFile = "") =>
        Verify([new Target(extension, new MemoryStream(target))], settings, sourceFile);

    public static SettingsTask Verify(
        IEnumerable<Target> targets, VerifySettings? settings = null, [CallerFilePath] string sourceFile = "") =>
        new(settings, sourceFile, () => new ConversionResult(null, targets));

    public static SettingsTask Verify(object target, VerifySettings? settings = null, [CallerFilePath] string sourceFile = "") =>
        new(settings, sourceFile, () => VerifierSettings.Convert(target));
}

/// <summary>A comparison that can still be told more; it runs when it is awaited.</summary>
internal sealed class SettingsTask(VerifySettings? settings, string sourceFile, Func<ConversionResult> convert)
{
    private string _directory = settings is null
        ? Path.GetDirectoryName(sourceFile)!
        : throw new NotSupportedException("The built-in stand-in for Verify takes its settings from the methods of the task.");

    private object?[] _parameters = [];
    private Task<VerifyResult>? _task;

    public static implicit operator Task<VerifyResult>(SettingsTask task) => task.ToTask();

    public SettingsTask UseParameters(params object?[] parameters)
    {
        _parameters = parameters;
        return this;
    }

    public SettingsTask UseDirectory(string directory)
    {
        _directory = Path.Combine(_directory, directory);
        return this;
    }

    /// <summary>No diff tool is ever opened here.</summary>
    public SettingsTask DisableDiff() => this;

    public Task<VerifyResult> ToTask() => _task ??= Run();

    public TaskAwaiter<VerifyResult> GetAwaiter() => ToTask().GetAwaiter();

    private async Task<VerifyResult> Run()
    {
        var names = new SnapshotNames(_directory, CurrentTestAttribute.Method, _parameters);
        ConversionResult result = convert();
        var run = new SnapshotRun(names);
        await run.Compare([.. result.Targets]);
        if (result.Cleanup is { } cleanup)
        {
            await cleanup();
        }

        run.End();
        return new VerifyResult();
    }
}
