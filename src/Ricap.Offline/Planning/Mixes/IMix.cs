namespace Ricap.Planning;

/// <summary>
/// A way of making samples out of the sources of a batch: a pure function (draws, batch, row) → layers. Immutable; any
/// thread may use it.
/// </summary>
internal interface IMix
{
    /// <summary>The most of a sample's layers that lie over others, rather than tile it about a boundary.</summary>
    int Overlays { get; }

    /// <summary>The colours of layers without a source.</summary>
    IReadOnlyList<Rgb24> Colours => [];

    /// <summary>A hash of the tables it draws from, so that no shard is kept that another table made; 0 for none.</summary>
    Hash128 Tables => default;

    /// <summary>Draws what the samples of a batch share.</summary>
    IMixedBatch Begin(BatchDraws batch);
}

/// <summary>A batch in the hands of a mix. Immutable.</summary>
internal interface IMixedBatch
{
    /// <summary>Adds the layers of the sample at a row of the batch, as <see cref="SampleLayers"/> wants them.</summary>
    void Mix(int row, ref SampleLayers layers);
}
