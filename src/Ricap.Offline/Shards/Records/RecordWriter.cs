using System.Buffers;
using System.Runtime.CompilerServices;
using Ricap.Planning;
using Ricap.Shards.Text;

namespace Ricap.Shards.Records;

/// <summary>
/// Writes the record of a sample: one line of JSON without spaces or line end, a pure function of its arguments.
/// <code>
/// {"id":"0003-00000012","epoch":3,"batch":0,"beta":0.3,"width":32,"height":32,"boundary":{"w":20,"h":7},
///  "label":{"class":[1,4],"weight":[600,424]},
///  "patches":[{"source":"cat/a.png","index":17,"class":1,"area":140,"crop":{"x":3,"y":0,"w":20,"h":7},
///              "at":{"x":0,"y":0},"flip":false,"shift":{"x":-2,"y":4}}, ... four of them]}
/// </code>
/// A sample that is not patched has <c>mix</c>, the label's <c>total</c> and <c>layers</c> in the places of <c>boundary</c> and
/// <c>patches</c>:
/// <code>
/// "mix":"mixup","label":{"class":[1,4],"weight":[20000,45536],"total":65536},
/// "layers":[{"source":"cat/a.png","index":17,"class":1,"share":20000,"crop":{…},"at":{…},"flip":false,"shift":{…},"opacity":65536}, …
///           {"fill":"808080","share":0,"crop":{…},"at":{…},"opacity":65536}]
/// </code>
/// <c>docs/shard-format.md</c> has every field. Threads may share one instance.
/// </summary>
internal sealed class RecordWriter
{
    // What a record's constant text and numbers need at most, its label and its sources left out.
    private const int MaxHeadLength = 400;
    private const int MaxLayerLength = 256;
    private const int SmallLabel = 16;

    private readonly RecordSources _sources;
    private readonly Utf8List? _escaped; // the paths as JSON has them; null where those are the same, as nearly always
    private readonly int _width;
    private readonly int _height;
    private readonly int _maxLabelCount;
    private volatile Constants? _constants;

    /// <summary>A writer of records of some sources.</summary>
    /// <param name="sources">Every source in base-shard order; kept, and not to be changed later.</param>
    /// <param name="width">Width of the samples in pixels, from 1.</param>
    /// <param name="height">Height of the samples in pixels, from 1.</param>
    /// <exception cref="ArgumentException">A size is below 1.</exception>
    public RecordWriter(RecordSources sources, int width, int height)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(height, 1);

