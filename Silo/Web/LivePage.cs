using MesosOrleans.Pages;
using MesosOrleans.Silo.Web.Feeds;
using Microsoft.AspNetCore.Components;

namespace MesosOrleans.Silo.Web;

/// <summary>A page of the cluster as it is: drawn anew after each reading, and once more only when the former drawing is done.</summary>
public abstract class LivePage : ComponentBase, IDisposable
{
    /// <summary>So long the first page waits for the first reading.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1.5);

    private IDisposable? _watch;
    private int _pending;

    [Inject]
    internal ClusterFeed Feed { get; set; } = null!;

    [Inject]
    internal TimeProvider Time { get; set; } = null!;

    /// <summary>The newest reading; null: there was none yet.</summary>
    protected ClusterModel? Model { get; private set; }

    public void Dispose()
    {
        _watch?.Dispose();
        GC.SuppressFinalize(this);
    }

    protected override async Task OnInitializedAsync()
    {
        _watch = Feed.Watch(Changed);
        if (Feed.Current.Value is null)
        {
            await Feed.Fresh(Patience);
        }

        Show();
    }

    /// <summary>There is another model.</summary>
    protected virtual void Took(ClusterModel model)
    {
    }

    private void Changed()
    {
        if (Interlocked.Exchange(ref _pending, 1) == 0)
        {
            _ = InvokeAsync(() =>
            {
                Interlocked.Exchange(ref _pending, 0);
                Show();
                StateHasChanged();
            });
        }
    }

    private void Show()
    {
        if (Feed.Current.Value is { } model && !ReferenceEquals(model, Model))
        {
            Model = model;
            Took(model);
        }
    }
}
