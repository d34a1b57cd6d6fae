namespace Ricap.Sources.Decoding;

/// <summary>What is said of an image that is not decoded.</summary>
internal static class ImageProblem
{
    public const string CutShort = "it is cut short";

    public static RicapException Empty(string path) =>
        new(Problem.Error(ProblemCodes.EmptyFile, path, "the file is empty (0 bytes)"));

    public static RicapException TooLong(string path, int length) => new(Problem.Error(
        ProblemCodes.TooManyPixels, path, $"the file has {length} bytes, more than are decoded"));

    public static RicapException Corrupt(string path, ImageKind kind, string why) =>
        new(Problem.Error(ProblemCodes.CorruptImage, path, $"the {Name(kind)} image cannot be decoded: {why}"));

    public static RicapException NoImage(string path) => new(Problem.Error(
        ProblemCodes.NotAnImage, path, "the content is not PNG, JPEG, WebP, BMP or GIF, whatever the name says"));

    public static RicapException Unsupported(string path, string what) => new(Problem.Error(
        ProblemCodes.NotAnImage, path, $"the content is {what}, which is not supported; convert it, to PNG for example"));

    private static string Name(ImageKind kind) => kind == ImageKind.Webp ? "WebP" : kind.ToString().ToUpperInvariant();
}
