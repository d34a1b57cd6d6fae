using Microsoft.Build.Framework;

namespace Ricap.MSBuild;

/// <summary>
/// How many of the machine's cores MSBuild lets a task have beside what else it builds. Given back at the end.
/// </summary>
internal sealed class CoreGrant : IDisposable
{
    private readonly IBuildEngine9? _lender;

    private CoreGrant(IBuildEngine9? lender, int count)
    {
        _lender = lender;
        Count = count;
    }

    /// <summary>How many threads may work; 0 = one a core, where MSBuild does not say.</summary>
    public int Count { get; }

    /// <summary>Asks for cores.</summary>
    /// <param name="engine">The task's engine.</param>
    /// <param name="wanted">How many; 0 = all.</param>
    public static CoreGrant Ask(IBuildEngine engine, int wanted)
    {
        if (engine is IBuildEngine9 lender)
        {
            try
            {
                return new CoreGrant(lender, lender.RequestCores(wanted > 0 ? wanted : Environment.ProcessorCount));
            }
            catch (NotImplementedException)
            {
                // A task host of an MSBuild that cannot ask its parent.
            }
        }

        return new CoreGrant(null, wanted);
    }

    public void Dispose() => _lender?.ReleaseCores(Count);
}
