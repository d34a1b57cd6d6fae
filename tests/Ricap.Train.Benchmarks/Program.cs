using Ricap.Train.Benchmarks;

return args switch
{
    ["worker"] => StepWorker.Run(),
    ["overhead", var data] => OverheadBenchmark.Run(data),
    ["memory", var data] => MemoryBenchmark.Run(data),
    _ => Usage(),
};

static int Usage()
{
    Console.Error.WriteLine(
        """
        worker            times training steps, for build/bench.sh
        overhead DATASET  an epoch by the training loop, and by its bare steps, interleaved
        memory DATASET    resident memory over 10,000 steps
        """);
    return 2;
}
