using System.CommandLine;

namespace Ricap.CommandLine;

/// <summary>
/// A verb before its options are made. Those of all verbs would be a good part of every start, where a command line names one verb, and the
/// command's own help shows no option of any.
/// </summary>
/// <param name="Name">What it is called.</param>
/// <param name="Description">What it does; the command's help shows the first sentence.</param>
/// <param name="Create">Makes it with its arguments, options and action.</param>
public sealed record VerbInfo(string Name, string Description, Func<CommandContext, Verb> Create)
{
    /// <summary>The verb for a command line: with its options wherever one of the words could mean it.</summary>
    /// <param name="args">The words; null for a verb that has all.</param>
    /// <param name="context">For <see cref="Create"/>.</param>
    public Command For(IReadOnlyList<string>? args, CommandContext context) =>
        args is null || args.Any(word => word == Name || word.StartsWith('[')) // which asks for completions
            ? Create(context)
            : new Command(Name, Description);
}
