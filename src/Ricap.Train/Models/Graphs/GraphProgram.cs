using System.Runtime.InteropServices;
using Ricap.Train.Onnx.Reading;
using Ricap.Train.Onnx.Writing;
using TorchSharp;
using Tensor = TorchSharp.torch.Tensor;

namespace Ricap.Train.Models.Graphs;

/// <summary>
/// A graph that runs, from its images to one of its values. Its layers are modules of whoever has it made. Values are let go as soon as nobody
/// needs them: autograd keeps what it needs.
/// </summary>
internal sealed class GraphProgram
{
    /// <summary>A value of one image has fewer floats, 1 GiB: what has more comes from a file that means harm.</summary>
    private const long MostValues = 1L << 28;

    private static readonly string[] FreshOutputs = ["Conv", "BatchNormalization", "Add", "Gemm"];

    private readonly OnnxGraph _graph;
    private readonly string _output;
    private readonly GraphContext _context;
    private readonly List<GraphStep> _steps = [];
    private readonly Dictionary<string, GraphConstant> _constants = new(StringComparer.Ordinal);
    private readonly Dictionary<string, GraphValue> _known = new(StringComparer.Ordinal);

    /// <summary>Makes every node ready, and lets an image of zeros through if the file says of what size.</summary>
    /// <param name="graph">The graph.</param>
    /// <param name="output">The value to compute.</param>
    /// <param name="layers">What makes layers.</param>
    /// <param name="modules">Gets them.</param>
    /// <exception cref="RicapException">Something in it is not read, or does not fit together.</exception>
    public GraphProgram(OnnxGraph graph, string output, GraphLayers layers, GraphModules modules)
    {
        (_graph, _output) = (graph, output);
        OnnxNode[] nodes = OnnxNode.Needed(graph.Nodes, output);
        Dictionary<string, int> readers = nodes.SelectMany(node => node.Inputs).GroupBy(name => name, StringComparer.Ordinal)
            .ToDictionary(group => group.Key, group => group.Count(), StringComparer.Ordinal);
        _context = new GraphContext(graph, layers, modules)
        {
            Changeable = nodes.Where(node => FreshOutputs.Contains(node.Operator)).Select(node => node.Outputs[0])
                .Where(name => name != output && readers.GetValueOrDefault(name) == 1).ToHashSet(StringComparer.Ordinal),
        };
        var made = new List<(OnnxNode Node, GraphOperation Operation, string Output)>();
        var computed = new HashSet<string>(StringComparer.Ordinal) { graph.Input };
        foreach (OnnxNode node in nodes)
        {
            foreach ((GraphOperation operation, string name) in GraphOperators.Make(_context, node))
            {
                Array.ForEach(operation.Inputs, input => Hold(node, input, computed));
                computed.Add(name);
                made.Add((node, operation, name));
            }
        }

        var unneeded = new HashSet<string>(StringComparer.Ordinal) { output, graph.Input };
        for (int i = made.Count - 1; i >= 0; i--)
        {
            string[] last = [.. made[i].Operation.Inputs.Append(made[i].Output).Where(input => !_constants.ContainsKey(input) && !_known.ContainsKey(input) && unneeded.Add(input))];
            _steps.Insert(0, new GraphStep(made[i].Node, made[i].Operation, made[i].Output, last));
        }

        if (graph.InputShape is [_, _, { } height, { } width])
        {
            _context.IsSettling = true;
            Probe(width, height, torch.CPU).Dispose();
            _context.IsSettling = false;
        }
    }

    /// <summary>Computes the value.</summary>
    /// <param name="images">Float [N,3,H,W]; the caller's.</param>
    /// <returns>The value; the caller's.</returns>
    public Tensor Run(Tensor images) => Run(images, static (_, _, compute) => compute());

