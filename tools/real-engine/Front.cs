using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Constraints;
using Microsoft.Azure.WebJobs.Extensions.Http;
using Microsoft.Azure.WebJobs.Extensions.Timers;
using Newtonsoft.Json.Linq;

namespace SqlMiCutover.RealEngine;

/// <summary>What answers requests: the host's status, timers by hand, webhooks, and HTTP functions by the SDK's router.</summary>
public static class Front
{
    const string Functions = "/admin/functions/";

    /// <summary>Until then every request but the one for the status is answered with 503.</summary>
    public static bool Running { get; set; }

    public static void Use(IApplicationBuilder web, JObject[] functions, WebHooks hooks)
    {
        web.Use(async (context, next) =>
        {
            var path = context.Request.Path.Value ?? "/";
            if (path == "/admin/host/status") await TellStatus(context);
            else if (!Running) context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
            else if (StartsWith(path, Functions)) context.Response.StatusCode = RunByHand(path[Functions.Length..]);
            else if (StartsWith(path, WebHooks.Path)) await hooks.Answer(context, path[WebHooks.Path.Length..]);
            else await next();
        });
        var services = web.ApplicationServices;
        var router = services.GetRequiredService<IWebJobsRouter>();
        var configuration = services.GetRequiredService<IConfiguration>();
        var routes = router.CreateBuilder(new HttpFunctions(), Settings.RoutePrefix(configuration));
        foreach (var function in functions) Map(routes, function);
        if (routes.Count > 0) router.AddFunctionRoutes(routes.Build(), null);
#pragma warning disable CS0618 // The SDK's router is older than the interface that replaced this one.
        var lifetime = services.GetRequiredService<Microsoft.AspNetCore.Hosting.IApplicationLifetime>();
        web.UseHttpBindingRouting(lifetime, null);
#pragma warning restore CS0618
    }

    static void Map(WebJobsRouteBuilder routes, JObject function)
    {
        var trigger = FunctionFactory.TriggerOf(function).Value;
        if ((string)trigger["type"] != "httpTrigger") return;
        var name = (string)function["name"];
        var route = (string)trigger["route"];
        var constraints = new RouteValueDictionary();
        if (trigger["methods"] is JArray methods)
            constraints.Add("httpMethod", new HttpMethodRouteConstraint([.. methods.Values<string>()]));
        routes.MapFunctionRoute(name, string.IsNullOrEmpty(route) ? name : route, constraints, name);
    }

    static Task TellStatus(HttpContext context)
    {
        var status = new JObject
        {
            ["id"] = "real-engine",
            ["state"] = Running ? "Running" : "Starting",
            ["version"] = "4.0.0",
        };
        context.Response.ContentType = "application/json; charset=utf-8";
        return context.Response.WriteAsync(status.ToString());
    }

    static int RunByHand(string name)
    {
        if (!FunctionFactory.Infos.TryGetValue(name, out var info)) return StatusCodes.Status404NotFound;
        if (info.Trigger != "timerTrigger") return StatusCodes.Status501NotImplemented;
        var timer = new Microsoft.Azure.WebJobs.TimerInfo(null, new ScheduleStatus(), false);
        _ = Dispatch.JobHost.CallAsync(info.Name, new Dictionary<string, object> { [info.Parameters[0]] = timer });
        return StatusCodes.Status202Accepted;
    }

    static bool StartsWith(string path, string beginning) =>
        path.StartsWith(beginning, StringComparison.OrdinalIgnoreCase);
}
