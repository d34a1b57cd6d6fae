using Ricap.Sources.Classes;
using Ricap.Sources.Lists;

namespace Ricap.Sources.Finding;

/// <summary>Names of classes in a file: one a line, or those of a list of images.</summary>
internal static class ClassFile
{
    /// <summary>Reads the names in order, without white space around them; blank lines are none.</summary>
    /// <exception cref="RicapException">The file cannot be read, names a class twice, or names none.</exception>
    public static ClassList Read(string path)
    {
        if (ListKind.IsList(path))
        {
            return new ClassList(ListKind.ClassesOf(path), $"'{path}'");
        }

        string[] lines = Utf8File.Read(path).Split('\n');
        var names = new List<string>();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var errors = new ListErrors(path);
        for (int i = 0; i < lines.Length; i++)
        {
            string name = lines[i].Trim();
            if (name.Length > 0 && !seen.Add(name))
            {
                errors.Malformed(i + 1, $"the class '{name}' appears twice");
            }
            else if (name.Length > 0)
            {
                names.Add(name);
            }
        }

        if (names.Count == 0)
        {
            errors.Malformed(0, "the file names no class; write one a line");
        }

        errors.Throw();
        return new ClassList(names, $"'{path}'");
    }
}
