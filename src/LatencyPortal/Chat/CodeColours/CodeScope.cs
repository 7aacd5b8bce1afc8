namespace LatencyPortal.Chat.CodeColours;

/// <summary>What a stretch of code is, as far as it has a colour of its own. The module of the page knows them by number.</summary>
internal enum CodeScope
{
    Comment,
    String,
    Number,
    Keyword,
    Function,
    Type,
    Attribute,
    Inserted,
    Deleted,
}
