using UglyToad.PdfPig.Filters;
using UglyToad.PdfPig.Tokens;

namespace LatencyPortal.Chat.Attachments;

/// <summary>
/// Unpacks the streams of one PDF with a limit: a file of some kilobytes can unpack to gigabytes, and the library's own
/// filters would do it.
/// </summary>
/// <param name="cancellationToken">Ends the work between two streams.</param>
internal sealed class BoundedFilters(CancellationToken cancellationToken) : IFilterProvider
{
    /// <inheritdoc />
    public IReadOnlyList<IFilter> GetFilters(DictionaryToken dictionary) => Wrap(DefaultFilterProvider.Instance.GetFilters(dictionary));

    /// <inheritdoc />
    public IReadOnlyList<IFilter> GetNamedFilters(IReadOnlyList<NameToken> names) => Wrap(DefaultFilterProvider.Instance.GetNamedFilters(names));

    /// <inheritdoc />
    public IReadOnlyList<IFilter> GetAllFilters() => Wrap(DefaultFilterProvider.Instance.GetAllFilters());

    private List<IFilter> Wrap(IReadOnlyList<IFilter> filters) => [.. filters.Select(filter => new BoundedFilter(filter, cancellationToken))];
}
