namespace LatencyPortal.Testing.Upstream;

/// <summary>What can be wrong with an answer. Faults of the event stream leave formats alone that have no event stream.</summary>
public enum FaultKind
{
    /// <summary>The request is taken and nothing comes, not even headers.</summary>
    SilentBeforeHeaders,

    /// <summary>The headers come, then nothing.</summary>
    SilentAfterHeaders,

    /// <summary>Nothing more comes after some tokens.</summary>
    Stall,

    /// <summary>The first token takes <see cref="Fault.Factor"/> times as long as planned.</summary>
    SlowFirstToken,

    /// <summary>Every chunk of <see cref="Fault.Size"/> bytes is followed by a pause.</summary>
    Trickle,

    /// <summary>The connection is reset (RST) instead of headers.</summary>
    ResetBeforeHeaders,

    /// <summary>The connection is reset (RST) after some tokens.</summary>
    Reset,

    /// <summary>The connection is closed (FIN) instead of headers.</summary>
    CloseBeforeHeaders,

    /// <summary>The connection is closed (FIN) after some tokens, in the middle of the body.</summary>
    Close,

    /// <summary>After some tokens the body ends as a whole body does, but nothing in it says that the answer is over.</summary>
    NoFinish,

    /// <summary>An error status instead of an answer.</summary>
    Status,

    /// <summary>After some tokens of a good answer an error in the format's own words.</summary>
    ErrorEvent,

    /// <summary>The blank lines between events are missing.</summary>
    NoBlankLine,

    /// <summary>Lines end with CR LF.</summary>
    CrlfLines,

    /// <summary>Lines end with CR.</summary>
    CrLines,

    /// <summary>Each line ends in one of the three ways, drawn from the seed.</summary>
    MixedLines,

    /// <summary>The stream begins with a byte order mark.</summary>
    ByteOrderMark,

    /// <summary>Comments stand between the lines.</summary>
    Comments,

    /// <summary>The data of an event stands in several <c>data:</c> lines.</summary>
    MultiLineData,

    /// <summary>Events without data stand between the others.</summary>
    EventOnly,

    /// <summary>Events have fields that nobody knows, and ids and retry times.</summary>
    UnknownFields,

    /// <summary>The JSON of the messages after some tokens and before the next one is cut off.</summary>
    CutJson,

    /// <summary>The stream is cut into chunks of <see cref="Fault.Size"/> bytes, each sent alone.</summary>
    SplitChunks,

    /// <summary>The stream is cut into chunks of 1 to <see cref="Fault.Size"/> bytes drawn from the seed.</summary>
    RandomChunks,

    /// <summary>Each character of several bytes is cut between two chunks.</summary>
    SplitCharacters,

    /// <summary><see cref="Fault.Size"/> events are sent in one chunk.</summary>
    ManyInOneWrite,

    /// <summary>One token is <see cref="Fault.Size"/> characters long, in one line.</summary>
    HugeLine,

    /// <summary>A token holds the first bytes of a character and never the others.</summary>
    IncompleteCharacter,

    /// <summary>A token holds half of a surrogate pair as an escape.</summary>
    LoneSurrogate,

    /// <summary>A token holds NUL.</summary>
    Nul,

    /// <summary>A token holds escape sequences of terminals.</summary>
    AnsiEscapes,

    /// <summary>What closes the stream is missing: <c>[DONE]</c>, or the last event of formats without it.</summary>
    MissingDone,

    /// <summary>What closes the stream comes twice.</summary>
    DoubleDone,

    /// <summary>Another token comes after what closes the stream.</summary>
    DataAfterDone,

    /// <summary>Usage counts nothing.</summary>
    UsageZero,

    /// <summary>Usage counts ten times more output than was sent.</summary>
    UsageTooLarge,

    /// <summary>Usage counts more cached input than input.</summary>
    UsageCachedOverInput,

    /// <summary>Usage is null.</summary>
    UsageNull,

    /// <summary>Usage is missing.</summary>
    UsageMissing,

    /// <summary>Usage comes before the text, in chat completions and Gemini.</summary>
    UsageEarly,

    /// <summary>A redirect to <see cref="Fault.Text"/> instead of an answer.</summary>
    Redirect,

    /// <summary>A good answer with the content type <see cref="Fault.Text"/>.</summary>
    WrongContentType,

    /// <summary>A web page instead of an answer.</summary>
    WebPage,

    /// <summary>The body is compressed with gzip, asked for or not.</summary>
    Gzip,

    /// <summary>The body is compressed with Brotli.</summary>
    Brotli,

    /// <summary>The body says that it is compressed with Zstandard, asked for or not.</summary>
    Zstandard,

    /// <summary>The connection is closed when a second request comes over it; a first one is answered.</summary>
    CloseAtReuse,

    /// <summary>The connection is closed after the answer although it could have been kept.</summary>
    CloseWhenIdle,

    /// <summary>One byte of each message after some tokens and before the next one is another than was sent, in formats with checksums.</summary>
    Damaged,
}
