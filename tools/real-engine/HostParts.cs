using System.Collections.Concurrent;
using System.Runtime.ExceptionServices;
using Microsoft.Azure.WebJobs;
using Microsoft.Azure.WebJobs.Extensions.Timers;
using Microsoft.Azure.WebJobs.Host.Executors;
using Microsoft.Azure.WebJobs.Host.Timers;

namespace SqlMiCutover.RealEngine;

/// <summary>The one type whose methods are the app's functions.</summary>
public sealed class OneType(Type type) : ITypeLocator
{
    public IReadOnlyList<Type> GetTypes() => [type];
}

/// <summary>An id that stays the same from start to start, so that leases and receipts are found again.</summary>
public sealed class FixedHostId : IHostIdProvider
{
    public Task<string> GetHostIdAsync(CancellationToken cancellationToken) => Task.FromResult("real-engine");
}

/// <summary>When timers ran last; a new start knows of no run, so none of them is past due.</summary>
public sealed class MemoryScheduleMonitor : ScheduleMonitor
{
    readonly ConcurrentDictionary<string, ScheduleStatus> statuses = new();

    public override Task<ScheduleStatus> GetStatusAsync(string timerName) =>
        Task.FromResult(statuses.GetValueOrDefault(timerName));

    public override Task UpdateStatusAsync(string timerName, ScheduleStatus status)
    {
        statuses[timerName] = status;
        return Task.CompletedTask;
    }
}

/// <summary>Logs what the SDK cannot handle; the SDK's own handler would end the process.</summary>
public sealed class LoggingExceptionHandler(ILogger<LoggingExceptionHandler> log) : IWebJobsExceptionHandler
{
    public void Initialize(JobHost host) { }

    public Task OnTimeoutExceptionAsync(ExceptionDispatchInfo exception, TimeSpan grace) => Log("timeout", exception);

    public Task OnUnhandledExceptionAsync(ExceptionDispatchInfo exception) => Log("unhandled", exception);

    Task Log(string what, ExceptionDispatchInfo exception)
    {
        log.LogError("{What}: {Exception}", what, exception.SourceException);
        return Task.CompletedTask;
    }
}

/// <summary>One line for each entry on the standard output.</summary>
public sealed class LineLoggerProvider : ILoggerProvider
{
    public ILogger CreateLogger(string category) => new LineLogger(category);

    public void Dispose() { }

    sealed class LineLogger(string category) : ILogger
    {
        public IDisposable BeginScope<TState>(TState state) => null;

        public bool IsEnabled(LogLevel level) => level >= LogLevel.Debug;

        public void Log<TState>(
            LogLevel level, EventId id, TState state, Exception exception, Func<TState, Exception, string> format)
        {
            var cause = exception is null || level < LogLevel.Warning ? "" : $" {exception}";
            var text = (format(state, exception) + cause).ReplaceLineEndings(" | ");
            Console.WriteLine($"{DateTime.UtcNow:HH:mm:ss.fff} {level} {category}: {text}");
        }
    }
}
