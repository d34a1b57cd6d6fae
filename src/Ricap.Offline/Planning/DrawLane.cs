namespace Ricap.Planning;

/// <summary>
/// The named decisions of a plan. A lane is part of a draw's address, so no two decisions ever share a random word.
/// The numbers are part of the plan's meaning: changing one bumps <see cref="PlanVersion.Current"/>.
/// </summary>
internal enum DrawLane : byte
{
    /// <summary>The epoch's order; index 0, parts are the round keys.</summary>
    Order = 1,

    /// <summary>The permutation of a batch for one patch; index = batch, parts are patch and round keys.</summary>
    Partner = 2,

    /// <summary>The boundary, x in the low and y in the high half; index = batch or sample, by mode.</summary>
    Boundary = 3,

    /// <summary>The crop offsets of one patch, x low, y high; index = batch or sample, by mode.</summary>
    Crop = 4,

    /// <summary>Whether a source is mirrored in this epoch; index = source.</summary>
    Flip = 5,

    /// <summary>How far a source is shifted in this epoch, x low, y high; index = source.</summary>
    Shift = 6,
}

/// <summary>The version of the meaning of every draw.</summary>
internal static class PlanVersion
{
    /// <summary>Written into every manifest; a data set of another version cannot be replanned by this build.</summary>
    public const int Current = 1;
}
