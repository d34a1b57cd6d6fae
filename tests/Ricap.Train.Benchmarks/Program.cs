using Ricap.Train.Benchmarks;

return args switch
{
    ["steps", .. var rest] => StepBenchmark.Run(rest.Length > 0 ? rest[0] : "/usr/bin/python3"),
    ["overhead", var data] => OverheadBenchmark.Run(data),
    ["memory", var data] => MemoryBenchmark.Run(data),
    _ => Usage(),
};

static int Usage()
{
    Console.Error.WriteLine(
        """
        steps [PYTHON]    a training step of small and wrn-16-2 at batch 128, and PyTorch's of that Python, interleaved
        overhead DATASET  an epoch by the training loop, and by its bare steps, interleaved
        memory DATASET    resident memory over 10,000 steps
        """);
    return 2;
}
