using Ricap.Building.Output;


namespace Ricap.Train.Recording;

/// <summary>Files of a run, written beside their place and renamed, so that nobody ever sees half of one.</summary>
internal static class OutputFile
{
    /// <summary>Writes a whole file; one that is there is replaced.</summary>
    /// <exception cref="RicapException">It cannot be written.</exception>
    public static void Write(string path, ReadOnlyMemory<byte> bytes) => WholeFile.Write(path, file => file.Write(bytes.Span));

    /// <summary>Runs something that writes to <paramref name="path"/>.</summary>
    /// <exception cref="RicapException">It cannot be written: permissions, or the disk is full.</exception>
    public static void Guard(string path, Action action) => OutputErrors.Guard(path, action);
}
