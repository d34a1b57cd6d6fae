using Ricap.Train.Onnx.Reading;
using TorchSharp;

namespace Ricap.Train.Models.Graphs;

/// <summary>What computes a node's output from those of its inputs that are not known before.</summary>
internal delegate GraphValue GraphFunction(GraphValue[] inputs);

/// <summary>A node ready to run.</summary>
/// <param name="Run">The function.</param>
/// <param name="Inputs">The names of the values it is given.</param>
internal sealed record GraphOperation(GraphFunction Run, params string[] Inputs)
{
    /// <summary>The layer that it is; null if it has none.</summary>
    public torch.nn.Module? Layer { get; init; }

    /// <summary>Of a pooling whether it takes in the whole image, of whatever size.</summary>
    public Func<bool> IsGlobal { get; init; } = () => false;
}

/// <summary>A node in its place among the others.</summary>
/// <param name="Node">As the file has it, for messages.</param>
/// <param name="Operation">What it does.</param>
/// <param name="Output">What it gives.</param>
/// <param name="Last">The values that nobody needs after it.</param>
internal sealed record GraphStep(OnnxNode Node, GraphOperation Operation, string Output, string[] Last);
