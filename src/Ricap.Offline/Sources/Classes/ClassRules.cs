namespace Ricap.Sources.Classes;

/// <summary>Names of classes in an order, and where they are from.</summary>
/// <param name="Names">Each once.</param>
/// <param name="From">The file or data set, as a message calls it.</param>
internal sealed record ClassList(IReadOnlyList<string> Names, string From);

/// <summary>How the classes that images have become a data set's.</summary>
internal enum ClassOrder
{
    /// <summary>By name, or by number where the source of the images has them as numbers.</summary>
    Unsaid,

    /// <summary>By the UTF-8 bytes of their names.</summary>
    Ordinal,

    /// <summary>By number; every name is a whole number.</summary>
    Numeric,
}

/// <summary>What was said about names and order of the classes.</summary>
/// <param name="Order">Their order, where <paramref name="OrderList"/> has none.</param>
/// <param name="OrderList">Names that order those there are; one that no image has is passed over. Null for none.</param>
/// <param name="List">Exactly the classes of the data set, whether an image has them or not. Null for those there are.</param>
internal sealed record ClassRules(ClassOrder Order = ClassOrder.Unsaid, ClassList? OrderList = null, ClassList? List = null);
