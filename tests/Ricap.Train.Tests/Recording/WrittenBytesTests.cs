using System.Buffers.Binary;
using Ricap.Train.Checkpoints;
using Ricap.Train.Evaluating;
using Ricap.Train.Models;
using Ricap.Train.Models.Weights;
using Ricap.Train.Recording;
using static System.Text.Encoding;

namespace Ricap.Train.Tests.Recording;

/// <summary>The text in files that people keep and compare does not change by a byte.</summary>
public sealed class WrittenBytesTests
{
    [Fact]
    public void Of_a_run()
    {
        RunInfo info = Some.Info with
        {
            Test = new RunDataset("faces <test> & \"more\"", "def", 7),
            Classes = ["cat", "do\ng"],
            Seed = ulong.MaxValue,
            Evaluation = new EvaluationResult(
                4, double.NaN, 0.75, 1, [new(0, 4, 0.1 + 0.2, 1, 1), new(1, 0, null, null, 0)], new ConfusionMatrix(2, [3, 1, 0, 0])),
            Machine = Some.Info.Machine with { DeviceName = "NVIDIA H200" },
        };
        EpochRow[] rows = [Some.Row(0), Some.Row(1) with { Beta = null, TrainLoss = double.PositiveInfinity, TestTop1 = 0.25, LearningRate = 1e-300 }];
        const string Written =
            """
            {
              "format": "ricap-run",
              "version": 1,
              "state": "finished",
              "model": "small",
              "parameters": 94762,
              "seed": 18446744073709551615,
              "device": "cpu",
              "options": {
                "model": "small",
                "--β": "0.3"
              },
              "train": {
                "name": "faces",
                "manifestXxh128": "abc",
                "images": 1000
              },
              "test": {
                "name": "faces <test> & \"more\"",
                "manifestXxh128": "def",
                "images": 7
              },
              "classes": [
                "cat",
                "do\ng"
              ],
              "epochs": 5,
              "epochsDone": 2,
              "final": {
                "epoch": 1,
                "beta": null,
                "learningRate": 1E-300,
                "trainLoss": "Infinity",
                "trainAccuracy": 0.25,
                "testLoss": 0.75,
                "testTop1": 0.25,
                "testTop5": 0.9,
                "images": 1000
              },
              "best": null,
              "evaluation": {
                "samples": 4,
                "loss": "NaN",
                "top1": 0.75,
                "top5": 1,
                "classes": [
                  {
                    "name": "cat",
                    "samples": 4,
                    "top1": 0.30000000000000004,
                    "top5": 1,
                    "precision": 1
                  },
                  {
                    "name": "do\ng",
                    "samples": 0,
                    "top1": null,
                    "top5": null,
                    "precision": 0
                  }
                ],
                "confusion": [[3, 1],[0, 0]
                ]
              },
              "timing": {
                "seconds": 4,
                "imagesPerSecond": 500,
                "dataWaitSeconds": 0.04,
                "dataWaitShare": 0.01,
                "evaluationSeconds": 1
              },
              "machine": {
                "ricap": "0.1.0",
                "backend": "cpu",
                "torchSharp": "0.107.0",
                "libtorch": "2.10.0",
                "dotnet": "10.0.12",
                "platform": "linux-x64",
                "device": "NVIDIA H200",
                "threads": 2
              }
            }

            """;
        Assert.Equal(Written, UTF8.GetString(RunJson.Format(info, rows)));
    }

    [Fact]
    public void Of_a_run_that_only_began()
    {
        RunInfo info = Some.Info with { State = RunState.Running, Evaluation = null, Options = [], Classes = [] };
        const string Written =
            """
            {
              "format": "ricap-run",
              "version": 1,
              "state": "running",
              "model": "small",
              "parameters": 94762,
              "seed": 42,
              "device": "cpu",
              "options": {},
              "train": {
                "name": "faces",
                "manifestXxh128": "abc",
                "images": 1000
              },
              "test": null,
              "classes": [],
              "epochs": 5,
              "epochsDone": 0,
              "final": null,
              "best": null,
              "evaluation": null,
              "timing": {
                "seconds": 0,
                "imagesPerSecond": null,
                "dataWaitSeconds": 0,
                "dataWaitShare": null,
                "evaluationSeconds": 0
              },
              "machine": {
                "ricap": "0.1.0",
                "backend": "cpu",
                "torchSharp": "0.107.0",
                "libtorch": "2.10.0",
                "dotnet": "10.0.12",
                "platform": "linux-x64",
                "device": null,
                "threads": 2
              }
            }

            """;
        Assert.Equal(Written, UTF8.GetString(RunJson.Format(info, [])));
    }

    [Fact]
    public void Of_a_header()
    {
        byte[] header = SafeTensorsHeader.Format(
            [new("a\"β<", SafeTensorType.F32, [2, 1], new byte[8]), new("b", SafeTensorType.I64, [], new byte[8])],
            new Dictionary<string, string> { ["z"] = "[\"<é\n\"]", ["a&"] = "" });
        Assert.Equal(
            """
            {"__metadata__":{"a&":"","z":"[\"<é\n\"]"},"a\"β<":{"dtype":"F32","shape":[2,1],"data_offsets":[0,8]},"b":{"dtype":"I64","shape":[],"data_offsets":[8,16]}}
            """,
            UTF8.GetString(header[8..]).TrimEnd(' '));
        Assert.Equal((168, 160L), (header.Length, BinaryPrimitives.ReadInt64LittleEndian(header)));
    }

    [TorchFact]
    public void Of_a_checkpoint()
    {
        using ImageModel model = ModelCatalog.Create(new ModelOptions { Name = "small", Classes = 10 });
        CheckpointState state = Checkpoints.Sample.State() with
        {
            Options = new Dictionary<string, string> { ["size"] = "8x8", ["out"] = "β \"<x>\"", ["fill"] = "" },
            Classes = ["é", "</b>", "line\n"],
            Meter = [double.NaN, double.NegativeInfinity, 1 / 3.0, 1e-300],
        };
        Assert.Equal(
            """
            format=pt
            ricap=checkpoint 2
            model=small
            dropout=0
            classes=["é","</b>","line\n"]
            mean=[0.5,0.5,0.5]
            std=[0.25,0.25,0.25]
            epoch=2
            batch=3
            dataset=0123456789abcdef0123456789abcdef
            options={"fill":"","out":"β \"<x>\"","size":"8x8"}
            meter=["NaN","-Infinity",0.3333333333333333,1E-300]
            size=8x8
            """,
            string.Join('\n', CheckpointText.Write(CheckpointText.Checkpoint, state, model).Select(m => $"{m.Key}={m.Value}")));
    }
}
