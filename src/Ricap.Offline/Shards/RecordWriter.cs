using System.Buffers;
using Ricap.Planning;

namespace Ricap.Shards;

/// <summary>
/// Writes the record of a sample: one line of JSON without spaces or line end, a pure function of its arguments.
/// <code>
/// {"id":"0003-00000012","epoch":3,"batch":0,"beta":0.3,"width":32,"height":32,"boundary":{"w":20,"h":7},
///  "label":{"class":[1,4],"weight":[600,424]},
///  "patches":[{"source":"cat/a.png","index":17,"class":1,"area":140,"crop":{"x":3,"y":0,"w":20,"h":7},
///              "at":{"x":0,"y":0},"flip":false,"shift":{"x":-2,"y":4}}, ... four of them]}
/// </code>
/// <c>docs/shard-format.md</c> has every field. Instances are immutable: threads may share one.
/// </summary>
internal sealed class RecordWriter
{
    // What a record's constant text and numbers need at most, its label and its sources left out.
    private const int MaxHeadLength = 320;
    private const int MaxPatchLength = 256;
    private const int SmallLabel = 16;

    private readonly IReadOnlyList<RecordSource> _sources;
    private readonly byte[][] _patchStarts;
    private readonly int _width;
    private readonly int _height;
    private readonly int _maxLabelCount;

    /// <summary>Prepares what is the same in every record of a source.</summary>
    /// <param name="sources">Every source in base-shard order; kept, and not to be changed later.</param>
    /// <param name="width">Width of the samples in pixels, from 1.</param>
    /// <param name="height">Height of the samples in pixels, from 1.</param>
    /// <exception cref="ArgumentException">A size is below 1, or a path is not valid Unicode.</exception>
    public RecordWriter(IReadOnlyList<RecordSource> sources, int width, int height)
    {
        ArgumentNullException.ThrowIfNull(sources);
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(height, 1);

        _sources = sources;
        _width = width;
        _height = height;
        _maxLabelCount = SampleLabels.MaxCount(sources);
        _patchStarts = new byte[sources.Count][];
        for (int i = 0; i < _patchStarts.Length; i++)
        {
            _patchStarts[i] = PatchStart(i, sources[i]);
        }
    }

    /// <summary>Writes one record.</summary>
    /// <param name="plan">The sample; its patches name sources this writer knows.</param>
    /// <param name="beta">Its RICAP β, a finite number; null where nothing is patched.</param>
    /// <param name="output">Receives the bytes.</param>
    /// <exception cref="ArgumentOutOfRangeException">β is not finite.</exception>
    public void Write(in SamplePlan plan, double? beta, IBufferWriter<byte> output)
    {
        ArgumentNullException.ThrowIfNull(output);
        if (beta is double real && !double.IsFinite(real))
        {
            throw new ArgumentOutOfRangeException(nameof(beta), real, "JSON has finite numbers only.");
        }

        if (_maxLabelCount <= SmallLabel)
        {
            Write(plan, beta, output, stackalloc ClassWeight[SmallLabel]);
            return;
        }

        ClassWeight[] scratch = ArrayPool<ClassWeight>.Shared.Rent(_maxLabelCount);
        Write(plan, beta, output, scratch);
        ArrayPool<ClassWeight>.Shared.Return(scratch);
    }

    private void Write(in SamplePlan plan, double? beta, IBufferWriter<byte> output, Span<ClassWeight> scratch)
    {
        FourPatches patches = plan.Patches;
        ReadOnlySpan<ClassWeight> label = scratch[..SampleLabels.Of(plan, _sources, scratch)];
        var cursor = new Utf8Cursor(output.GetSpan(MaxLength(patches, label.Length)));

        cursor.Text("{\"id\":\""u8);
        cursor.Key(plan.Epoch, plan.Index);
        cursor.Text("\",\"epoch\":"u8);
        cursor.Number(plan.Epoch);
        cursor.Text(",\"batch\":"u8);
        cursor.Number(plan.Batch);
        cursor.Text(",\"beta\":"u8);
        WriteBeta(ref cursor, beta);
        cursor.Text(",\"width\":"u8);
        cursor.Number(_width);
        cursor.Text(",\"height\":"u8);
        cursor.Number(_height);
        cursor.Text(",\"boundary\":{\"w\":"u8);
        cursor.Number(plan.BoundaryX);
        cursor.Text(",\"h\":"u8);
        cursor.Number(plan.BoundaryY);
        cursor.Text("},\"label\":"u8);
        cursor.Label(label);
        cursor.Text(",\"patches\":["u8);
        for (int i = 0; i < FourPatches.Count; i++)
        {
            cursor.Text(i == 0 ? ""u8 : ","u8);
            WritePatch(ref cursor, patches[i]);
        }

        cursor.Text("]}"u8);
        output.Advance(cursor.Length);
    }

    private void WritePatch(ref Utf8Cursor cursor, in PatchPlan patch)
    {
        cursor.Text(_patchStarts[patch.Source]);
        cursor.Number(patch.Area);
        cursor.Text(",\"crop\":{\"x\":"u8);
        cursor.Number(patch.CropX);
        cursor.Text(",\"y\":"u8);
        cursor.Number(patch.CropY);
        cursor.Text(",\"w\":"u8);
        cursor.Number(patch.Width);
        cursor.Text(",\"h\":"u8);
        cursor.Number(patch.Height);
        cursor.Text("},\"at\":{\"x\":"u8);
        cursor.Number(patch.AtX);
        cursor.Text(",\"y\":"u8);
        cursor.Number(patch.AtY);
        cursor.Text(patch.Flip ? "},\"flip\":true,\"shift\":{\"x\":"u8 : "},\"flip\":false,\"shift\":{\"x\":"u8);
        cursor.Number(patch.ShiftX);
        cursor.Text(",\"y\":"u8);
        cursor.Number(patch.ShiftY);
        cursor.Text("}}"u8);
    }

    private static void WriteBeta(ref Utf8Cursor cursor, double? beta)
    {
        if (beta is double real)
        {
            cursor.Real(real);
        }
        else
        {
            cursor.Text("null"u8);
        }
    }

    // The part of a patch that depends on its source alone: {"source":"cat/a.png","index":17,"class":1,"area":
    private static byte[] PatchStart(int index, RecordSource source)
    {
        var start = new ArrayBufferWriter<byte>();
        start.Write("{\"source\":"u8);
        start.WriteString(source.Path);
        start.Write(",\"index\":"u8);
        start.WriteNumber(index);
        start.Write(",\"class\":"u8);
        start.WriteNumber(source.Class);
        start.Write(",\"area\":"u8);
        return start.WrittenSpan.ToArray();
    }

    private int MaxLength(in FourPatches patches, int labelCount)
    {
        int length = MaxHeadLength + Utf8Cursor.MaxLabelLength(labelCount) + (FourPatches.Count * MaxPatchLength);
        foreach (ref readonly PatchPlan patch in patches)
        {
            length += _patchStarts[patch.Source].Length;
        }

        return length;
    }
}
