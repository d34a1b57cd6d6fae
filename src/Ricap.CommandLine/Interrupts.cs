using System.Runtime.InteropServices;

namespace Ricap.CommandLine;

/// <summary>
/// Ctrl-C and SIGTERM. The first asks the work to end where it can go on later; the second ends the process as if
/// nobody had listened.
/// </summary>
public sealed class Interrupts : IDisposable
{
    private readonly CancellationTokenSource _source = new();
    private readonly PosixSignalRegistration[] _registrations;
    private readonly Action _whenKilled;

    /// <summary>Listens from here on.</summary>
    /// <param name="whenKilled">Runs before the second signal takes its course.</param>
    public Interrupts(Action whenKilled)
    {
        _whenKilled = whenKilled;
        _registrations =
        [
            PosixSignalRegistration.Create(PosixSignal.SIGINT, OnSignal),
            PosixSignalRegistration.Create(PosixSignal.SIGTERM, OnSignal),
        ];
    }

    /// <summary>Cancelled by the first signal.</summary>
    public CancellationToken Token => _source.Token;

    public void Dispose()
    {
        foreach (PosixSignalRegistration registration in _registrations)
        {
            registration.Dispose();
        }

        _source.Dispose();
    }

    private void OnSignal(PosixSignalContext signal)
    {
        if (_source.IsCancellationRequested)
        {
            _whenKilled();
            return;
        }

        signal.Cancel = true;
        _source.Cancel();
    }
}
