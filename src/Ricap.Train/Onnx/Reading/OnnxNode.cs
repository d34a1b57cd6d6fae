using Ricap.Train.Onnx.Schema;

namespace Ricap.Train.Onnx.Reading;

/// <summary>One operation of a graph.</summary>
/// <param name="Operator">What it does, with its domain if that is not ONNX's own.</param>
/// <param name="Name">Its own name; "" for none.</param>
/// <param name="Inputs">The values it takes; "" for one that is left out.</param>
/// <param name="Outputs">The values it gives.</param>
/// <param name="Attributes">Its constants.</param>
/// <param name="Place">The file, for messages.</param>
internal sealed record OnnxNode(
    string Operator, string Name, string[] Inputs, string[] Outputs, IReadOnlyDictionary<string, AttributeProto> Attributes, string Place)
{
    /// <summary>How messages call it.</summary>
    public string Title => Name.Length > 0 ? $"node '{OnnxProblems.Shown(Name)}'" : $"the node that gives '{OnnxProblems.Shown(Outputs.FirstOrDefault() ?? "")}'";

    /// <summary>The name of an input; null where it is left out.</summary>
    public string? Input(int index) => index < Inputs.Length && Inputs[index].Length > 0 ? Inputs[index] : null;

    /// <summary>Whether an attribute is there.</summary>
    public bool Has(string name) => Attributes.ContainsKey(name);

    /// <summary>A whole number.</summary>
    public long Integer(string name, long otherwise) => Attributes.TryGetValue(name, out AttributeProto? a) ? a.I : otherwise;

    /// <summary>A real number.</summary>
    public double Real(string name, double otherwise) => Attributes.TryGetValue(name, out AttributeProto? a) ? a.F : otherwise;

    /// <summary>A text.</summary>
    public string Text(string name, string otherwise) => Attributes.TryGetValue(name, out AttributeProto? a) ? a.S.ToStringUtf8() : otherwise;

    /// <summary>Whole numbers; null where they are left out.</summary>
    public long[]? Integers(string name) => Attributes.TryGetValue(name, out AttributeProto? a) ? [.. a.Ints] : null;

    /// <summary>The node with other whole numbers.</summary>
    public OnnxNode With(string name, IReadOnlyList<long> integers)
    {
        var attribute = new AttributeProto { Name = name, Type = AttributeProto.Types.AttributeType.Ints, Ints = { integers } };
        return this with { Attributes = new Dictionary<string, AttributeProto>(Attributes, StringComparer.Ordinal) { [name] = attribute } };
    }

    /// <summary>It is something that is not read.</summary>
    public RicapException Unsupported(string what) => OnnxProblems.Unsupported(Place, $"{Title} ({OnnxProblems.Shown(Operator)}) {what}");

    /// <summary>Those of some nodes that a value depends on, in their order, in which each stands behind those that make what it takes.</summary>
    public static OnnxNode[] Needed(IReadOnlyList<OnnxNode> nodes, string output)
    {
        var wanted = new HashSet<string>(StringComparer.Ordinal) { output };
        var kept = new Stack<OnnxNode>();
        foreach (OnnxNode node in nodes.Reverse().Where(node => node.Outputs.Any(wanted.Contains)))
        {
            wanted.UnionWith(node.Inputs);
            kept.Push(node);
        }

        return [.. kept];
    }

    /// <summary>Makes one of what a file says.</summary>
    public static OnnxNode From(NodeProto node, string place)
    {
        var attributes = new Dictionary<string, AttributeProto>(StringComparer.Ordinal);
        foreach (AttributeProto attribute in node.Attribute)
        {
            attributes[attribute.Name] = attribute;
        }

        string domain = node.Domain is "" or OnnxFile.OwnDomain ? "" : node.Domain + ".";
        return new OnnxNode(domain + node.OpType, node.Name, [.. node.Input], [.. node.Output], attributes, place);
    }
}
