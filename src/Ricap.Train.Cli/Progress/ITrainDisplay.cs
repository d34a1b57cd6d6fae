using Ricap.Train.Recording;

namespace Ricap.Train.Cli.Progress;

/// <summary>Shows a run. Disposing gives the terminal back, however the run ended.</summary>
internal interface ITrainDisplay : ITrainObserver, IDisposable;