    /// <summary>Lets images of zeros through, in evaluation mode, which changes nothing, and without gradients.</summary>
    /// <param name="width">Their width.</param>
    /// <param name="height">Their height.</param>
    /// <param name="device">Where the layers are.</param>
    /// <param name="seen">Is told each node and what it is given.</param>
    /// <param name="count">How many.</param>
    /// <returns>The value; the caller's.</returns>
    /// <exception cref="RicapException">It does not go through: which node it is that stops it.</exception>
    public Tensor Probe(long width, long height, torch.Device device, Action<OnnxNode, GraphValue[]>? seen = null, int count = 1)
    {
        if (width > MostValues / 3 / height)
        {
            throw OnnxProblems.Misfit(_graph.Place, $"its images are {width}x{height}");
        }

        using IDisposable quiet = torch.no_grad();
        using Tensor images = torch.zeros(count, 3, height, width, device: device);
        return _context.Modules.InEvaluation(() => Run(images, (step, inputs, compute) =>
        {
            seen?.Invoke(step.Node, inputs);
            try
            {
                GraphValue value = compute();
                return value.IsIntegers || value.Tensor.numel() <= count * MostValues ? value : throw new InvalidOperationException("gives more than there is memory for");
            }
            catch (Exception e) when (e is ExternalException or InvalidOperationException or ArgumentException or IndexOutOfRangeException or OverflowException)
            {
                string reason = OnnxProblems.Shown(e.Message.Split('\n')[0]);
                throw OnnxProblems.Misfit(
                    _graph.Place, $"{(count == 1 ? "an image" : $"a batch of {count} images")} of {width}x{height} does not go through: {step.Node.Title} ({OnnxProblems.Shown(step.Node.Operator)}): {reason}", e);
            }
        }));
    }

    /// <summary>Adds the nodes that it is in ONNX.</summary>
    /// <returns>What stands for the value.</returns>
    public OnnxValue ToOnnx(OnnxWriter writer, OnnxValue images) =>
        images with { Name = new GraphWriting(writer, _context, _constants).Write(_steps, _graph.Input, images.Name, _output), IsPooled = true };

    private Tensor Run(Tensor images, Func<GraphStep, GraphValue[], Func<GraphValue>, GraphValue> run)
    {
        var values = new Dictionary<string, GraphValue>(_known, StringComparer.Ordinal) { [_graph.Input] = GraphValue.Borrowed(images) };
        foreach ((string name, GraphConstant constant) in _constants)
        {
            values[name] = GraphValue.Borrowed(constant.Value);
        }

        try
        {
            foreach (GraphStep step in _steps)
            {
                GraphValue[] inputs = [.. step.Operation.Inputs.Select(name => values[name])];
                values[step.Output] = run(step, inputs, () => step.Operation.Run(inputs));
                foreach (string name in step.Last)
                {
                    values.Remove(name, out GraphValue? gone);
                    gone!.Dispose();
                }
            }

            // Where nothing is computed the caller gets a tensor of its own even so.
            return _steps.Count > 0 && values.Remove(_output, out GraphValue? result) ? Features(result) : images.alias();
        }
        finally
        {
            foreach (GraphValue value in values.Values)
            {
                value.Dispose();
            }
        }
    }

    private Tensor Features(GraphValue value) =>
        value.IsIntegers ? throw OnnxProblems.Misfit(_graph.Place, $"'{OnnxProblems.Shown(_output)}' is whole numbers, which nothing is classified by") : value.Tensor;

    /// <summary>Keeps a constant that a node is given when it runs.</summary>
    private void Hold(OnnxNode node, string name, HashSet<string> computed)
    {
        if (_constants.ContainsKey(name) || _known.ContainsKey(name) || computed.Contains(name))
        {
            return;
        }

        // What is neither is a further output of a node, as the mask of Dropout.
        OnnxTensor tensor = _context.Find(name) ?? throw node.Unsupported($"takes '{OnnxProblems.Shown(name)}', an output that is not computed");

        if (tensor.Integers is { } integers)
        {
            if (tensor.Shape.Length > 1)
            {
                throw node.Unsupported($"takes whole numbers of {tensor.Shape.Length} dimensions");
            }

            _known.Add(name, GraphValue.Of(integers, tensor.Shape.Length == 0));
            return;
        }

        bool trains = tensor.Count > 1 && _context.Modules.Any;
        var constant = new GraphConstant("value", GraphContext.ToTensor(tensor), trains);
        _context.Modules.Add(name, constant);
        _constants.Add(name, constant);
    }
}