        _sources = sources;
        _width = width;
        _height = height;
        _maxLabelCount = SampleLabels.MaxCount(sources);
        _escaped = sources.ArePlain ? null : Escaped(sources);
    }

    /// <summary>Writes one record.</summary>
    /// <param name="plan">The sample; its layers name sources this writer knows.</param>
    /// <param name="beta">Its RICAP β, a finite number; null where nothing is patched (<see cref="EpochPlan.BetaOf"/>).</param>
    /// <param name="output">Receives the bytes.</param>
    /// <exception cref="ArgumentOutOfRangeException">β is not finite.</exception>
    public void Write(in SamplePlan plan, double? beta, IBufferWriter<byte> output)
    {
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
        ReadOnlySpan<Layer> layers = plan.Painted;
        ReadOnlySpan<ClassWeight> label = scratch[..SampleLabels.Of(plan, _sources, scratch)];
        Constants constants = ConstantsOf(beta);
        var cursor = new Utf8Cursor(output.GetSpan(constants.Text.Length + MaxLength(plan.Mix, layers, label.Length)));

        cursor.Text("{\"id\":\""u8);
        cursor.Key(plan.Epoch, plan.Index);
        cursor.Field("\",\"epoch\":"u8, plan.Epoch);
        cursor.Field(",\"batch\":"u8, plan.Batch);
        cursor.Text(constants.Text);
        if (plan.IsPatched)
        {
            cursor.Field(",\"boundary\":{\"w\":"u8, plan.BoundaryX);
            cursor.Field(",\"h\":"u8, plan.BoundaryY);
            cursor.Text("},\"label\":"u8);
            cursor.Label(label);
            cursor = WritePatches(cursor, layers);
        }
        else
        {
            WriteLayers(ref cursor, plan, layers, label);
        }

        cursor.Text("]}"u8);
        output.Advance(cursor.Length);
    }

    /// <summary>A cursor of its own, which stays in registers for the fifty pieces of text that most of a record is.</summary>
    private Utf8Cursor WritePatches(Utf8Cursor cursor, scoped ReadOnlySpan<Layer> patches)
    {
        cursor.Text(",\"patches\":["u8);
        for (int i = 0; i < patches.Length; i++)
        {
            ref readonly Layer patch = ref patches[i];
            if (i > 0)
            {
                cursor.Text(","u8);
            }

            WriteSource(ref cursor, patch.Source);
            cursor.Field(",\"area\":"u8, patch.Area);
            WritePlace(ref cursor, patch);
            WriteMotion(ref cursor, patch);
            cursor.Text("}"u8);
        }

        return cursor;
    }

    private void WriteLayers(
        ref Utf8Cursor cursor, in SamplePlan plan, scoped ReadOnlySpan<Layer> layers, ReadOnlySpan<ClassWeight> label)
    {
        cursor.Text(",\"mix\":\""u8);
        cursor.Ascii(plan.Mix);
        cursor.Text("\",\"label\":"u8);
        cursor.Label(label, plan.LabelTotal);
        cursor.Text(",\"layers\":["u8);
        for (int i = 0; i < layers.Length; i++)
        {
            ref readonly Layer layer = ref layers[i];
            cursor.Text(i == 0 ? ""u8 : ","u8);
            if (layer.IsColour)
            {
                cursor.Text("{\"fill\":\""u8);
                cursor.Ascii(layer.Colour.ToString());
                cursor.Text("\""u8);
            }
            else
            {
                WriteSource(ref cursor, layer.Source);
            }

            cursor.Text(",\"share\":"u8);
            cursor.Number(layer.Share);
            WritePlace(ref cursor, layer);
            if (!layer.IsColour)
            {
                WriteMotion(ref cursor, layer);
            }

            cursor.Text(",\"opacity\":"u8);
            cursor.Number(layer.Opacity);
            cursor.Text("}"u8);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void WriteSource(ref Utf8Cursor cursor, int source)
    {
        cursor.Text("{\"source\":\""u8);
        cursor.Text(PathOf(source));
        cursor.Field("\",\"index\":"u8, source);
        cursor.Field(",\"class\":"u8, _sources.ClassOf(source));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void WritePlace(ref Utf8Cursor cursor, in Layer layer)
    {
        cursor.Field(",\"crop\":{\"x\":"u8, layer.CropX);
        cursor.Field(",\"y\":"u8, layer.CropY);
        cursor.Field(",\"w\":"u8, layer.Width);
        cursor.Field(",\"h\":"u8, layer.Height);
        cursor.Field("},\"at\":{\"x\":"u8, layer.AtX);
        cursor.Field(",\"y\":"u8, layer.AtY);
        cursor.Text("}"u8);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void WriteMotion(ref Utf8Cursor cursor, in Layer layer)
    {
        if ((layer.ShiftX | layer.ShiftY) == 0)
        {
            cursor.Text(layer.Flip ? ",\"flip\":true,\"shift\":{\"x\":0,\"y\":0}"u8 : ",\"flip\":false,\"shift\":{\"x\":0,\"y\":0}"u8);
            return;
        }

        cursor.Field(layer.Flip ? ",\"flip\":true,\"shift\":{\"x\":"u8 : ",\"flip\":false,\"shift\":{\"x\":"u8, layer.ShiftX);
        cursor.Field(",\"y\":"u8, layer.ShiftY);
        cursor.Text("}"u8);
    }

    /// <summary>What samples of one β share. An epoch has one or two, so the last is kept; it is a value, whichever thread made it.</summary>
    private Constants ConstantsOf(double? beta)
    {
        if (_constants is { } known && Nullable.Equals(known.Beta, beta))
        {
            return known;
        }

        byte[] text = new byte[128];
        var cursor = new Utf8Cursor(text);
        cursor.Text(",\"beta\":"u8);
        if (beta is double real)
        {
            cursor.Real(real);
        }
        else
        {
            cursor.Text("null"u8);
        }

        cursor.Field(",\"width\":"u8, _width);
        cursor.Field(",\"height\":"u8, _height);
        return _constants = new Constants(beta, text[..cursor.Length]);
    }

    private ReadOnlySpan<byte> PathOf(int source) => _escaped is null ? _sources.PathOf(source) : _escaped[source];

    private static Utf8List Escaped(RecordSources sources)
    {
        var escaped = new Utf8List();
        for (int i = 0; i < sources.Count; i++)
        {
            escaped.Add(JsonParts.Escape(sources.PathOf(i)));
        }

        return escaped;
    }

    /// <summary>At most so many bytes. All paths are asked for their lengths, so that those that are in no cache come from memory together.</summary>
    private int MaxLength(string mix, ReadOnlySpan<Layer> layers, int labelCount)
    {
        int length = MaxHeadLength + mix.Length + Utf8Cursor.MaxLabelLength(labelCount);
        foreach (ref readonly Layer layer in layers)
        {
            length = checked(length + MaxLayerLength + (layer.IsColour ? 0 : PathOf(layer.Source).Length));
        }

        return length;
    }

    private sealed record Constants(double? Beta, byte[] Text);
}
