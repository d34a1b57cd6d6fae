namespace Ricap.Tests.Sources;

/// <summary>A test of permissions, which do not bind the superuser.</summary>
internal sealed class UnprivilegedFactAttribute : FactAttribute
{
    public UnprivilegedFactAttribute()
    {
        if (OperatingSystem.IsWindows() || Environment.IsPrivilegedProcess)
        {
            Skip = "needs a user whom file permissions bind; this one reads everything";
        }
    }
}

/// <summary>A test of links or of names that Windows does not have for every user.</summary>
internal sealed class UnixFactAttribute : FactAttribute
{
    public UnixFactAttribute()
    {
        if (OperatingSystem.IsWindows())
        {
            Skip = "needs links and names as Unix has them";
        }
    }
}

/// <summary>A test of names that only Linux takes: not UTF-8, or one character composed and decomposed.</summary>
internal sealed class LinuxFactAttribute : FactAttribute
{
    public LinuxFactAttribute()
    {
        if (!OperatingSystem.IsLinux())
        {
            Skip = "needs names that only Linux takes";
        }
    }
}

/// <summary>A test that needs two names in one folder that differ by case alone.</summary>
internal sealed class CaseSensitiveFactAttribute : FactAttribute
{
    public CaseSensitiveFactAttribute()
    {
        using var folder = new TempFolder();
        folder.With("probe");
        if (File.Exists(folder.At("PROBE")))
        {
            Skip = "this file system does not tell case apart";
        }
    }
}
