using System.Text;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Newtonsoft.Json.Linq;

namespace SqlMiCutover.RealEngine;

/// <summary>
/// Stands in for Event Grid, which an emulated storage account lacks: lists the containers of the blob triggers with
/// source EventGrid every 500 ms and posts a BlobCreated event for each new version to the extension's webhook, until it is
/// accepted. Only with REAL_ENGINE_EVENTS=1; without it, only the app's own sweep finds blobs.
/// </summary>
public static class Events
{
    public static void Start(JObject[] functions, int port, IConfiguration configuration)
    {
        if (configuration["REAL_ENGINE_EVENTS"] != "1") return;
        foreach (var function in functions)
        {
            var trigger = FunctionFactory.TriggerOf(function).Value;
            if ((string)trigger["type"] != "blobTrigger" || (string)trigger["source"] != "EventGrid") continue;
            var container = ContainerOf((string)trigger["path"], configuration);
            var client = new BlobContainerClient(ConnectionOf((string)trigger["connection"], configuration), container);
            _ = Watch(client, WebHookOf((string)function["name"], port));
        }
    }

    static string ContainerOf(string path, IConfiguration configuration)
    {
        var container = path.TrimStart('/').Split('/')[0];
        return container.StartsWith('%') ? configuration[container.Trim('%')] : container;
    }

    static string ConnectionOf(string name, IConfiguration configuration) =>
        configuration[string.IsNullOrEmpty(name) ? "AzureWebJobsStorage" : name] ?? configuration[$"AzureWebJobs{name}"];

    static Uri WebHookOf(string function, int port) =>
        new($"http://127.0.0.1:{port}{WebHooks.Path}blobs?functionName=Host.Functions.{function}&code=local");

    static async Task Watch(BlobContainerClient container, Uri webHook)
    {
        using var http = new HttpClient();
        var sent = new Dictionary<string, string>();
        for (; ; await Task.Delay(500))
        {
            try
            {
                await foreach (var blob in container.GetBlobsAsync())
                {
                    var version = blob.Properties.ETag.ToString();
                    if (sent.GetValueOrDefault(blob.Name) == version) continue;
                    if (await Post(http, webHook, EventOf(container, blob))) sent[blob.Name] = version;
                }
            }
            catch (Exception error) when (error is Azure.RequestFailedException or HttpRequestException)
            {
                // No such container yet, or the host is not up: the next round asks again.
            }
        }
    }

    static JObject EventOf(BlobContainerClient container, BlobItem blob) => new()
    {
        ["id"] = Guid.NewGuid().ToString(),
        ["eventType"] = "Microsoft.Storage.BlobCreated",
        ["topic"] = "/local",
        ["subject"] = $"/blobServices/default/containers/{container.Name}/blobs/{blob.Name}",
        ["eventTime"] = DateTime.UtcNow,
        ["dataVersion"] = "",
        ["metadataVersion"] = "1",
        ["data"] = new JObject
        {
            ["api"] = "PutBlob",
            ["eTag"] = blob.Properties.ETag.ToString(),
            ["contentLength"] = blob.Properties.ContentLength,
            ["blobType"] = "BlockBlob",
            ["url"] = container.GetBlobClient(blob.Name).Uri.ToString(),
        },
    };

    static async Task<bool> Post(HttpClient http, Uri webHook, JObject created)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, webHook)
        {
            Content = new StringContent(new JArray(created).ToString(), Encoding.UTF8, "application/json"),
        };
        request.Headers.Add("aeg-event-type", "Notification");
        using var answer = await http.SendAsync(request);
        if (answer.IsSuccessStatusCode) return true;
        var reason = await answer.Content.ReadAsStringAsync();
        Console.WriteLine($"events: {(int)answer.StatusCode} for {created["subject"]}: {reason}");
        return false;
    }
}
