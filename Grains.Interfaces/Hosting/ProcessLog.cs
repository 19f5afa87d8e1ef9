using System.Diagnostics;
using System.Globalization;
using System.Text;
using MesosOrleans.Flags;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace MesosOrleans.Hosting;

/// <summary>
/// The log of a silo or agent: one line an event (<see cref="LogLine"/>) on standard error, and in a file if <c>--log_dir</c> says where.
/// </summary>
public static class ProcessLog
{
    /// <summary>
    /// Sets the log up as the flags say: <c>--logging_level</c>, <c>--quiet</c>, <c>--log_dir</c>. Libraries are heard from warnings on.
    /// </summary>
    /// <param name="logging">What was configured there before is dropped.</param>
    /// <param name="flags">Values of a set that holds those three.</param>
    /// <param name="program">The file is <c>program.pid.log</c>.</param>
    /// <exception cref="LogDirectoryException">The file cannot be written.</exception>
    public static void AddProcessLog(this ILoggingBuilder logging, FlagValues flags, string program)
    {
        ArgumentNullException.ThrowIfNull(flags);
        var writers = new List<TextWriter>();
        if (!flags.Get(ProcessFlags.Quiet))
        {
            writers.Add(Console.Error);
        }

        if (flags.Get(ProcessFlags.LogDir) is { } directory)
        {
            writers.Add(Open(directory, program));
        }

        logging.ClearProviders();
        var verbosity = new Verbosity(
            flags.Get(ProcessFlags.LoggingLevel) switch
            {
                "WARNING" => LogLevel.Warning,
                "ERROR" => LogLevel.Error,
                _ => LogLevel.Information,
            },
            TimeProvider.System);
        logging.SetMinimumLevel(LogLevel.Trace);
        logging.AddFilter(verbosity.Shows);
        logging.Services.AddSingleton(verbosity);
        logging.Services.AddSingleton<ILoggerProvider>(new LogProvider(writers, TimeProvider.System));
    }

    /// <summary>The file that this process logs to.</summary>
    /// <param name="flags">Values of a set that holds <c>--log_dir</c>.</param>
    /// <param name="program">As for <see cref="AddProcessLog"/>.</param>
    /// <returns>Its full path; null without <c>--log_dir</c>.</returns>
    public static string? FileOf(FlagValues flags, string program)
    {
        ArgumentNullException.ThrowIfNull(flags);
        return flags.Get(ProcessFlags.LogDir) is { } directory ? PathOf(Path.GetFullPath(directory), program) : null;
    }

    private static string PathOf(string directory, string program) =>
        Path.Combine(directory, string.Create(CultureInfo.InvariantCulture, $"{program}.{Environment.ProcessId}.log"));

    private static StreamWriter Open(string directory, string program)
    {
        var path = PathOf(directory, program);
        try
        {
            Directory.CreateDirectory(directory);
            return new StreamWriter(new FileStream(path, FileMode.Append, FileAccess.Write, FileShare.Read), new UTF8Encoding(false)) { AutoFlush = true };
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new LogDirectoryException($"--log_dir={directory}: {path} cannot be written: {e.Message}; give a directory that this user may write to");
        }
    }
}

/// <summary>A log file cannot be written; the message is for the operator.</summary>
public sealed class LogDirectoryException(string message) : Exception(message);

/// <summary>Writes to all writers, a whole line at a time.</summary>
internal sealed class LogProvider(IReadOnlyList<TextWriter> writers, TimeProvider time) : ILoggerProvider
{
    private readonly Lock _gate = new();
    private readonly TimeProvider _time = time;

    public ILogger CreateLogger(string categoryName) => new Logger(this, categoryName);

    public void Dispose()
    {
        lock (_gate)
        {
            foreach (var writer in writers.Where(writer => writer != Console.Error))
            {
                writer.Dispose();
            }
        }
    }

    private void Write(string line)
    {
        lock (_gate)
        {
            foreach (var writer in writers)
            {
                writer.WriteLine(line);
            }
        }
    }

    private sealed class Logger(LogProvider provider, string category) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel != LogLevel.None;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            var text = formatter(state, exception);
            if (Activity.Current is { Recorded: true } span)
            {
                // As the collector of traces shows them.
                text = $"{text} [trace {span.TraceId} span {span.SpanId}]";
            }

            var line = LogLine.Of(logLevel, provider._time.GetLocalNow(), Environment.ProcessId, category, text, exception);
            provider.Write(line);
        }
    }
}
