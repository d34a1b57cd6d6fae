namespace Ricap.Preview;

/// <summary>What a contact sheet of a data set shows.</summary>
internal sealed record PreviewOptions
{
    /// <summary>The most samples on a sheet.</summary>
    public const int MaxCount = 1000;

    /// <summary>Samples on a sheet unless told otherwise.</summary>
    public const int DefaultCount = 16;

    /// <summary>The smallest side of a tile.</summary>
    public const int MinTile = 16;

    /// <summary>The largest side of a tile.</summary>
    public const int MaxTile = 1024;

    /// <summary>The side of a tile unless told otherwise: twice 96, three times 64, six times 32.</summary>
    public const int DefaultTile = 192;

    /// <summary>The epoch; null = the first that was rendered.</summary>
    public int? Epoch { get; init; }

    /// <summary>The first sample's place in the epoch.</summary>
    public int First { get; init; }

    /// <summary>How many samples.</summary>
    public int Count { get; init; } = DefaultCount;

    /// <summary>Whether a data set with fewer samples shows what it has.</summary>
    public bool MayBeFewer { get; init; } = true;

    /// <summary>Tiles in a row; 0 = what comes closest to a landscape page.</summary>
    public int Columns { get; init; }

    /// <summary>The side of a tile in pixels.</summary>
    public int TileWidth { get; init; } = DefaultTile;
}
