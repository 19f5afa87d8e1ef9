using System.Text.Json;
using MesosOrleans.Frameworks;

namespace MesosOrleans.Http;

/// <summary>Writes one framework of <c>/master/state.json</c> from its pages (Mesos 0.19 <c>src/master/http.cpp:94</c>); the keys are in sorted order.</summary>
public sealed class FrameworkWriter(Utf8JsonWriter json)
{
    private FrameworkPage? _head;
    private Part _part;

    private enum Part
    {
        Completed,
        Offers,
        Tasks,
    }

    /// <summary>Writes the next page.</summary>
    public void Write(FrameworkPage page)
    {
        ArgumentNullException.ThrowIfNull(page);
        if (page.Framework is not null)
        {
            Begin(page);
        }

        foreach (var task in page.CompletedTasks)
        {
            JsonSerializer.Serialize(json, TaskDocument.Of(task), StateJson.Default.TaskDocument);
        }

        if (!page.Offers.IsEmpty)
        {
            Reach(Part.Offers);
        }

        foreach (var offer in page.Offers)
        {
            var document = new OfferDocument(offer.FrameworkId.Value, offer.Id.Value, ResourcesDocument.Of(offer.Resources), offer.SlaveId.Value);
            JsonSerializer.Serialize(json, document, StateJson.Default.OfferDocument);
        }

        if (!page.Tasks.IsEmpty)
        {
            Reach(Part.Tasks);
        }

        foreach (var task in page.Tasks)
        {
            JsonSerializer.Serialize(json, TaskDocument.Of(task), StateJson.Default.TaskDocument);
        }
    }

    /// <summary>Ends the framework; nothing if there was no page of it.</summary>
    public void End()
    {
        if (_head is null)
        {
            return;
        }

        Reach(Part.Tasks);
        json.WriteEndArray();
        json.WriteNumber("unregistered_time", StateDocuments.Seconds(_head.Framework!.UnregisteredAt));
        json.WriteString("user", _head.Framework.Info.User);
        json.WriteEndObject();
        _head = null;
    }

    private void Begin(FrameworkPage page)
    {
        (_head, _part) = (page, Part.Completed);
        json.WriteStartObject();
        json.WriteBoolean("active", page.Framework!.Active);
        json.WriteBoolean("checkpoint", page.Framework.Info.Checkpoint);
        json.WriteStartArray("completed_tasks");
    }

    /// <summary>Writes what stands before a list.</summary>
    private void Reach(Part part)
    {
        var framework = _head!.Framework!;
        var info = framework.Info;
        if (_part < Part.Offers && part >= Part.Offers)
        {
            json.WriteEndArray();
            json.WriteNumber("failover_timeout", double.IsFinite(info.FailoverTimeout) ? info.FailoverTimeout : 0);
            json.WriteString("hostname", info.Hostname);
            json.WriteString("id", info.Id?.Value ?? "");
            json.WriteString("name", info.Name);
            json.WriteStartArray("offers");
            _part = Part.Offers;
        }

        if (_part < Part.Tasks && part >= Part.Tasks)
        {
            json.WriteEndArray();
            json.WriteNumber("registered_time", StateDocuments.Seconds(framework.RegisteredAt));
            if (framework.ReregisteredAt != framework.RegisteredAt)
            {
                json.WriteNumber("reregistered_time", StateDocuments.Seconds(framework.ReregisteredAt));
            }

            json.WritePropertyName("resources");
            JsonSerializer.Serialize(json, ResourcesDocument.Of(_head.Held), StateJson.Default.ResourcesDocument);
            json.WriteString("role", info.Role);
            json.WriteStartArray("tasks");
            _part = Part.Tasks;
        }
    }
}
