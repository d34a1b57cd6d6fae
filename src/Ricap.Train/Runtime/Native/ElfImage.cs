using System.Buffers.Binary;

namespace Ricap.Train.Runtime.Native;

/// <summary>The bytes of an ELF shared object do not say what they should; <see cref="Exception.Message"/> tells what.</summary>
internal sealed class ElfException(string message) : Exception(message);

/// <summary>
/// The dynamic part of a 64-bit little-endian x86-64 shared object, as the dynamic loader sees it: through the program
/// headers, not the section headers, which a loader never looks at. Every offset is checked before it is followed. This file is
/// compiled into the trainer, which asks what TorchSharp's library needs, and into the task that mends that library.
/// </summary>
internal sealed class ElfImage
{
    private const int HeaderLength = 64;
    private const int ProgramHeaderLength = 56;
    private const int DynamicEntryLength = 16;
    private const ushort SharedObject = 3;
    private const ushort X8664 = 62;
    private const uint LoadSegment = 1;
    private const uint DynamicSegment = 2;

    private const int RelocationLength = 24; // Elf64_Rela
    private const int SymbolLength = 24; // Elf64_Sym

    // Dynamic tags, out of the ELF specification.
    private const ulong JumpLength = 2, StringTable = 5, SymbolTable = 6, Relocations = 7, RelocationsLength = 8, RelocationEntry = 9;
    private const ulong StringTableLength = 10, OldRelocations = 17, JumpKind = 20, JumpRelocations = 23;

    private readonly byte[] _bytes;
    private readonly List<(ulong Address, ulong Offset, ulong Length)> _segments = [];
    private readonly Dictionary<ulong, ulong> _dynamic = [];

    /// <summary>Reads the headers of a file's bytes, which are kept, not copied.</summary>
    /// <exception cref="ElfException">It is no shared object for x86-64 Linux, or damaged.</exception>
    public ElfImage(byte[] bytes)
    {
        _bytes = bytes;
        ReadOnlySpan<byte> header = Slice(0, HeaderLength);
        Require(header[..7].SequenceEqual("\u007FELF\u0002\u0001\u0001"u8), "no 64-bit little-endian ELF file");
        Require(BinaryPrimitives.ReadUInt16LittleEndian(header[16..]) == SharedObject, "no shared object");
        Require(BinaryPrimitives.ReadUInt16LittleEndian(header[18..]) == X8664, "not for x86-64");
        Require(BinaryPrimitives.ReadUInt16LittleEndian(header[54..]) == ProgramHeaderLength, "program headers of another size");
        ulong table = BinaryPrimitives.ReadUInt64LittleEndian(header[32..]);
        int count = BinaryPrimitives.ReadUInt16LittleEndian(header[56..]);
        (ulong Offset, ulong Length)? dynamic = null;
        for (int i = 0; i < count; i++)
        {
            ReadOnlySpan<byte> entry = Slice(checked(table + (ulong)(i * ProgramHeaderLength)), ProgramHeaderLength);
            uint type = BinaryPrimitives.ReadUInt32LittleEndian(entry);
            ulong offset = BinaryPrimitives.ReadUInt64LittleEndian(entry[8..]);
            ulong length = BinaryPrimitives.ReadUInt64LittleEndian(entry[32..]);
            if (type is LoadSegment or DynamicSegment)
            {
                _ = Slice(offset, length);
            }

            if (type == LoadSegment)
            {
                _segments.Add((BinaryPrimitives.ReadUInt64LittleEndian(entry[16..]), offset, length));
            }
            else if (type == DynamicSegment)
            {
                Require(dynamic is null, "two dynamic segments");
                dynamic = (offset, length);
            }
        }

        Require(dynamic is not null, "no dynamic segment");
        ReadDynamic(dynamic!.Value.Offset, dynamic.Value.Length);
    }

    /// <summary>The value of a dynamic tag that must be there once.</summary>
    public ulong Dynamic(ulong tag) =>
        _dynamic.TryGetValue(tag, out ulong value) ? value : throw new ElfException($"no dynamic entry {tag:x}");

    /// <summary>Whether a dynamic tag is there.</summary>
    public bool HasDynamic(ulong tag) => _dynamic.ContainsKey(tag);

