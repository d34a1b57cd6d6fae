namespace Ricap.Train.Runtime;

/// <summary>Things that end together, the last made first; also where making one of them fails.</summary>
internal sealed class OwnedThings : IDisposable
{
    private readonly Stack<IDisposable> _things = [];

    /// <summary>Makes something whose parts are owned from the moment they are added; if it fails they all end.</summary>
    public static T Make<T>(Func<OwnedThings, T> make)
    {
        var owned = new OwnedThings();
        try
        {
            return make(owned);
        }
        catch
        {
            owned.Dispose();
            throw;
        }
    }

    /// <summary>Owns a thing from here on, and gives it back.</summary>
    public T Add<T>(T thing)
        where T : IDisposable?
    {
        if (thing is not null)
        {
            _things.Push(thing);
        }

        return thing;
    }

    public void Dispose()
    {
        while (_things.TryPop(out IDisposable? thing))
        {
            thing.Dispose();
        }
    }
}
