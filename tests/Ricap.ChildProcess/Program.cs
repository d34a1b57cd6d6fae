using System.Text.Json;
using Ricap.ChildProcess;
using Ricap.ChildProcess.Kernels;

return args switch
{
    ["kernels"] => Answer(KernelRun.Report(guarded: GuardedBytes.IsSupported)),
    ["render", .. string[] words] => Answer(RenderRun.Report(words)),
    _ => Refuse(),
};

static int Answer<T>(T answer)
{
    Console.WriteLine(JsonSerializer.Serialize(answer, JsonSerializerOptions.Web));
    return 0;
}

static int Refuse()
{
    Console.Error.WriteLine("usage: Ricap.ChildProcess kernels | render [base=I/N|epochs=I/N] --NAME VALUE …");
    return 2;
}
