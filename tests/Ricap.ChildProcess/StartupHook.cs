/// <summary>What <c>DOTNET_STARTUP_HOOKS</c> asks for, a class of this name in no namespace: lists the assemblies that a process had loaded at its end.</summary>
internal static class StartupHook
{
    /// <summary>Runs before <c>Main</c>.</summary>
    public static void Initialize() => AppDomain.CurrentDomain.ProcessExit += (_, _) =>
    {
        foreach (System.Reflection.Assembly assembly in AppDomain.CurrentDomain.GetAssemblies())
        {
            Console.Error.WriteLine(assembly.GetName().Name);
        }
    };
}
