using System.Globalization;
using Newtonsoft.Json.Linq;

namespace SqlMiCutover.RealEngine;

/// <summary>
/// Settings as Core Tools and the script host read them: local.settings.json below the environment, host.json as a
/// section of the configuration.
/// </summary>
public static class Settings
{
    const string HostSection = "AzureFunctionsJobHost";

    public static void Apply(string app, int port)
    {
        var file = Path.Combine(app, "local.settings.json");
        if (File.Exists(file))
            foreach (var (name, value) in (JObject)JObject.Parse(File.ReadAllText(file))["Values"] ?? [])
                SetDefault(name, (string)value);
        SetDefault("WEBSITE_HOSTNAME", $"localhost:{port}");
        SetDefault("AZURE_FUNCTIONS_ENVIRONMENT", "Development");
        // Where this variable is set, the extension takes the machine for one of a consumption plan.
        Environment.SetEnvironmentVariable("CONTAINER_NAME", null);
        Environment.SetEnvironmentVariable("FUNCTIONS_WORKER_RUNTIME", "node");
        Environment.SetEnvironmentVariable("AzureWebJobsConfigurationSection", HostSection);
    }

    public static IEnumerable<KeyValuePair<string, string>> OfHostJson(string app)
    {
        var file = Path.Combine(app, "host.json");
        return File.Exists(file) ? Flatten(JObject.Parse(File.ReadAllText(file)), HostSection) : [];
    }

    public static string RoutePrefix(IConfiguration configuration) =>
        configuration[$"{HostSection}:extensions:http:routePrefix"] ?? "api";

    static void SetDefault(string name, string value)
    {
        if (Environment.GetEnvironmentVariable(name) is null) Environment.SetEnvironmentVariable(name, value);
    }

    static IEnumerable<KeyValuePair<string, string>> Flatten(JToken token, string path) => token switch
    {
        JObject members => members.Properties().SelectMany(one => Flatten(one.Value, $"{path}:{one.Name}")),
        JArray list => list.SelectMany((one, at) => Flatten(one, $"{path}:{at}")),
        JValue { Value: not null } value =>
            [new(path, Convert.ToString(value.Value, CultureInfo.InvariantCulture))],
        _ => [],
    };
}
