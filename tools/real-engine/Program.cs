// A host for a Functions app on Node, made of Microsoft's own WebJobs SDK and extensions. See README.md.
using Microsoft.AspNetCore.Hosting;
using Microsoft.Azure.WebJobs;
using Microsoft.Azure.WebJobs.Extensions.DurableTask;
using Microsoft.Azure.WebJobs.Extensions.EventGrid;
using Microsoft.Azure.WebJobs.Extensions.Http;
using Microsoft.Azure.WebJobs.Extensions.Timers;
using Microsoft.Azure.WebJobs.Host.Config;
using Microsoft.Azure.WebJobs.Host.Executors;
using Microsoft.Azure.WebJobs.Host.Timers;
using Microsoft.Extensions.DependencyInjection.Extensions;
using SqlMiCutover.RealEngine;

const int MostBytes = 100 * 1024 * 1024;

ThreadPool.SetMinThreads(64, 64);
var options = Arguments.Read(args);
Settings.Apply(options.App, options.Port);

using var app = await AppProcess.Start(options.AppProcess, options.App);
Dispatch.App = app;
var functions = await app.Functions();
var methods = FunctionFactory.Make(functions);

var hooks = new WebHooks(options.Port);
var builder = Host.CreateDefaultBuilder()
    .ConfigureAppConfiguration(configuration => configuration
        .AddInMemoryCollection(Settings.OfHostJson(options.App))
        .AddEnvironmentVariables())
    .ConfigureLogging(logging =>
    {
        logging.ClearProviders();
        logging.AddProvider(new LineLoggerProvider());
        logging.SetMinimumLevel(options.Verbose ? LogLevel.Debug : LogLevel.Information);
        logging.AddFilter("Microsoft.AspNetCore", LogLevel.Warning);
        logging.AddFilter("Azure.Core", LogLevel.Error);
        logging.AddFilter("Microsoft.Azure.WebJobs.Hosting.OptionsLoggingService", LogLevel.Warning);
        if (options.Verbose) return;
        logging.AddFilter("Host.Results", LogLevel.None);
        foreach (var talkative in new[] { "DurableTask", "Function", "Host.Aggregator", "Host.Executor", "Host.Triggers" })
            logging.AddFilter(talkative, LogLevel.Warning);
    })
    .ConfigureWebHost(web => web
        .UseKestrel(kestrel =>
        {
            kestrel.ListenLocalhost(options.Port);
            kestrel.Limits.MaxRequestBodySize = MostBytes;
            kestrel.AllowSynchronousIO = true;
        })
        .ConfigureServices(services =>
        {
            services.AddRouting();
            services.AddHttpBindingRouting();
        })
        .Configure(web => Front.Use(web, functions, hooks)))
    .ConfigureWebJobs(webJobs =>
    {
        webJobs.AddDurableTask();
        webJobs.AddAzureStorageBlobs();
        webJobs.AddEventGrid();
        webJobs.AddTimers();
        webJobs.AddHttp();
    })
    .ConfigureServices(services =>
    {
        services.AddSingleton<ITypeLocator>(new OneType(methods));
        services.RemoveAll<IHostIdProvider>();
        services.AddSingleton<IHostIdProvider, FixedHostId>();
        services.RemoveAll<IWebJobsExceptionHandler>();
        services.AddSingleton<IWebJobsExceptionHandler, LoggingExceptionHandler>();
        services.RemoveAll<ScheduleMonitor>();
        services.AddSingleton<ScheduleMonitor, MemoryScheduleMonitor>();
        WebHooks.Register(services, hooks);
        services.Configure<HostOptions>(host => host.ShutdownTimeout = TimeSpan.FromSeconds(5));
    });

using var host = builder.Build();
Dispatch.Logger = host.Services.GetRequiredService<ILoggerFactory>().CreateLogger("host");
Dispatch.JobHost = host.Services.GetRequiredService<IJobHost>();
await host.StartAsync();
Front.Running = true;
Events.Start(functions, options.Port, host.Services.GetRequiredService<IConfiguration>());
Console.WriteLine($"READY http://127.0.0.1:{options.Port}");
await host.WaitForShutdownAsync();
