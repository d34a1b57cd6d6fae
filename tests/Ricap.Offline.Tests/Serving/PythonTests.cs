using Ricap.Tests.EndToEnd;

namespace Ricap.Tests.Serving;

/// <summary>A client that shares no code with the server.</summary>
public sealed class PythonTests
{
    [PythonTheory]
    [InlineData("--size 12x9 --batch 4 --shard-size 5 --flip horizontal --schedule linear:0.1..1@0..199")]
    public async Task Epochs_that_were_never_rendered_are_read_from_a_list_of_names(string words)
    {
        await using Served served = await Served.Start(words);
        (int code, string output) = await Task.Run(
            () => Checks.Python!.Run(Checks.Script("read_from_server.py"), served.Server.Addresses[0], "0", "1", "42", "150"));
        Assert.Equal((0, "52"), (code, output.Trim()));
        Assert.Equal(9, served.Server.Meter.Renders("done"));
    }
}
