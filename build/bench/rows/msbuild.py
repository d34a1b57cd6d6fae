"""A build that has nothing to render."""

import shutil
import xml.sax.saxutils

from measuring import Group, Row, adding

PROJECT = """<Project Sdk="Microsoft.NET.Sdk">
  <PropertyGroup>
    <OutputType>Exe</OutputType>
    <TargetFramework>net10.0</TargetFramework>
    <RestoreSources>{packages}</RestoreSources>
    <RestorePackagesPath>{cache}</RestorePackagesPath>
  </PropertyGroup>
  <ItemGroup>
    <PackageReference Include="Ricap.MSBuild" Version="*" PrivateAssets="all" />
    <RicapDataset Include="cifar" Images="{images}" Size="32x32" Format="npy" />
  </ItemGroup>
</Project>
"""


def sides(bench):
    count = bench.count(50_000, 2_000)
    images = bench.images.cifar(count, bench.work / f"cifar-{count}")
    folder = bench.folder("msbuild", "project")
    shutil.rmtree(folder / "obj", ignore_errors=True)
    paths = {"packages": bench.package(), "cache": bench.folder("msbuild", "cache"), "images": images}
    (folder / "Project.csproj").write_text(PROJECT.format(**{k: xml.sax.saxutils.escape(str(v)) for k, v in paths.items()}), encoding="utf-8")
    (folder / "Program.cs").write_text("System.Console.WriteLine(1);\n", encoding="utf-8")
    for stop in ("Directory.Build.props", "Directory.Build.targets", "Directory.Packages.props"):
        (folder / stop).write_text("<Project />\n", encoding="utf-8")  # what lies above is not this project's
    build = ["dotnet", "build", folder]
    bench.whole(build).run()
    return {"with": bench.whole(build), "without": bench.whole([*build, "-p:RicapEnabled=false"])}


GROUP = Group("msbuild", [
    Row("msbuild-no-op", "`dotnet build`, nothing changed, 50,000 images", "the same with `RicapEnabled=false`", "with", "without", adding(0.060),
        reason="Listing 50,000 files and asking each for its times takes a C program that does nothing else 0.13 to 0.15 s of processor time, "
               "which two threads cannot get below some 70 ms. With 8 images the task takes 24 ms. Builds of one kind differ by more than all that."),
], sides, rounds=9)
