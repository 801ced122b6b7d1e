// The SDK marks the interface for webhooks as not for the public; the script host implements it all the same.
#pragma warning disable CS0618
using System.Reflection;
using Microsoft.Azure.WebJobs;
using Microsoft.Azure.WebJobs.Description;
using Microsoft.Azure.WebJobs.Host.Config;

namespace SqlMiCutover.RealEngine;

using WebHook = IAsyncConverter<HttpRequestMessage, HttpResponseMessage>;

/// <summary>The webhooks of the extensions, by the name of their configuration section.</summary>
public sealed class WebHooks(int port) : IWebHookProvider
{
    public const string Path = "/runtime/webhooks/";

    readonly Dictionary<string, WebHook> handlers = new(StringComparer.OrdinalIgnoreCase);

    public static void Register(IServiceCollection services, WebHooks hooks) =>
        services.AddSingleton<IWebHookProvider>(hooks);

    public Uri GetUrl(IExtensionConfigProvider extension)
    {
        var type = extension.GetType();
        var section = type.GetCustomAttribute<ExtensionAttribute>()?.ConfigurationSection ?? type.Name;
        var name = section.ToLowerInvariant();
        handlers[name] = (WebHook)extension;
        return new Uri($"http://localhost:{port}{Path}{name}?code=local");
    }

    public async Task Answer(HttpContext context, string rest)
    {
        try
        {
            if (handlers.GetValueOrDefault(rest.Split('/')[0]) is { } hook) await Answer(context, hook);
            else context.Response.StatusCode = StatusCodes.Status404NotFound;
        }
        catch (BadHttpRequestException error)
        {
            context.Response.StatusCode = error.StatusCode;
        }
    }

    static async Task Answer(HttpContext context, WebHook hook)
    {
        using var request = await MessageOf(context.Request);
        using var answer = await hook.ConvertAsync(request, context.RequestAborted);
        var response = context.Response;
        response.StatusCode = (int)answer.StatusCode;
        foreach (var header in answer.Headers) response.Headers[header.Key] = header.Value.ToArray();
        response.Headers.Remove("transfer-encoding");
        if (answer.Content is null) return;
        foreach (var header in answer.Content.Headers) response.Headers[header.Key] = header.Value.ToArray();
        var bytes = await answer.Content.ReadAsByteArrayAsync();
        if (bytes.Length > 0) await response.Body.WriteAsync(bytes);
    }

    /// <summary>As the script host: every part of the request, the address as it was called.</summary>
    static async Task<HttpRequestMessage> MessageOf(HttpRequest request)
    {
        var address = $"http://{request.Host}{request.PathBase}{request.Path}{request.QueryString}";
        using var body = new MemoryStream();
        await request.Body.CopyToAsync(body);
        var message = new HttpRequestMessage(new HttpMethod(request.Method), address)
        {
            Content = new ByteArrayContent(body.ToArray()),
        };
        foreach (var (name, values) in request.Headers)
            if (!message.Headers.TryAddWithoutValidation(name, values.ToArray()))
                message.Content.Headers.TryAddWithoutValidation(name, values.ToArray());
        return message;
    }
}
