using System.Net;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Ricap.Serve;

/// <summary>An address to listen on, <c>http://HOST:PORT</c>.</summary>
public sealed record ListenAddress
{
    private const string AnyHost = "*";
    private const string Localhost = "localhost";

    private readonly string _host;
    private readonly int _port;

    private ListenAddress(string text, string host, int port) => (Text, _host, _port) = (text, host, port);

    /// <summary>As it was spelled.</summary>
    public string Text { get; }

    /// <summary>Reads one address.</summary>
    /// <exception cref="RicapException">It is none that we listen on.</exception>
    public static ListenAddress Parse(string text)
    {
        try
        {
            BindingAddress address = BindingAddress.Parse(text);
            string host = address.Host.Trim('[', ']');
            bool known = host is AnyHost or Localhost || IPAddress.TryParse(host, out _);
            if (address.Scheme == "http" && known && !address.IsUnixPipe && address.PathBase.Length == 0 && address.Port <= IPEndPoint.MaxPort)
            {
                return new ListenAddress(text, host, address.Port);
            }
        }
        catch (FormatException)
        {
            // Told below.
        }

        throw new RicapException(Problem.Error(
            ProblemCodes.InvalidOption, null, $"--urls '{text}' is not http://HOST:PORT, where HOST is an IP address, {Localhost} or {AnyHost}"));
    }

    /// <summary>Has a server listen on it.</summary>
    internal void AddTo(KestrelServerOptions server)
    {
        if (_host == AnyHost)
        {
            server.ListenAnyIP(_port);
        }
        else if (_host == Localhost && _port != 0)
        {
            server.ListenLocalhost(_port);
        }
        else
        {
            server.Listen(_host == Localhost ? IPAddress.Loopback : IPAddress.Parse(_host), _port);
        }
    }
}
