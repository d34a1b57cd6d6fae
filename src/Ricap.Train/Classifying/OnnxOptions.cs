namespace Ricap.Train.Classifying;

/// <summary>What an exported model takes.</summary>
public enum OnnxInput
{
    /// <summary>Bytes [N,H,W,3], red green blue, as decoders give them.</summary>
    Uint8,

    /// <summary>Floats [N,3,H,W] in 0..1, red green blue.</summary>
    Float,
}

/// <summary>How a model is written as ONNX.</summary>
public sealed record OnnxOptions
{
    /// <summary>What it takes; normalisation is inside either way.</summary>
    public OnnxInput Input { get; init; }

    /// <summary>Whether normalisation layers are taken into the convolutions before them: fewer operations, other last bits.</summary>
    public bool FoldBatchNorm { get; init; }

    /// <summary>Whether it has a second output, <c>probabilities</c>: the softmax of the logits.</summary>
    public bool Probabilities { get; init; }
}
