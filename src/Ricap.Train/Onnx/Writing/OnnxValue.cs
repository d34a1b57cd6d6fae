namespace Ricap.Train.Onnx.Writing;

/// <summary>A value of a graph that is being written.</summary>
/// <param name="Name">What nodes know it by.</param>
/// <param name="Height">Of an image the pixels down, at the size that the model was trained with; 1 of what is none.</param>
/// <param name="Width">Of an image the pixels across.</param>
/// <param name="IsPooled">Whether its size is the same whatever the input's.</param>
internal readonly record struct OnnxValue(string Name, int Height, int Width, bool IsPooled = false);

/// <summary>A module that says in ONNX what it does in <c>forward</c>, in evaluation mode.</summary>
internal interface IOnnxSource
{
    /// <summary>Adds its nodes.</summary>
    /// <param name="graph">Where to.</param>
    /// <param name="input">What comes in.</param>
    /// <returns>What goes out.</returns>
    OnnxValue ToOnnx(OnnxWriter graph, OnnxValue input);
}
