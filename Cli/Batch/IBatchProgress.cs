namespace MesosOrleans.Cli.Batch;

/// <summary>How a batch is followed by people.</summary>
internal interface IBatchProgress
{
    /// <summary>The counts have changed.</summary>
    void Count(int ended, int failed, int live);

    /// <summary>Something worth a line.</summary>
    void Say(string text);

    /// <summary>Shows progress while the work goes on.</summary>
    Task Follow(Func<Task> work);
}
