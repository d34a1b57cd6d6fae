using System.Runtime.InteropServices;
using Google.Protobuf;
using Ricap.Train.Onnx.Schema;

namespace Ricap.Train.Onnx.Writing;

/// <summary>
/// Takes normalisations into the convolutions before them: (w·x + b − mean) · s + shift with s = scale / √(variance + ε) is a convolution
/// with w·s and (b − mean) · s + shift. One that follows something else stays.
/// </summary>
internal static class BatchNormFolding
{
    private const float DefaultEpsilon = 1e-5f;

    /// <summary>Folds all that can be, in place.</summary>
    /// <returns>How many were folded.</returns>
    public static int Apply(GraphProto graph)
    {
        Dictionary<string, NodeProto> makers = graph.Node.SelectMany(node => node.Output.Select(output => (output, node))).ToDictionary();
        Dictionary<string, TensorProto> weights = graph.Initializer.ToDictionary(tensor => tensor.Name);
        Dictionary<string, int> uses = graph.Node.SelectMany(node => node.Input).Concat(graph.Output.Select(output => output.Name))
            .GroupBy(name => name).ToDictionary(group => group.Key, group => group.Count());
        NodeProto[] folded =
        [
            .. graph.Node.Where(node =>
                node.OpType == "BatchNormalization" && makers.TryGetValue(node.Input[0], out NodeProto? conv) && conv.OpType == "Conv"
                && uses[node.Input[0]] == 1
                && conv.Input.Concat(node.Input).Where(name => name != conv.Input[0] && name != node.Input[0])
                    .All(name => weights.ContainsKey(name) && uses[name] == 1)),
        ];
        foreach (NodeProto norm in folded)
        {
            Fold(makers[norm.Input[0]], norm, weights);
            graph.Node.Remove(norm);
        }

        HashSet<string> used = [.. graph.Node.SelectMany(node => node.Input)];
        foreach (TensorProto unused in graph.Initializer.Where(tensor => !used.Contains(tensor.Name)).ToArray())
        {
            graph.Initializer.Remove(unused);
        }

        return folded.Length;
    }

    private static void Fold(NodeProto conv, NodeProto norm, Dictionary<string, TensorProto> weights)
    {
        float[][] numbers = [.. norm.Input.Skip(1).Select(name => OnnxTensors.Floats(weights[name]))];
        (float[] scale, float[] shift, float[] mean, float[] variance) = (numbers[0], numbers[1], numbers[2], numbers[3]);
        float epsilon = norm.Attribute.FirstOrDefault(attribute => attribute.Name == "epsilon")?.F ?? DefaultEpsilon;
        double[] factor = [.. scale.Zip(variance, (s, v) => s / Math.Sqrt(v + (double)epsilon))];

        float[] kernels = OnnxTensors.Floats(weights[conv.Input[1]]);
        int each = kernels.Length / factor.Length;
        for (int i = 0; i < kernels.Length; i++)
        {
            kernels[i] = (float)(kernels[i] * factor[i / each]);
        }

        float[] before = conv.Input.Count > 2 ? OnnxTensors.Floats(weights[conv.Input[2]]) : new float[factor.Length];
        float[] bias = [.. before.Select((b, i) => (float)(((b - (double)mean[i]) * factor[i]) + shift[i]))];
        Set(weights[conv.Input[1]], kernels);
        Set(weights[norm.Input[2]], bias);
        string[] inputs = [conv.Input[0], conv.Input[1], norm.Input[2]];
        conv.Input.Clear();
        conv.Input.AddRange(inputs);
        conv.Output[0] = norm.Output[0];
    }

    private static void Set(TensorProto tensor, float[] values) => tensor.RawData = ByteString.CopyFrom(MemoryMarshal.AsBytes<float>(values));
}
