using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Routing;
using Microsoft.Azure.WebJobs.Extensions.Http;
using Microsoft.Net.Http.Headers;
using Newtonsoft.Json.Linq;

namespace SqlMiCutover.RealEngine;

/// <summary>Runs an HTTP function for a request that the SDK's router has given to it.</summary>
public sealed class HttpFunctions : IWebJobsRouteHandler
{
    public async Task InvokeAsync(HttpContext context, string functionName)
    {
        JObject answer;
        try
        {
            answer = await Dispatch.RunHttp(functionName, await RequestOf(context), RouteValuesOf(context));
        }
        catch (BadHttpRequestException error)
        {
            context.Response.StatusCode = error.StatusCode;
            return;
        }
        catch (Exception error)
        {
            Dispatch.Logger.LogWarning("{Name} failed: {Message}", functionName, (error.InnerException ?? error).Message);
            context.Response.StatusCode = StatusCodes.Status500InternalServerError;
            return;
        }
        // A function that returns nothing is answered with 200 and no body (FunctionInvocationMiddleware of the script host).
        if (answer is not null) await Write(context, answer);
    }

    static JObject RouteValuesOf(HttpContext context) =>
        new(context.GetRouteData().Values
            .Where(one => one.Key != "functionName" && one.Value is not null)
            .Select(one => new JProperty(one.Key, new JObject { ["string"] = one.Value.ToString() })));

    static async Task<JObject> RequestOf(HttpContext context)
    {
        var request = context.Request;
        using var body = new MemoryStream();
        await request.Body.CopyToAsync(body);
        var parameters = context.GetRouteData().Values.Where(one => one.Value is not null);
        var http = new JObject
        {
            ["url"] = $"http://{request.Host}{request.Path}{request.QueryString}",
            ["method"] = request.Method,
            ["headers"] = Texts(request.Headers.Select(one => (one.Key.ToLowerInvariant(), one.Value.ToString()))),
            ["query"] = Texts(request.Query.Select(one => (one.Key, one.Value.ToString()))),
            ["params"] = Texts(parameters.Select(one => (one.Key, one.Value.ToString()))),
        };
        if (body.Length > 0) http["body"] = new JObject { ["bytes"] = Convert.ToBase64String(body.ToArray()) };
        return http;
    }

    static JObject Texts(IEnumerable<(string Name, string Value)> pairs) =>
        new(pairs.Select(one => new JProperty(one.Name, one.Value)));

    static async Task Write(HttpContext context, JObject http)
    {
        var response = context.Response;
        response.StatusCode = int.Parse((string)http["statusCode"] ?? "200", CultureInfo.InvariantCulture);
        foreach (var header in ((JObject)http["headers"] ?? []).Properties())
            response.Headers[header.Name] = (string)header.Value;
        foreach (var cookie in (JArray)http["cookies"] ?? []) response.Headers.Append("Set-Cookie", CookieOf(cookie));
        if (response.StatusCode is StatusCodes.Status204NoContent or StatusCodes.Status304NotModified) return;
        var body = http["body"];
        var bytes = body?["bytes"] is { } raw
            ? Convert.FromBase64String((string)raw)
            : Encoding.UTF8.GetBytes((string)(body?["string"] ?? body?["json"]) ?? "");
        response.ContentLength = bytes.Length;
        if (!HttpMethods.IsHead(context.Request.Method)) await response.Body.WriteAsync(bytes);
    }

    static string CookieOf(JToken cookie)
    {
        var header = new SetCookieHeaderValue(Escaped(cookie, "name"), Escaped(cookie, "value"))
        {
            Domain = Optional(cookie, "domain"),
            Path = Optional(cookie, "path"),
            Secure = Optional(cookie, "secure") == "True",
            HttpOnly = Optional(cookie, "httpOnly") == "True",
            SameSite = (string)cookie["sameSite"] switch
            {
                "lax" => Microsoft.Net.Http.Headers.SameSiteMode.Lax,
                "strict" => Microsoft.Net.Http.Headers.SameSiteMode.Strict,
                "explicitNone" => Microsoft.Net.Http.Headers.SameSiteMode.None,
                _ => Microsoft.Net.Http.Headers.SameSiteMode.Unspecified,
            },
        };
        if (Optional(cookie, "maxAge") is { } age)
            header.MaxAge = TimeSpan.FromSeconds(double.Parse(age, CultureInfo.InvariantCulture));
        if (Optional(cookie, "expires") is { } at)
            header.Expires = DateTimeOffset.FromUnixTimeSeconds(long.Parse(at, CultureInfo.InvariantCulture));
        return header.ToString();
    }

    static string Escaped(JToken cookie, string name) => Uri.EscapeDataString((string)cookie[name]);

    /// <summary>What may be absent comes wrapped in a value, a time once more in seconds (RpcHttpCookie).</summary>
    static string Optional(JToken cookie, string name)
    {
        var value = cookie[name] is JObject wrapped ? wrapped["value"] : cookie[name];
        return (string)(value is JObject time ? time["seconds"] : value);
    }
}
