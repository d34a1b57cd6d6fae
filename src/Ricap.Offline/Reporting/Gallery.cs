using System.Text.Json.Serialization;
using Ricap.Planning;
using Ricap.Preview.Drawing;
using Ricap.Reading;
using Ricap.Shards;
using Ricap.Shards.Records;

namespace Ricap.Reporting;

/// <summary>The samples that a report shows pictures of: the same places in each epoch, evenly spaced.</summary>
/// <param name="Indices">Their places in the epoch, ascending.</param>
/// <param name="Thumbnails">How their pictures lie on the sheets, in the order of <paramref name="Indices"/>.</param>
/// <param name="Sources">The sources that they are made from.</param>
/// <param name="Epochs">The samples by epoch, in the order of <paramref name="Indices"/>.</param>
internal sealed record Gallery(
    IReadOnlyList<int> Indices,
    ThumbnailLayout Thumbnails,
    IReadOnlyList<GallerySource> Sources,
    IReadOnlyList<IReadOnlyList<GallerySample>> Epochs)
{
    /// <summary>The labels of all shown samples.</summary>
    [JsonIgnore]
    public IEnumerable<IReadOnlyList<LabelShare>> Labels => Epochs.SelectMany(epoch => epoch).Select(sample => sample.Label);

    /// <summary>Chooses samples and tells where each of their patches comes from.</summary>
    public static Gallery Of(PlannedDataset dataset, IReadOnlyList<EpochPlan> epochs, int samples)
    {
        var thumbnails = ThumbnailLayout.For(
            dataset.Options.Width, dataset.Options.Height, epochs.Count, Math.Min(samples, dataset.Sources.Count));
        int[] indices = EvenChoice.Of(dataset.Sources.Count, thumbnails.Count);
        var sources = new SourceList(dataset.Sources);
        var label = new ClassWeight[SampleLabels.MaxCount(dataset.Sources)];
        return new Gallery(
            indices,
            thumbnails,
            sources.Listed,
            [.. epochs.Select(epoch => indices.Select(i => Describe(epoch.Sample(i))).ToArray())]);

        GallerySample Describe(SamplePlan plan)
        {
            Layer[] layers = plan.Layers.ToArray();

            int length = SampleLabels.Of(plan, dataset.Sources, label);
            return new GallerySample(
                plan.Mix,
                plan.IsPatched ? plan.BoundaryX : null,
                plan.IsPatched ? plan.BoundaryY : null,
                [.. layers.Select(layer => GalleryLayer.Of(layer, layer.IsColour ? null : sources.PlaceOf(layer.Source)))],
                LabelShare.Of(label.AsSpan(0, length)));
        }
    }

    /// <summary>The same samples; where two classes of one have the same colour, one of them with another.</summary>
    public Gallery Painted(Palette palette, IReadOnlyList<string> classes)
    {
        return this with { Epochs = [.. Epochs.Select(epoch => epoch.Select(Paint).ToArray())] };

        GallerySample Paint(GallerySample sample)
        {
            Colour[] colours = palette.Of(sample.Label.Select(part => classes[part.Class]));
            return sample with
            {
                Label =
                [
                    .. sample.Label.Zip(colours, (part, colour) =>
                        colour == palette[classes[part.Class]] ? part : part with { Colour = colour.ToString() }),
                ],
            };
        }
    }

    /// <summary>Lists sources as they are asked for, each once: pages need a few thousand out of millions.</summary>
    private sealed class SourceList(IReadOnlyList<RecordSource> all)
    {
        private readonly Dictionary<int, int> _places = [];
        private readonly List<GallerySource> _listed = [];

        public IReadOnlyList<GallerySource> Listed => _listed;

        public int PlaceOf(int source)
        {
            if (!_places.TryGetValue(source, out int place))
            {
                place = _listed.Count;
                _places.Add(source, place);
                _listed.Add(GallerySource.Of(source, all[source]));
            }

            return place;
        }
    }
}

/// <summary>A source that a shown sample is made from.</summary>
/// <param name="Index">Its number in the base.</param>
/// <param name="Path">Its path below the image folder.</param>
/// <param name="Class">Its class; of a soft-labelled source, its heaviest.</param>
/// <param name="Label">Its label; null if that is all of <paramref name="Class"/>.</param>
internal sealed record GallerySource(int Index, string Path, int Class, IReadOnlyList<LabelShare>? Label)
{
    /// <summary>A source of the base.</summary>
    public static GallerySource Of(int index, RecordSource source) => new(
        index, source.Path, source.Class, source.SoftLabel is { } label ? LabelShare.Of([.. label]) : null);
}

/// <summary>A shown sample.</summary>
/// <param name="Mix">What made it.</param>
/// <param name="X">Where the boundary between its patches lies; null if it is not patched.</param>
/// <param name="Y">Where the boundary between its patches lies; null if it is not patched.</param>
/// <param name="Layers">Its layers, the lowest first; those without area too.</param>
/// <param name="Label">Its label, heaviest first.</param>
internal sealed record GallerySample(
    string Mix, int? X, int? Y, IReadOnlyList<GalleryLayer> Layers, IReadOnlyList<LabelShare> Label);

/// <summary>Where a layer comes from and where it lies.</summary>
/// <param name="Source">Its source's place in <see cref="Gallery.Sources"/>; null for a colour.</param>
/// <param name="Fill">Its colour; null for a source.</param>
/// <param name="CropX">Left edge of what is cut out.</param>
/// <param name="CropY">Upper edge of what is cut out.</param>
/// <param name="AtX">Its left edge in the sample.</param>
/// <param name="AtY">Its upper edge in the sample.</param>
/// <param name="Width">Its width.</param>
/// <param name="Height">Its height.</param>
/// <param name="Flip">Whether the source is mirrored.</param>
/// <param name="ShiftX">How far the source moves right.</param>
/// <param name="ShiftY">How far the source moves down.</param>
/// <param name="Opacity">How much of what is below it hides, 0..1.</param>
internal sealed record GalleryLayer(
    int? Source, string? Fill, int CropX, int CropY, int AtX, int AtY, int Width, int Height, bool Flip, int ShiftX, int ShiftY, double Opacity)
{
    /// <summary>A layer of a sample.</summary>
    public static GalleryLayer Of(Layer layer, int? source) => new(
        source,
        layer.IsColour ? layer.Colour.ToString() : null,
        layer.CropX,
        layer.CropY,
        layer.AtX,
        layer.AtY,
        layer.Width,
        layer.Height,
        layer.Flip,
        layer.ShiftX,
        layer.ShiftY,
        Share.Rounded((double)layer.Opacity / Layer.Opaque));
}

/// <summary>What part of a label a class has.</summary>
/// <param name="Class">The class.</param>
/// <param name="Share">Its part of the label, above 0 and at most 1.</param>
internal readonly record struct LabelShare(int Class, double Share)
{
    /// <summary>The colour it has in this sample, <c>#rrggbb</c>; null if that is the class's own.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Colour { get; init; }

    /// <summary>The shares of a label, heaviest first.</summary>
    public static LabelShare[] Of(ReadOnlySpan<ClassWeight> label)
    {
        double whole = 0;
        foreach (ClassWeight part in label)
        {
            whole += part.Weight;
        }

        return
        [
            .. label.ToArray()
                .OrderByDescending(part => part.Weight)
                .ThenBy(part => part.Class)
                .Select(part => new LabelShare(part.Class, Reporting.Share.Of(part.Weight, whole))),
        ];
    }
}
