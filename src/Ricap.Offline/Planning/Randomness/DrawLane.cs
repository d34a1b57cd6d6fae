namespace Ricap.Planning.Randomness;

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

    /// <summary>Which mix makes a sample, low half; index = batch or sample, by choice.</summary>
    Choice = 7,

    /// <summary>CutMix: the permutation of a batch that gives the boxes; index = batch, parts are round keys.</summary>
    CutMixPartner = 8,

    /// <summary>CutMix: λ, low half; index = batch or sample, by mode.</summary>
    CutMixRatio = 9,

    /// <summary>CutMix: the box's centre, x low, y high; index = batch or sample, by mode.</summary>
    CutMixCentre = 10,

    /// <summary>mixup: the permutation of a batch that is blended in; index = batch, parts are round keys.</summary>
    MixUpPartner = 11,

    /// <summary>mixup: λ, low half; index = batch or sample, by mode.</summary>
    MixUpRatio = 12,

    /// <summary>Cutout: the square's centre, x low, y high; index = sample.</summary>
    CutoutCentre = 13,
}
