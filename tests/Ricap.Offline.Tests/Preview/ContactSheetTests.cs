using System.IO.Hashing;
using Ricap.Preview;
using Ricap.Preview.Drawing;

namespace Ricap.Tests.Preview;

public sealed class ContactSheetTests
{
    private static readonly SheetOptions Options = new(
        Columns: 0, TileWidth: 64, "Ten classes", "32×32 · mode sample · β 0.3 · seed 42 · epoch 0");

    [Theory]
    [InlineData(0, 1, 0)]
    [InlineData(1, 1, 1)]
    [InlineData(7, 4, 2)]
    [InlineData(100, 17, 6)]
    public void ChoosesColumns(int count, int columns, int rows)
    {
        var layout = SheetLayout.For(Samples.Tiles(count, 32), Options);
        Assert.Equal((columns, rows), (layout.Columns, layout.Rows));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(100)]
    public void CellsLieInsideTheSheetAndApart(int count)
    {
        var layout = SheetLayout.For(Samples.Tiles(count, 32), Options with { Columns = 6 });
        var places = Enumerable.Range(0, count).Select(layout.Place).ToArray();

        Assert.All(places, place =>
        {
            Assert.InRange(place.X, SheetLayout.Margin, layout.Width - SheetLayout.Margin - layout.Cell.Width);
            Assert.InRange(place.Y, SheetLayout.Margin, layout.Height - SheetLayout.Margin - layout.Cell.Height);
        });
        Assert.All(places.Skip(1).Zip(places), pair => Assert.True(
            pair.First.X >= pair.Second.X + layout.Cell.Width || pair.First.Y >= pair.Second.Y + layout.Cell.Height));
    }

    [Fact]
    public void NeverMoreColumnsThanTiles() =>
        Assert.Equal(3, SheetLayout.For(Samples.Tiles(3, 32), Options with { Columns = 8 }).Columns);

    [Fact]
    public void AllCaptionsAreAsHighAsTheLongest()
    {
        SheetTile[] tiles =
        [
            Samples.Tile(32, 32, "#0", ("a", 1)),
            Samples.Tile(32, 32, "#1", ("a", 0.5), ("b", 0.3), ("c", 0.2)),
        ];
        Assert.Equal(Caption.Height(lines: 3), SheetLayout.For(tiles, Options).Cell.CaptionHeight);
    }

    [Fact]
    public void TextIsGivenRoomUnderNarrowPictures()
    {
        SheetCell cell = SheetLayout.For([Samples.Tile(32, 32, "#0", ("longsleeve", 1))], Options).Cell;
        Assert.Equal(64, cell.PictureWidth);
        Assert.True(cell.Width > cell.PictureWidth);

        SheetCell widest = SheetLayout.For([Samples.Tile(32, 32, new string('#', 200))], Options).Cell;
        Assert.InRange(widest.Width, cell.Width, 200);
    }

    [Fact]
    public void PicturesArePastedUntouched()
    {
        SheetTile tile = Samples.Tile(64, 64, "#0", ("dress", 1));
        SheetImage sheet = ContactSheet.Draw([tile], Options);
        (int x, int y) = SheetLayout.For([tile], Options).Place(0);
        for (int row = 0; row < tile.Height; row++)
        {
            Assert.Equal(
                tile.Rgb.Slice(row * 64 * 3, 64 * 3).ToArray(),
                sheet.Rgb.AsSpan((((y + row) * sheet.Width) + x) * 3, 64 * 3).ToArray());
        }
    }

    [Fact]
    public void TheStackedBarIsThePatchesSharesWide()
    {
        SheetTile tile = Samples.Tile(64, 64, "#0", ("dress", 0.75), ("hat", 0.25));
        SheetImage sheet = ContactSheet.Draw([tile], Options);
        (int x, int y) = SheetLayout.For([tile], Options).Place(0);
        var palette = new Palette(["dress", "hat"], []);
        Colour[] bar = [.. Enumerable.Range(x, 64).Select(column => Pixel(sheet, column, y + 64 + 5))];

        Assert.Equal(48, bar.Count(colour => colour == palette["dress"]));
        Assert.Equal(15, bar.Count(colour => colour == palette["hat"])); // and the hairline between them
    }

    [Fact]
    public void ClassesOfTheDataSetFixTheColours()
    {
        string[] classes = [.. Enumerable.Range(0, 12).Select(i => $"class {i}")];
        SheetTile tile = Samples.Tile(64, 64, "#0", ("class 7", 1));
        SheetOptions options = Options with { Classes = classes };
        SheetImage sheet = ContactSheet.Draw([tile], options);
        (int x, int y) = SheetLayout.For([tile], options).Place(0);

        Assert.Equal(new Palette(classes, [])["class 7"], Pixel(sheet, x, y + 64 + 5));
    }

