namespace Ricap.Train.Classifying;

/// <summary>A class and how sure the model is of it.</summary>
/// <param name="Index">The class's number, from 0.</param>
/// <param name="Name">Its name.</param>
/// <param name="Probability">0..1; those of all classes sum to 1. Not a number where the model's logits are none.</param>
public readonly record struct ClassProbability(int Index, string Name, double Probability);

/// <summary>What a model says of one image.</summary>
public sealed class Prediction
{
    private readonly IReadOnlyList<string> _classes;
    private readonly float[] _logits;
    private readonly double[] _probabilities;
    private readonly int[] _order;

    internal Prediction(IReadOnlyList<string> classes, float[] logits)
    {
        (_classes, _logits, _probabilities) = (classes, logits, Softmax(logits));

        // As in a test: of equal logits the lower number is first, and one that is no number counts as the highest.
        _order = [.. Enumerable.Range(0, logits.Length).OrderByDescending(i => float.IsNaN(logits[i]) ? float.PositiveInfinity : logits[i])];
    }

    /// <summary>The most probable class.</summary>
    public string Class => Best.Name;

    /// <summary>Its probability.</summary>
    public double Probability => Best.Probability;

    /// <summary>What the model's last layer gave, by class [C].</summary>
    public IReadOnlyList<float> Logits => _logits;

    /// <summary>The softmax of the logits, by class [C].</summary>
    public IReadOnlyList<double> Probabilities => _probabilities;

    /// <summary>The most probable classes, the first one first; of equal ones the lower number is first.</summary>
    /// <param name="count">How many, from 1; all of them where there are fewer.</param>
    public IReadOnlyList<ClassProbability> Top(int count)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        return [.. _order.Take(count).Select(Of)];
    }

    private ClassProbability Best => Of(_order[0]);

    private ClassProbability Of(int index) => new(index, _classes[index], _probabilities[index]);

    private static double[] Softmax(float[] logits)
    {
        double highest = logits.Max();
        double[] powers = [.. logits.Select(logit => Math.Exp(logit - highest))];
        double sum = powers.Sum();
        return [.. powers.Select(power => power / sum)];
    }
}
