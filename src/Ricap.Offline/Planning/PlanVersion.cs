namespace Ricap.Planning;

/// <summary>The version of the meaning of every draw.</summary>
internal static class PlanVersion
{
    /// <summary>Written into every manifest; a data set of another version cannot be replanned by this build.</summary>
    public const int Current = 1;
}
