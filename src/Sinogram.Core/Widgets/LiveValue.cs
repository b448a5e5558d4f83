using Sinogram.Core.Display;
using Sinogram.Core.Execution;
using Sinogram.Core.Magics;

namespace Sinogram.Core.Widgets;

/// <summary>A value that is shown where it was asked to be and follows its changes there, from any cell or thread; at most ten times a second, the last one always.</summary>
/// <typeparam name="T">The value.</typeparam>
public sealed class LiveValue<T> : IDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(100);

    private readonly Lock _lock = new();
    private readonly List<IDisplayHandle> _shown = [];
    private readonly ITimer _timer;
    private T _value;
    private bool _isStale;
    private bool _isWaiting;

    /// <param name="value">The value to begin with.</param>
    /// <param name="time">Thins the updates; the system's clock where null.</param>
    public LiveValue(T value, TimeProvider? time = null)
    {
        _value = value;
        _timer = (time ?? TimeProvider.System).CreateTimer(_ => Due(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>The value.</summary>
    public T Value
    {
        get
        {
            lock (_lock)
            {
                return _value;
            }
        }

        set
        {
            lock (_lock)
            {
                _value = value;
                if (_isWaiting)
                {
                    _isStale = true;
                    return;
                }

                Update();
            }
        }
    }

    /// <summary>Shows it in the running cell.</summary>
    /// <exception cref="MagicException">There is no running cell.</exception>
    public LiveValue<T> Show()
    {
        var cell = CellContext.Current ?? throw new MagicException("There is no cell to show anything in.", "Show it from code of a cell.");
        lock (_lock)
        {
            _shown.Add(cell.Output.Display(_value));
        }

        return this;
    }

    /// <summary>Shows what has not been shown yet, and follows no longer.</summary>
    public void Dispose()
    {
        lock (_lock)
        {
            if (_isStale)
            {
                Update();
            }

            _shown.Clear();
        }

        _timer.Dispose();
    }

    private void Due()
    {
        lock (_lock)
        {
            _isWaiting = false;
            if (_isStale)
            {
                Update();
            }
        }
    }

    private void Update()
    {
        _isStale = false;
        _shown.ForEach(s => s.Update(_value));
        _isWaiting = true;
        _timer.Change(Interval, Timeout.InfiniteTimeSpan);
    }
}

/// <summary>Showing what depends on a control.</summary>
public static class Following
{
    /// <summary>Shows a control, and below it what a function makes of its value; where the front end has no widgets, of the value it begins with.</summary>
    /// <typeparam name="T">The control's value.</typeparam>
    /// <param name="control">The control.</param>
    /// <param name="show">Makes what is shown: any value.</param>
    /// <exception cref="MagicException">There is no running cell.</exception>
    public static IDisplayHandle Follow<T>(this ValueControl<T> control, Func<T, object?> show)
    {
        ArgumentNullException.ThrowIfNull(control);
        ArgumentNullException.ThrowIfNull(show);
        var cell = CellContext.Current ?? throw new MagicException("There is no cell to show anything in.", "Show it from code of a cell.");
        cell.Output.Display(control);
        var handle = cell.Output.Display(show(control.Value));
        control.ValueChanged += value => handle.Update(Try(show, value));
        return handle;
    }

    private static object? Try<T>(Func<T, object?> show, T value)
    {
        try
        {
            return show(value);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            return e;
        }
    }
}
