using System.Text;
using CsCheck;

namespace Ricap.Tests;

public sealed class Utf8ListTests
{
    private static readonly Gen<string> Text = Gen.String.Select(text => Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text)));

    [Fact]
    public void Texts_come_back_whichever_way_they_came() =>
        Text.Array[0, 20].Sample(texts =>
        {
            var list = new Utf8List();
            for (int i = 0; i < texts.Length; i++)
            {
                byte[] bytes = Encoding.UTF8.GetBytes(texts[i]);
                switch (i % 3)
                {
                    case 0:
                        list.Add(texts[i]);
                        break;
                    case 1:
                        list.Add(bytes);
                        break;
                    default:
                        list.Add(bytes.AsSpan(0, bytes.Length / 2), bytes.AsSpan(bytes.Length / 2));
                        break;
                }
            }

            Assert.Equal(texts, Enumerable.Range(0, list.Count).Select(list.Text));
            Assert.Equal(texts.Sum(Encoding.UTF8.GetByteCount), list.Length);
            Assert.All(Enumerable.Range(0, list.Count), i => Assert.Equal([.. Encoding.UTF8.GetBytes(texts[i]), 0], list.Terminated(i).ToArray()));
        });

    [Fact]
    public void The_order_is_that_of_code_points() =>
        Text.Array[0, 30].Sample(texts =>
        {
            var list = new Utf8List();
            Array.ForEach(texts, text => list.Add(text));
            Assert.Equal(texts.Order(Ricap.Sources.Utf8Order.Instance), list.Order().Select(list.Text));
        });

    [Fact]
    public void What_is_no_Unicode_is_replaced()
    {
        var list = new Utf8List();
        list.Add("a\uD800b");
        Assert.Equal("a\uFFFDb", list.Text(0));
    }

    [Fact]
    public void Texts_that_are_taken_back_make_room_for_others() =>
        Gen.Select(Text.Array[0, 10], Text.Array[0, 10], Text.Array[0, 10], Gen.Bool).Sample((kept, gone, added, reserve) =>
        {
            var list = new Utf8List();
            if (reserve)
            {
                list.Reserve(30, 50);
            }

            Array.ForEach([.. kept, .. gone], text => list.Add(text));
            list.Truncate(kept.Length);
            Array.ForEach(added, text => list.Add(text));
            Assert.Equal([.. kept, .. added], Enumerable.Range(0, list.Count).Select(list.Text));
        });
}
