using System.Collections.Concurrent;
using System.Globalization;
using Sinogram.Jupyter.Channels;
using Sinogram.Jupyter.Wire;

namespace Sinogram.Jupyter.Kernel;

/// <summary>Logs what is dropped without its content: the first few of a kind one by one, then every tenth, hundredth and so on, so that who sends many fills no log.</summary>
internal sealed class DroppedMessages(Action<string> log)
{
    private const int OneByOne = 10;

    private readonly ConcurrentDictionary<(ChannelName, Rejection), int> _counts = new();

    /// <summary>Notes a message.</summary>
    internal void Add(ChannelName channel, Rejection rejection)
    {
        var count = _counts.AddOrUpdate((channel, rejection), 1, static (_, before) => before == int.MaxValue ? before : before + 1);
        if (count <= OneByOne)
        {
            log($"dropped a message on {channel}: {rejection}");
        }
        else if (IsRound(count))
        {
            log(string.Create(CultureInfo.InvariantCulture, $"dropped {count:N0} messages on {channel} by now: {rejection}"));
        }
    }

    private static bool IsRound(int count)
    {
        while (count % 10 == 0)
        {
            count /= 10;
        }

        return count == 1;
    }
}
