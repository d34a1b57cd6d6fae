using Ricap.Planning;
using Ricap.Reporting;

namespace Ricap.Tests.Reporting;

public sealed class BoundaryBinsTests
{
    [Theory]
    [InlineData(1, 2)]
    [InlineData(2, 3)]
    [InlineData(127, 128)]
    [InlineData(128, 66)]
    [InlineData(4096, 127)]
    [InlineData(16384, 128)]
    public void EveryBoundaryHasItsBinAndTheEndsTheirOwn(int length, int bins)
    {
        var axis = new BoundaryBins(length);
        Assert.Equal(bins, axis.Starts.Count);
        for (int boundary = 0; boundary <= length; boundary++)
        {
            int bin = axis[boundary];
            int end = bin == bins - 1 ? length + 1 : axis.Starts[bin + 1];
            Assert.InRange(boundary, axis.Starts[bin], end - 1);
        }

        Assert.Equal([0, 1], [axis.Starts[0], axis.Starts[1]]);
        Assert.Equal(length, axis.Starts[^1]);
    }

    [Theory]
    [InlineData(0.01, 1)]
    [InlineData(0.3, 96)]
    [InlineData(5, 1000)]
    public void WhatIsExpectedSumsToOne(double beta, int length)
    {
        var table = BoundaryTable.Create(beta, length);
        double[] expected = new BoundaryBins(length).Expected(table);
        Assert.Equal(1, expected.Sum(), 1e-6);
        Assert.Equal(table.Probability(0), expected[0], 1e-8);
        Assert.Equal(expected[0], expected[^1], 1e-8);
    }
}
