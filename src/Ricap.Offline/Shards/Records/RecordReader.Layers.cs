using Ricap.Planning;
using Ricap.Shards.Text;

namespace Ricap.Shards.Records;

internal static partial class RecordReader
{
    private static ClassWeight[] ReadPatches(ref StrictJson reader, Layers read)
    {
        (int boundaryX, int boundaryY) = ReadPair(ref reader, "w"u8, "h"u8, least: 0);
        reader.Property("label"u8);
        ClassWeight[] label = ReadLabel(ref reader);
        reader.Property("patches"u8);
        reader.OpenArray();
        for (int i = 0; i < SampleLayers.Capacity; i++)
        {
            reader.OpenObject();
            LayerSource source = ReadSource(ref reader, out int row);
            reader.Property("area"u8);
            int area = reader.Int32();
            Layer layer = ReadPlace(ref reader, row, area);
            if (i == 0 && (layer.Width, layer.Height) != (boundaryX, boundaryY))
            {
                throw reader.Expected($"a first patch of {boundaryX}x{boundaryY}, as the boundary says,");
            }

            read.Add(ReadMotion(ref reader, layer), source);
            reader.CloseObject();
        }

        reader.CloseArray();
        return label;
    }

    private static ClassWeight[] ReadLayers(ref StrictJson reader, Layers read)
    {
        reader.Property("label"u8);
        ClassWeight[] label = ReadWeights(ref reader);
        reader.Property("total"u8);
        long total = reader.Int64();
        reader.CloseObject();
        reader.Property("layers"u8);
        reader.OpenArray();
        do
        {
            ReadLayer(ref reader, read);
        }
        while (read.Plan.Count < SampleLayers.Capacity && !reader.ArrayEnds());

        long sum = 0;
        for (int i = 0; i < read.Plan.Count; i++)
        {
            sum += read.Plan[i].Share;
        }

        if (sum != total)
        {
            throw reader.Expected($"shares that sum to {total}");
        }

        if (read.Plan.Count == SampleLayers.Capacity)
        {
            reader.CloseArray();
        }

        return label;
    }

    private static void ReadLayer(ref StrictJson reader, Layers read)
    {
        reader.OpenObject();
        LayerSource? source = null;
        int row = Layer.NoSource;
        Rgb24 colour = default;
        if (reader.TryProperty("fill"u8))
        {
            string text = reader.Text();
            if (!Rgb24.TryParse(text, null, out colour) || colour.ToString() != text)
            {
                throw reader.Expected("a colour RRGGBB");
            }
        }
        else
        {
            source = ReadSource(ref reader, out row);
        }

        reader.Property("share"u8);
        int share = reader.Int32();
        Layer layer = ReadPlace(ref reader, row, area: null);
        layer = source is null ? layer : ReadMotion(ref reader, layer);
        reader.Property("opacity"u8);
        int opacity = reader.Int32();
        if (opacity > Layer.Opaque)
        {
            throw reader.Expected($"an opacity of 0..{Layer.Opaque}");
        }

        read.Add(layer with { Share = share, Opacity = opacity, Colour = colour }, source);
        reader.CloseObject();
    }

    private static LayerSource ReadSource(ref StrictJson reader, out int row)
    {
        reader.Property("source"u8);
        string path = reader.Text();
        reader.Property("index"u8);
        row = reader.Int32();
        reader.Property("class"u8);
        return new LayerSource(path, reader.Int32());
    }

    /// <summary>Reads crop and place of a layer that has the area, if it is known.</summary>
    private static Layer ReadPlace(ref StrictJson reader, int row, int? area)
    {
        reader.Property("crop"u8);
        reader.OpenObject();
        reader.Property("x"u8);
        int cropX = reader.Int32();
        reader.Property("y"u8);
        int cropY = reader.Int32();
        reader.Property("w"u8);
        int width = reader.Int32();
        reader.Property("h"u8);
        int height = reader.Int32();
        if ((long)width * height != (area ?? Math.Min((long)width * height, int.MaxValue)))
        {
            throw reader.Expected($"a crop of area {area ?? int.MaxValue}");
        }

        reader.CloseObject();
        reader.Property("at"u8);
        (int atX, int atY) = ReadPair(ref reader, "x"u8, "y"u8, least: 0);
        return new Layer(row, cropX, cropY, width, height, atX, atY, flip: false, 0, 0);
    }

    private static Layer ReadMotion(ref StrictJson reader, Layer layer)
    {
        reader.Property("flip"u8);
        bool flip = reader.Flag();
        reader.Property("shift"u8);
        (int shiftX, int shiftY) = ReadPair(ref reader, "x"u8, "y"u8, least: int.MinValue);
        return layer with { Flip = flip, ShiftX = shiftX, ShiftY = shiftY };
    }

    /// <summary>The layers of a record as they are read.</summary>
    private sealed class Layers(string mix)
    {
        private readonly List<LayerSource?> _sources = new(SampleLayers.Capacity);
        private SampleLayers _plan;

        public string Mix => mix;

        public SampleLayers Plan => _plan;

        public IReadOnlyList<LayerSource?> Sources => _sources;

        public void Add(Layer layer, LayerSource? source)
        {
            _plan.Add(layer);
            _sources.Add(source);
        }
    }
}
