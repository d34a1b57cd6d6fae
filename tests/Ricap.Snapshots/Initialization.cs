using System.Runtime.CompilerServices;

namespace Ricap.Snapshots;

/// <summary>What comes before the first test.</summary>
internal static class Initialization
{
    /// <summary>
    /// Set to 1, every snapshot that is missing or differs is taken as it is, and what is left over is deleted; then it is
    /// for <c>git diff</c> to show whether that is right.
    /// </summary>
    public const string AcceptVariable = "RICAP_ACCEPT_SNAPSHOTS";

    [ModuleInitializer]
    internal static void Initialize()
    {
        VerifyRicap.Initialize();
        if (Environment.GetEnvironmentVariable(AcceptVariable) == "1")
        {
            // What the tests of the comparison itself compare must go on to differ.
            VerifierSettings.AutoVerify((typeName, _, _) => typeName != nameof(ComparisonTests));
        }
    }
}
