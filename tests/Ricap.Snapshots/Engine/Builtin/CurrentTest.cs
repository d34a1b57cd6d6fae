using System.Reflection;
using Xunit.Sdk;

[assembly: VerifyXunit.CurrentTest]

namespace VerifyXunit;

/// <summary>Remembers the running test: snapshots are named after it.</summary>
[AttributeUsage(AttributeTargets.Assembly)]
internal sealed class CurrentTestAttribute : BeforeAfterTestAttribute
{
    private static readonly AsyncLocal<MethodInfo?> Running = new();

    /// <summary>The running test.</summary>
    public static MethodInfo Method =>
        Running.Value ?? throw new InvalidOperationException("Snapshots can be compared in a test only.");

    public override void Before(MethodInfo methodUnderTest) => Running.Value = methodUnderTest;

    public override void After(MethodInfo methodUnderTest) => Running.Value = null;
}