    /// <summary>Where the bytes of an address lie in the file; all <paramref name="length"/> of them in one segment.</summary>
    public int OffsetOf(ulong address, ulong length)
    {
        foreach ((ulong start, ulong offset, ulong size) in _segments)
        {
            if (address >= start && address - start <= size && length <= size - (address - start))
            {
                return checked((int)(offset + (address - start)));
            }
        }

        throw new ElfException($"address {address:x} is in no segment");
    }

    /// <summary>16 bits of the file.</summary>
    public ushort U16(int offset) => BinaryPrimitives.ReadUInt16LittleEndian(Slice((ulong)offset, 2));

    /// <summary>32 bits of the file.</summary>
    public uint U32(int offset) => BinaryPrimitives.ReadUInt32LittleEndian(Slice((ulong)offset, 4));

    /// <summary>64 bits of the file.</summary>
    public ulong U64(int offset) => BinaryPrimitives.ReadUInt64LittleEndian(Slice((ulong)offset, 8));

    /// <summary>Whether the zero-ended text at an offset of the string table is this one.</summary>
    public bool TextIs(int table, ulong tableLength, uint at, ReadOnlySpan<byte> text) =>
        at + (ulong)text.Length + 1 <= tableLength
        && Slice((ulong)table + at, (ulong)text.Length).SequenceEqual(text)
        && _bytes[table + (int)at + text.Length] == 0;

    /// <summary>The numbers of the symbols that relocations refer to, as often as they do: first data and pointers, then calls.</summary>
    /// <exception cref="ElfException">The file relocates in another way than x86-64 does.</exception>
    public IEnumerable<uint> RelocatedSymbols()
    {
        Require(
            !HasDynamic(OldRelocations) && Dynamic(RelocationEntry) == RelocationLength && Dynamic(JumpKind) == Relocations,
            "relocations of another kind");
        foreach ((ulong table, ulong length) in ((ulong, ulong)[])
            [(Dynamic(Relocations), Dynamic(RelocationsLength)), (Dynamic(JumpRelocations), Dynamic(JumpLength))])
        {
            int start = OffsetOf(table, length);
            for (ulong at = 0; at + RelocationLength <= length; at += RelocationLength)
            {
                // Elf64_Rela: where, symbol << 32 | kind, addend. Symbol 0 is none.
                uint symbol = (uint)(U64(checked(start + (int)at + 8)) >> 32);
                if (symbol != 0)
                {
                    yield return symbol;
                }
            }
        }
    }

    /// <summary>A symbol by its number.</summary>
    public (string Name, bool IsWeak, bool IsDefined) Symbol(uint number)
    {
        // Elf64_Sym: name, info (binding in the upper half), visibility, section, value, size.
        int at = OffsetOf(Dynamic(SymbolTable) + ((ulong)number * SymbolLength), SymbolLength);
        ulong length = Dynamic(StringTableLength);
        ReadOnlySpan<byte> texts = Slice((ulong)OffsetOf(Dynamic(StringTable), length), length);
        uint name = U32(at);
        Require(name < length, $"symbol {number} has no name");
        int end = texts[(int)name..].IndexOf((byte)0);
        Require(end >= 0, $"the name of symbol {number} has no end");
        return (System.Text.Encoding.ASCII.GetString(texts.Slice((int)name, end)), _bytes[at + 4] >> 4 == 2, U16(at + 6) != 0);
    }

    private void ReadDynamic(ulong offset, ulong length)
    {
        for (ulong at = 0; at + DynamicEntryLength <= length; at += DynamicEntryLength)
        {
            ulong tag = U64((int)(offset + at));
            if (tag == 0)
            {
                return;
            }

            // NEEDED is the one tag that repeats by design; we do not read it.
            Require(_dynamic.TryAdd(tag, U64((int)(offset + at + 8))) || tag == 1, $"dynamic entry {tag:x} is there twice");
        }

        throw new ElfException("the dynamic segment has no end");
    }

    private ReadOnlySpan<byte> Slice(ulong offset, ulong length) =>
        offset <= (ulong)_bytes.Length && length <= (ulong)_bytes.Length - offset
            ? _bytes.AsSpan((int)offset, (int)length)
            : throw new ElfException($"it ends before offset {offset:x}+{length:x}");

    private static void Require(bool holds, string otherwise)
    {
        if (!holds)
        {
            throw new ElfException(otherwise);
        }
    }
}
