using Ricap.Train.Runtime.Native;

namespace Ricap.Train.Build;

/// <summary>Makes TorchSharp's native library loadable where the host's libstdc++ is older than GCC 13's.</summary>
/// <remarks>
/// <para>
/// <c>libLibTorchSharp.so</c> of TorchSharp 0.107.0 was linked by GCC 13 and asks for <c>libstdc++.so.6</c> to define the
/// version <c>GLIBCXX_3.4.32</c>. Debian 12 and Ubuntu 22.04 end at 3.4.30, so the loader refuses the file before it
/// looks at anything else, though libtorch itself loads there.
/// </para>
/// <para>
/// The one symbol of that version the file names is <c>_ZSt21ios_base_library_initv</c>: an empty function that GCC 13's
/// <c>&lt;iostream&gt;</c> mentions to force a link against a libstdc++ that sets up <c>std::cout</c> itself. Nothing calls it
/// and no relocation refers to it; it is a name in the symbol table. (What it would make sure of is the case anyhow:
/// libtorch, built by an older compiler, initialises the streams when it is loaded, and it is loaded first.)
/// </para>
/// <para>
/// An ELF file can ask for a version <em>weakly</em> (<c>VER_FLG_WEAK</c> in the entry's <c>vna_flags</c>); then the loader
/// carries on without it. So the copy we load differs from the original in one bit. Before it is set we prove that it
/// is harmless: no relocation may refer to a symbol of that version, for such a symbol could not be bound. A file that
/// is not exactly as described here is refused, never patched by guess. Tried with <c>RTLD_NOW</c> on glibc 2.36.
/// </para>
/// </remarks>
internal static class LibstdcxxCompatibility
{
    /// <summary>The version that is missing.</summary>
    public const string Version = "GLIBCXX_3.4.32";

    private const ushort WeakFlag = 2;
    private const ulong MaxFiles = 64;

    // Dynamic tags, out of the ELF specification and its GNU extensions.
    private const ulong StringTable = 5, StringTableSize = 10;
    private const ulong VersionSymbols = 0x6ffffff0, VersionNeed = 0x6ffffffe, VersionNeedCount = 0x6fffffff;

    /// <summary>The bytes of the copy that loads: the original's with one bit set.</summary>
    /// <param name="original">The bytes of <c>libLibTorchSharp.so</c>; not changed.</param>
    /// <exception cref="ElfException">The file is not as expected; the message says where.</exception>
    public static byte[] WithoutVersion(byte[] original)
    {
        var image = new ElfImage(original);
        int entry = FindNeed(image);
        if (image.U16(entry + 4) != 0)
        {
            throw new ElfException($"{Version} is asked for with flags {image.U16(entry + 4):x}");
        }

        RefuseUses(image, image.U16(entry + 6));
        byte[] copy = (byte[])original.Clone();
        copy[entry + 4] |= (byte)WeakFlag;
        return copy;
    }

    /// <summary>The file offset of the Elf64_Vernaux by which the file asks libstdc++ for the version.</summary>
    private static int FindNeed(ElfImage image)
    {
        ulong textLength = image.Dynamic(StringTableSize);
        int text = image.OffsetOf(image.Dynamic(StringTable), textLength);
        int need = image.OffsetOf(image.Dynamic(VersionNeed), 16);
        ulong files = image.Dynamic(VersionNeedCount);
        if (files > MaxFiles)
        {
            throw new ElfException($"it needs versions of {files} libraries");
        }

        int? found = null;
        for (ulong file = 0; file < files; file++)
        {
            // Elf64_Verneed: version, count, file name, offset of the first entry, offset of the next file.
            if (image.U16(need) != 1)
            {
                throw new ElfException("a version table of another version");
            }

            int entry = checked(need + (int)image.U32(need + 8));
            bool isLibstdcxx = image.TextIs(text, textLength, image.U32(need + 4), "libstdc++.so.6"u8);
            for (int i = image.U16(need + 2); i > 0; i--)
            {
                // Elf64_Vernaux: hash, flags, index, name, offset of the next entry.
                if (image.TextIs(text, textLength, image.U32(entry + 8), "GLIBCXX_3.4.32"u8))
                {
                    found = isLibstdcxx && found is null
                        ? entry
                        : throw new ElfException($"{Version} is asked for twice or of another library");
                }

                entry = checked(entry + (int)image.U32(entry + 12));
            }

            need = checked(need + (int)image.U32(need + 12));
        }

        return found ?? throw new ElfException($"it does not ask for {Version}");
    }

    /// <summary>Refuses a file in which something would have to be bound to a symbol of the version.</summary>
    private static void RefuseUses(ElfImage image, ushort version)
    {
        ulong symbols = image.Dynamic(VersionSymbols);
        foreach (uint symbol in image.RelocatedSymbols())
        {
            // The top bit of a version index means hidden.
            int index = image.OffsetOf(symbols + ((ulong)symbol * 2), 2);
            if ((image.U16(index) & 0x7FFF) == (version & 0x7FFF))
            {
                throw new ElfException($"it uses symbol {symbol} of {Version}");
            }
        }
    }
}
