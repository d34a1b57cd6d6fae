using System.Diagnostics;

namespace Ricap.Tests.EndToEnd;

/// <summary>What the child says when it has rendered.</summary>
/// <param name="Made">How many shards were made.</param>
/// <param name="Decoded">How many images were decoded.</param>
/// <param name="Vectors">Whether it had vectors in hardware.</param>
internal sealed record RenderAnswer(int Made, long Decoded, bool Vectors);

/// <summary>Renders in a process of its own: in another environment, another folder, or to be killed.</summary>
internal static class RenderChild
{
    public static RenderAnswer Answer(Workspace workspace, string words, params (string, string)[] environment) =>
        Answer(Words(workspace, words), workspace.Root, environment);

    public static RenderAnswer Answer(string words, string folder, params (string, string)[] environment) =>
        ChildRun.Answer<RenderAnswer>(ChildRun.Describe(Arguments(words), folder, environment));

    /// <summary>Starts a build and returns when it has begun; the caller ends it.</summary>
    public static Process Start(Workspace workspace, string words)
    {
        Process child = Process.Start(ChildRun.Describe(Arguments(Words(workspace, words)), workspace.Root))!;
        Assert.Equal("rendering", child.StandardError.ReadLine());
        return child;
    }

    /// <summary>Starts a part and returns when it has begun; the caller ends it.</summary>
    /// <param name="workspace">The workspace.</param>
    /// <param name="part"><c>base=I/N</c> or <c>epochs=I/N</c>.</param>
    /// <param name="words">The options.</param>
    public static Process StartPart(Workspace workspace, string part, string words)
    {
        Process child = Process.Start(ChildRun.Describe(Arguments($"{part} {Words(workspace, words)}"), workspace.Root))!;
        Assert.Equal("rendering", child.StandardError.ReadLine());
        return child;
    }

    private static string Words(Workspace workspace, string words) =>
        $"--images {workspace.Images} --out {workspace.Output} --name set {words}";

    private static string[] Arguments(string words) =>
        ["render", .. words.Split(' ', StringSplitOptions.RemoveEmptyEntries)];
}
