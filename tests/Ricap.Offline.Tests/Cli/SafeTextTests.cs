using Ricap.CommandLine;

namespace Ricap.Tests.Cli;

public sealed class SafeTextTests
{
    [Theory]
    [InlineData("a\u001B[2Jb\n", "a\\u001B[2Jb\\u000A")]
    [InlineData("a\u2028b\u2029c", "a\\u2028b\\u2029c")]
    [InlineData("photo\u202Egnp.exe", "photo\\u202Egnp.exe")]
    [InlineData("\u2066x\u2069", "\\u2066x\\u2069")]
    [InlineData("שלום 👩\u200D👧 – é", "שלום 👩\u200D👧 – é")]
    public void WhatWouldDoSomethingIsSpelledOut(string text, string expected) => Assert.Equal(expected, SafeText.OneLine(text));
}
