using Ricap.Train.Onnx.Reading;

namespace Ricap.Train.Models.Graphs;

/// <summary>Where a classifier's graph is cut for another last layer.</summary>
/// <param name="Features">The value that the last layer is given.</param>
/// <param name="Name">What that layer is called.</param>
internal sealed record GraphEnd(string Features, string Name)
{
    /// <summary>What a last layer is called where the file has none.</summary>
    private const string Added = "fc";

    private static readonly string[] Passing = ["Softmax", "LogSoftmax", "Identity", "Flatten", "Reshape", "Squeeze", "Dropout", "Cast"];
    private static readonly string[] Pools = ["GlobalAveragePool", "AveragePool", "ReduceMean", "Relu"];

    /// <summary>
    /// Finds it. A linear layer at the end is the classifier; so is a 1×1 convolution at the end, or before the last pooling if a softmax follows
    /// it: from anything else come features.
    /// </summary>
    public static GraphEnd Of(OnnxGraph graph)
    {
        Dictionary<string, OnnxNode> makers = graph.Nodes.SelectMany(node => node.Outputs.Select(output => (output, node)))
            .Where(pair => pair.output.Length > 0).ToDictionary(pair => pair.output, pair => pair.node, StringComparer.Ordinal);
        OnnxNode? Maker(string? value) => value is null ? null : makers.GetValueOrDefault(value);
        OnnxNode? node = Maker(graph.Output);
        string end = graph.Output;
        bool hasSoftmax = false;
        while (node is not null && Passing.Contains(node.Operator))
        {
            bool isSoftmax = node.Operator.EndsWith("oftmax", StringComparison.Ordinal);
            hasSoftmax |= isSoftmax;
            end = isSoftmax ? node.Inputs[0] : end;
            node = Maker(node.Input(0));
        }

        // A linear layer without bias, and then its bias.
        if (node?.Operator == "Add" && Sides(node).FirstOrDefault(side => Maker(side)?.Operator == "MatMul") is { } product
            && Sides(node).Any(side => graph.Constants.ContainsKey(side)))
        {
            string? bias = Sides(node).FirstOrDefault(graph.Constants.ContainsKey);
            OnnxNode matMul = Maker(product)!;
            return IsLinear(graph, matMul) ? Cut(matMul, bias) : new GraphEnd(end, Added);
        }

        if (node is not null && IsLinear(graph, node))
        {
            return Cut(node, null);
        }

        if (node is not null && hasSoftmax)
        {
            while (node is not null && (Pools.Contains(node.Operator) || Passing.Contains(node.Operator)))
            {
                node = Maker(node.Input(0));
            }
        }

        return node?.Operator == "Conv" && graph.Constants.GetValueOrDefault(node.Input(1) ?? "")?.Shape is [_, _, 1, 1] && node.Integer("group", 1) == 1
            ? Cut(node, null)
            : new GraphEnd(end, Added);
    }

    private static IEnumerable<string> Sides(OnnxNode node) => node.Inputs.Where(input => input.Length > 0);

    private static bool IsLinear(OnnxGraph graph, OnnxNode node) =>
        node.Operator is "Gemm" or "MatMul" && graph.Constants.GetValueOrDefault(node.Input(1) ?? "")?.Shape is [_, _];

    private static GraphEnd Cut(OnnxNode node, string? bias)
    {
        string name = new GraphModules(new GraphScope()).NameOf(node, node.Input(1), bias ?? node.Input(2));
        return new GraphEnd(GraphOperators.Required(node, 0), name);
    }
}
