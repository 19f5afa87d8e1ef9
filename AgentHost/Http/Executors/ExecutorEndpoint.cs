using System.Text.Json;
using MesosOrleans.AgentHost.Executors;
using MesosOrleans.Protocol;
using MesosOrleans.Wire;

namespace MesosOrleans.AgentHost.Http.Executors;

/// <summary>
/// The executor API of Mesos 1.x, <c>POST /api/v1/executor</c> and <c>/slave(1)/api/v1/executor</c>: an adapter to <see cref="IExecutorCalls"/>. Checks in the order of section 7
/// of the facts; a subscription is answered by a stream of events, everything else by 202.
/// </summary>
internal sealed partial class ExecutorEndpoint(IExecutorCalls calls, TimeProvider time, ILogger<ExecutorEndpoint> log)
{
    private const string NotRecovered = "Agent has not finished recovery";

    /// <summary>On an idle stream, so that what stands between does not end it.</summary>
    private static readonly TimeSpan HeartbeatInterval = TimeSpan.FromMinutes(30);

    public void Map(IEndpointRouteBuilder app)
    {
        app.Map("/api/v1/executor", Answer);
        app.Map("/slave(1)/api/v1/executor", Answer);
    }

    private async Task Answer(HttpContext context)
    {
        var request = context.Request;
        if (!calls.IsReadyToReconnect)
        {
            await Refuse(context, StatusCodes.Status503ServiceUnavailable, NotRecovered);
            return;
        }

        if (!HttpMethods.IsPost(request.Method))
        {
            context.Response.Headers.Allow = HttpMethods.Post;
            await Refuse(context, StatusCodes.Status405MethodNotAllowed, $"Expecting one of {{ 'POST' }}, but received '{request.Method}'");
            return;
        }

        string? contentType = request.Headers.ContentType;
        if (string.IsNullOrEmpty(contentType))
        {
            await Refuse(context, StatusCodes.Status400BadRequest, "Expecting 'Content-Type' to be present");
            return;
        }

        if (MessageFormats.OfContentType(contentType) is not { } format)
        {
            await Refuse(context, StatusCodes.Status415UnsupportedMediaType, "Expecting 'Content-Type' of application/json or application/x-protobuf");
            return;
        }

        var (call, objection) = await Read(request, format, context.RequestAborted);
        objection ??= ExecutorCallRules.Objection(call!);
        if (objection is not null)
            await Refuse(context, StatusCodes.Status400BadRequest, objection);
        else
            await Carry(context, call!);
    }

    private async Task Carry(HttpContext context, ExecutorCall call)
    {
        switch (call.Type)
        {
            case ExecutorCallType.Subscribe:
                await Subscribe(context, call);
                break;
            case ExecutorCallType.Heartbeat:
                context.Response.StatusCode = StatusCodes.Status202Accepted;
                break;
            case ExecutorCallType.Update:
                await Answer(context, Update(call, ExecutorCallRules.Update(call, call.Update!, time.GetUtcNow())));
                break;
            case ExecutorCallType.Message:
                await Answer(context, calls.Message(call.FrameworkId, call.ExecutorId, call.Message!.Data));
                break;
            default:
                await Refuse(context, StatusCodes.Status501NotImplemented, "There is no such call");
                break;
        }
    }

    /// <summary>A refusal is known at once. What is accepted may have to reach the disk first; that is told by the event ACKNOWLEDGED and not waited for here.</summary>
    private ExecutorAnswer Update(ExecutorCall call, StatusUpdate update)
    {
        var held = calls.Update(call.FrameworkId, call.ExecutorId, update);
        if (held.IsCompletedSuccessfully)
            return held.Result;
        _ = held.ContinueWith(
            failed => LogUpdateNotHeld(failed.Exception!.InnerException!, update.Uuid, update.Status.TaskId, call.FrameworkId, call.ExecutorId),
            CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted | TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        return ExecutorAnswer.Accepted;
    }

    private async Task Subscribe(HttpContext context, ExecutorCall call)
    {
        if (MessageFormats.Accepted(context.Request.Headers.Accept) is not { } format)
        {
            await Refuse(context, StatusCodes.Status406NotAcceptable, "Expecting 'Accept' to allow application/json or application/x-protobuf");
            return;
        }

        var stream = new ExecutorStream(format);
        var now = time.GetUtcNow();
        var answer = calls.Subscribe(
            call.FrameworkId, call.ExecutorId, call.Subscribe!.UnacknowledgedTasks,
            [.. call.Subscribe.UnacknowledgedUpdates.Select(update => ExecutorCallRules.Update(call, update, now))], stream);
        if (answer != ExecutorAnswer.Accepted)
        {
            await Answer(context, answer);
            return;
        }

        try
        {
            LogSubscribed(call.ExecutorId, call.FrameworkId);
            await using var heart = time.CreateTimer(_ => stream.Heartbeat(), null, HeartbeatInterval, HeartbeatInterval);
            context.Response.ContentType = format.ContentType();
            await context.Response.StartAsync(context.RequestAborted);
            await stream.CopyTo(context.Response.Body.WriteAsync, context.RequestAborted);
        }
        catch (Exception e) when (e is OperationCanceledException or IOException)
        {
            LogGone(call.ExecutorId, call.FrameworkId);
        }
        finally
        {
            if (stream.IsOverrun)
                LogOverrun(call.ExecutorId, call.FrameworkId, ExecutorStream.EventsMax, ExecutorStream.BytesMax);
            calls.Disconnected(call.FrameworkId, call.ExecutorId, stream);
        }
    }

    private static async Task<(ExecutorCall? Call, string? Objection)> Read(HttpRequest request, MessageFormat format, CancellationToken cancel)
    {
        using var body = new MemoryStream();
        await request.Body.CopyToAsync(body, cancel);
        try
        {
            return (ExecutorCallCodec.Instance.Read(body.GetBuffer().AsSpan(0, (int)body.Length), format, Dialect.V1), null);
        }
        catch (JsonException e)
        {
            return (null, $"Failed to parse body into JSON: {e.Message}");
        }
        catch (MessageException e)
        {
            return (null, format == MessageFormat.Json ? $"Failed to convert JSON into Call protobuf: {e.Message}" : "Failed to parse body into Call protobuf");
        }
    }

    private static Task Answer(HttpContext context, ExecutorAnswer answer)
    {
        switch (answer)
        {
            case ExecutorAnswer.Accepted:
                context.Response.StatusCode = StatusCodes.Status202Accepted;
                return Task.CompletedTask;
            case ExecutorAnswer.NotReady:
                return Refuse(context, StatusCodes.Status503ServiceUnavailable, NotRecovered);
            case ExecutorAnswer.UnknownFramework:
                return Refuse(context, StatusCodes.Status400BadRequest, "Framework cannot be found");
            case ExecutorAnswer.UnknownExecutor:
                return Refuse(context, StatusCodes.Status400BadRequest, "Executor cannot be found");
            default:
                return Refuse(context, StatusCodes.Status403Forbidden, "Executor is not subscribed");
        }
    }

    private static Task Refuse(HttpContext context, int status, string text)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "text/plain";
        return context.Response.WriteAsync(text, context.RequestAborted);
    }
}