    /// <summary>The colour is the key to the bar: two classes of one sample never share it.</summary>
    [Fact]
    public void ClassesOfOneTileDifferHoweverManyThereAre()
    {
        string[] classes = [.. Enumerable.Range(0, 300).Select(i => $"class {i}")];
        SheetTile[] tiles =
        [
            .. classes.Chunk(4).Select((four, i) => Samples.Tile(64, 64, $"#{i}", [.. four.Select(name => (name, 0.25))])),
        ];
        SheetOptions options = Options with { Classes = classes };
        SheetImage sheet = ContactSheet.Draw(tiles, options);
        var layout = SheetLayout.For(tiles, options);
        for (int i = 0; i < tiles.Length; i++)
        {
            (int x, int y) = layout.Place(i);
            IEnumerable<Colour> bar = Enumerable.Range(0, 4).Select(part => Pixel(sheet, x + (16 * part) + 8, y + 64 + 5));
            Assert.Equal(4, bar.Distinct().Count());
        }
    }

    [Theory]
    [InlineData(0.004, "<0.01")]
    [InlineData(0.006, "0.01")]
    [InlineData(0.994, "0.99")]
    [InlineData(0.996, ">0.99")]
    [InlineData(1, "1.00")]
    public void NoShareIsRoundedToNothingOrToAllOfIt(double share, string text) =>
        Assert.Equal($"dress {text}", $"dress{Caption.Tail(share)}");

    [Fact]
    public void DrawsShapesOfEveryKindTogether()
    {
        SheetTile[] tiles =
        [
            Samples.Tile(1, 1, "#0", ("dress", 1)),
            Samples.Tile(7, 1, "#1", ("dress", 0.5), ("hat", 0.5)),
            Samples.Tile(640, 480, "#2", ("dress", 0.5), ("hat", 0.3), ("шапка", 0.1), ("帽子", 0.1)),
            Samples.Tile(3, 900, "#3"),
        ];
        SheetCell cell = SheetLayout.For(tiles, Options).Cell;
        SheetImage sheet = ContactSheet.Draw(tiles, Options);

        Assert.Equal((64, 64), (cell.PictureWidth, cell.PictureHeight));
        Assert.Equal(sheet.Width * sheet.Height * 3, sheet.Rgb.Length);
    }

    [Fact]
    public void RefusesWhatItCannotDraw()
    {
        SheetTile torn = Samples.Tile(2, 2, "#0") with { Rgb = new byte[3] };
        SheetOptions huge = Options with { TileWidth = 20_000 };
        Assert.Throws<ArgumentException>(() => ContactSheet.Draw([torn], Options));
        Assert.Throws<ArgumentException>(() => ContactSheet.Draw(Samples.Tiles(4, 1), huge));
        Assert.Throws<ArgumentOutOfRangeException>(() => ContactSheet.Draw([], Options with { TileWidth = 0 }));
        Assert.Throws<ArgumentOutOfRangeException>(() => ContactSheet.Draw([], Options with { Columns = -1 }));
    }

    /// <summary>
    /// Every byte of a sheet that has one of everything. It changes with any change to what sheets look like; look at
    /// one before putting the new value here.
    /// </summary>
    [Fact]
    public void EveryByteIsPinned()
    {
        SheetTile[] tiles =
        [
            Samples.Tile(32, 32, "#0", ("dress", 0.62), ("hat", 0.38)),
            Samples.Tile(32, 32, "#1", ("longsleeve, a long name", 0.4), ("юбка", 0.3), ("κάλτσα", 0.2), ("日本", 0.1)),
            Samples.Tile(32, 32, "#2", ("a", 0.3), ("b", 0.3), ("c", 0.2), ("d", 0.1), ("e", 0.05)),
            Samples.Tile(100, 75, "#3", ("hat", 1)),
        ];
        SheetImage sheet = ContactSheet.Draw(tiles, Options);
        Assert.Equal(
            "630×281 ae592982e3d1e0370f78d23cc0cd9e8f",
            $"{sheet.Width}×{sheet.Height} {Convert.ToHexStringLower(XxHash128.Hash(sheet.Rgb))}");
    }

    private static Colour Pixel(SheetImage sheet, int x, int y)
    {
        ReadOnlySpan<byte> pixel = sheet.Rgb.AsSpan(((y * sheet.Width) + x) * 3, 3);
        return new Colour(pixel[0], pixel[1], pixel[2]);
    }
}
