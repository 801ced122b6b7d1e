using System.Collections.Concurrent;
using Microsoft.Azure.WebJobs;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;

namespace SqlMiCutover.RealEngine;

/// <summary>A failure that the app's process reported, worded as the script host words it (RpcException).</summary>
public sealed class AppFailure(string message, string stack)
    : Exception($"Result: Failure\nException: {message}\nStack: {stack}");

/// <summary>Called by every made function: bound values become an invocation of the app, its answer becomes a value.</summary>
public static class Dispatch
{
    static readonly ConcurrentDictionary<string, HttpCall> Calls = new();
    static readonly JsonSerializerSettings KeepDates = new() { DateParseHandling = DateParseHandling.None };

    public static AppProcess App { get; set; }

    public static ILogger Logger { get; set; }

    public static IJobHost JobHost { get; set; }

    /// <summary>What a function without a result calls.</summary>
    public static async Task RunAndForget(string name, object[] values) => await Run(name, values);

    /// <summary>What an orchestrator and an activity call.</summary>
    public static Task<object> Run(string name, object[] values) => Task.Run(() => Invoke(name, values));

    public static async Task<JObject> RunHttp(string name, JObject request, JObject routeValues)
    {
        var key = Guid.NewGuid().ToString("n");
        var call = Calls[key] = new HttpCall { Request = request, RouteValues = routeValues };
        try
        {
            var trigger = FunctionFactory.Infos[name].Parameters[0];
            await JobHost.CallAsync(name, new Dictionary<string, object> { [trigger] = key });
            return call.Response;
        }
        finally
        {
            Calls.TryRemove(key, out _);
        }
    }

    static async Task<object> Invoke(string name, object[] values)
    {
        var info = FunctionFactory.Infos[name];
        var call = info.Trigger == "httpTrigger" ? Calls[(string)values[0]] : null;
        var inputs = new JArray(info.Parameters.Select((parameter, at) => new JObject
        {
            ["name"] = parameter,
            ["data"] = at == 0 && call is not null ? new JObject { ["http"] = call.Request } : DataOf(values[at]),
        }));
        var answer = await App.Invoke(name, inputs, call?.RouteValues ?? MetadataOf((Binder)values[^1]));
        if (answer["error"] is JObject error) throw new AppFailure((string)error["message"], (string)error["stack"]);
        var returned = answer["returnValue"] as JObject;
        if (call is not null) call.Response = returned?["http"] as JObject;
        return returned is null ? null : ValueOf(returned);
    }

    static JObject MetadataOf(Binder binder) =>
        new(binder.BindingData
            .Where(one => one.Value is not null && !one.Key.Equals("sys", StringComparison.OrdinalIgnoreCase))
            .Select(one => new JProperty(one.Key, DataOf(one.Value))));

    static JObject DataOf(object value) => value switch
    {
        null => [],
        byte[] bytes => new JObject { ["bytes"] = Convert.ToBase64String(bytes) },
        JObject json => new JObject { ["json"] = json.ToString(Formatting.None) },
        string text => new JObject { ["string"] = text },
        double number => new JObject { ["double"] = number },
        ParameterBindingData reference => new JObject
        {
            ["modelBindingData"] = new JObject
            {
                ["version"] = reference.Version,
                ["source"] = reference.Source,
                ["contentType"] = reference.ContentType,
                ["content"] = Convert.ToBase64String(reference.Content.ToArray()),
            },
        },
        _ => new JObject { ["json"] = JsonConvert.SerializeObject(value) },
    };

    static object ValueOf(JObject data)
    {
        if (data["string"] is { } text) return (string)text;
        if (data["json"] is { } json) return JsonConvert.DeserializeObject((string)json, KeepDates);
        if (data["bytes"] is { } bytes) return Convert.FromBase64String((string)bytes);
        if (data["int"] is { } whole) return (long)whole;
        return data["double"] is { } number ? (double)number : null;
    }

    /// <summary>An HTTP request on its way through the SDK, and the app's answer on its way back.</summary>
    sealed class HttpCall
    {
        public JObject Request { get; init; }

        public JObject RouteValues { get; init; }

        public JObject Response { get; set; }
    }
}
