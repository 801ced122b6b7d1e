using System.Globalization;

namespace SqlMiCutover.RealEngine;

/// <summary>The command line: --app FOLDER --port NUMBER --app-process FILE [--verbose].</summary>
public sealed record Arguments(string App, int Port, string AppProcess, bool Verbose)
{
    public static Arguments Read(string[] args)
    {
        string Value(string name)
        {
            var at = Array.IndexOf(args, name);
            return at >= 0 && at + 1 < args.Length
                ? args[at + 1]
                : throw new ArgumentException($"Cannot start the host: {name} is missing");
        }
        return new Arguments(
            Path.GetFullPath(Value("--app")),
            int.Parse(Value("--port"), CultureInfo.InvariantCulture),
            Path.GetFullPath(Value("--app-process")),
            args.Contains("--verbose"));
    }
}
