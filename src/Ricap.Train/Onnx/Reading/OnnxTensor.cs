namespace Ricap.Train.Onnx.Reading;

/// <summary>A constant of a graph: floats, or whole numbers, which describe shapes.</summary>
/// <param name="Name">What nodes call it.</param>
/// <param name="Shape">Its sizes; none for a single number.</param>
/// <param name="Floats">Its values, last dimension fastest; null if it has whole numbers.</param>
/// <param name="Integers">Likewise.</param>
internal sealed record OnnxTensor(string Name, long[] Shape, float[]? Floats, long[]? Integers)
{
    /// <summary>How many values it has.</summary>
    public int Count => (Floats?.Length ?? Integers?.Length)!.Value;
}
