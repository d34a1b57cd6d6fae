namespace Ricap.Comparing;

/// <summary>Names for the numbers of classes.</summary>
internal static class ClassNames
{
    /// <summary>The name; the number itself where the records of a damaged set go beyond its classes.</summary>
    public static string Of(IReadOnlyList<string> classes, int number) =>
        number < classes.Count ? classes[number] : $"class {number}";
}
