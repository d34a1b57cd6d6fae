namespace Ricap.Rendering.Kernels.Floats;

/// <summary>One number for each channel of an RGB image.</summary>
internal readonly record struct RgbFloats(float Red, float Green, float Blue)
{
    /// <summary>The same number for all three channels.</summary>
    public static RgbFloats All(float value) => new(value, value, value);
}
