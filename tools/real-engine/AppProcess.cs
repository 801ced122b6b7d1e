using System.Diagnostics;
using System.Globalization;
using System.Text;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;

namespace SqlMiCutover.RealEngine;

/// <summary>The Node process that holds the app: started here, asked over the loopback address.</summary>
public sealed class AppProcess : IDisposable
{
    const string Ready = "APP-PROCESS ";

    static readonly JsonSerializerSettings Verbatim = new() { DateParseHandling = DateParseHandling.None, MaxDepth = 512 };

    readonly HttpClient client;
    readonly Process process;
    volatile bool over;

    AppProcess(Process process) : this(process, new TaskCompletionSource<int>()) { }

    AppProcess(Process process, TaskCompletionSource<int> port)
    {
        this.process = process;
        Port = port.Task;
        process.OutputDataReceived += (_, line) => Hear(line.Data, port);
        process.ErrorDataReceived += (_, line) => Print(line.Data);
        process.Exited += (_, _) => EndWithApp();
        client = new HttpClient(new SocketsHttpHandler { MaxConnectionsPerServer = 256 })
        {
            Timeout = Timeout.InfiniteTimeSpan,
        };
    }

    Task<int> Port { get; }

    public static async Task<AppProcess> Start(string script, string app)
    {
        var start = new ProcessStartInfo("node", [script, app])
        {
            WorkingDirectory = app,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        var one = new AppProcess(new Process { StartInfo = start, EnableRaisingEvents = true });
        one.process.Start();
        one.process.BeginOutputReadLine();
        one.process.BeginErrorReadLine();
        one.client.BaseAddress = new Uri($"http://127.0.0.1:{await one.Port}/");
        return one;
    }

    public async Task<JObject[]> Functions()
    {
        var app = JObject.Parse(await client.GetStringAsync("app"));
        if (app["error"] is { } error) throw new InvalidOperationException((string)error);
        return app["functions"].Cast<JObject>().ToArray();
    }

    public async Task<JObject> Invoke(string name, JArray inputs, JObject metadata)
    {
        var request = new JObject
        {
            ["invocationId"] = Guid.NewGuid().ToString(),
            ["functionId"] = name,
            ["inputData"] = inputs,
            ["triggerMetadata"] = metadata,
        };
        using var body = new StringContent(request.ToString(Formatting.None), Encoding.UTF8, "application/json");
        using var answer = await client.PostAsync("invoke", body).ConfigureAwait(false);
        var text = await answer.Content.ReadAsStringAsync().ConfigureAwait(false);
        return JsonConvert.DeserializeObject<JObject>(text, Verbatim);
    }

    public void Dispose()
    {
        over = true;
        process.Kill();
        client.Dispose();
    }

    static void Hear(string line, TaskCompletionSource<int> port)
    {
        if (line is null) port.TrySetException(new InvalidOperationException("the app's process ended"));
        else if (line.StartsWith(Ready, StringComparison.Ordinal))
            port.TrySetResult(int.Parse(line[Ready.Length..], CultureInfo.InvariantCulture));
        else Print(line);
    }

    static void Print(string line)
    {
        if (line is not null) Console.WriteLine($"{DateTime.UtcNow:HH:mm:ss.fff} app: {line}");
    }

    void EndWithApp()
    {
        if (over) return;
        Print($"the app's process ended with code {process.ExitCode}");
        if (Port.IsCompletedSuccessfully) Environment.Exit(3);
    }
}
