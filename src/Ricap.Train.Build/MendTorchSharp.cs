using Microsoft.Build.Framework;
using Ricap.Train.Runtime.Native;

namespace Ricap.Train.Build;

/// <summary>Writes the copy of TorchSharp's library that loads where the host's libstdc++ is older than GCC 13's.</summary>
public sealed class MendTorchSharp : Microsoft.Build.Utilities.Task
{
    /// <summary>The package's <c>libLibTorchSharp.so</c>; read only.</summary>
    [Required]
    public string Original { get; set; } = "";

    /// <summary>The copy to write.</summary>
    [Required]
    public string Copy { get; set; } = "";

    /// <inheritdoc/>
    public override bool Execute()
    {
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(Copy))!);
            File.WriteAllBytes(Copy, LibstdcxxCompatibility.WithoutVersion(File.ReadAllBytes(Original)));
        }
        catch (Exception e) when (e is ElfException or OverflowException)
        {
            // Of another TorchSharp perhaps, which may need no copy: where it does, the program says so when it starts.
            File.Delete(Copy);
            Log.LogMessage(MessageImportance.Normal, $"{Original}: no copy for hosts with an older libstdc++: {e.Message}");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Log.LogError(null, "RICAP0030", null, Copy, 0, 0, 0, 0, e.Message);
        }

        return !Log.HasLoggedErrors;
    }
}
