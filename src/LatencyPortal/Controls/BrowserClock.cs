using Microsoft.JSInterop;

namespace LatencyPortal.Controls;

/// <summary>Shows moments on the clock of the browser, which may stand in another time zone than the server.</summary>
internal sealed class BrowserClock(IJSRuntime js, TimeProvider time)
{
    private TimeSpan? _offset;

    /// <summary>Asks the browser once.</summary>
    public async Task ReadAsync()
    {
        if (_offset is not null)
            return;
        await using var module = await js.InvokeAsync<IJSObjectReference>("import", "./Dashboards/LatencyPage.razor.js");
        _offset = TimeSpan.FromMinutes(await module.InvokeAsync<double>("offsetMinutes"));
    }

    /// <summary>Time of day to the second, with the date when it is not today.</summary>
    public string Format(DateTimeOffset moment)
    {
        var there = Local(moment);
        return there.Date == Local(time.GetUtcNow()).Date ? $"{there:HH:mm:ss}" : $"{there:d MMM HH:mm:ss}";
    }

    /// <summary>Date and time to the millisecond.</summary>
    public string FormatLong(DateTimeOffset moment) => $"{Local(moment):d MMMM yyyy, HH:mm:ss.fff}";

    private DateTimeOffset Local(DateTimeOffset moment) =>
        moment.ToOffset(_offset ?? time.LocalTimeZone.GetUtcOffset(moment));
}
