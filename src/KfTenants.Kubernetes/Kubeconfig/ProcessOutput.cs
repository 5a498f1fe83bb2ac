using System.Buffers;
using System.Text;

namespace KfTenants.Kubernetes.Kubeconfig;

/// <summary>Collects a process's output while it runs; what has come is there even when a grandchild never closes the pipe.</summary>
internal sealed class ProcessOutput
{
    private readonly Lock _lock = new();
    private readonly ArrayBufferWriter<byte> _collected = new();
    private readonly int _limit;
    private bool _isTooLong;

    public ProcessOutput(Stream source, int limit)
    {
        _limit = limit;
        Completed = CollectAsync(source);
    }

    public Task Completed { get; }

    /// <summary>Null when there was too much.</summary>
    public string? Text()
    {
        lock (_lock)
        {
            return _isTooLong ? null : Encoding.UTF8.GetString(_collected.WrittenSpan);
        }
    }

    private async Task CollectAsync(Stream source)
    {
        var buffer = new byte[16 * 1024];
        try
        {
            while (await source.ReadAsync(buffer) is > 0 and var count)
            {
                lock (_lock)
                {
                    _isTooLong |= _collected.WrittenCount + count > _limit;
                    if (!_isTooLong)
                    {
                        _collected.Write(buffer.AsSpan(0, count));
                    }
                }
            }
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException)
        {
            // The process was given up; what came before counts.
        }
    }
}
