namespace LatencyPortal.Gateway.Prompts.Misses;

/// <summary>Why a provider's cache served no more of a prompt.</summary>
public enum MissKind
{
    /// <summary>All that was asked before was served; what follows is new, as each question is.</summary>
    Nothing,

    /// <summary>No earlier request of the template is recorded that this model answered.</summary>
    FirstRequest,

    /// <summary>The prompt differs from all earlier ones before its question.</summary>
    PromptDiffers,

    /// <summary>The bytes are equal, but they came again after the lifetime.</summary>
    Expired,

    /// <summary>The bytes are equal, but the request went to another endpoint or region.</summary>
    OtherPlace,

    /// <summary>The bytes are equal and in time: the provider let them go or asked another machine.</summary>
    EvictedOrRouted,

    /// <summary>The prompt, or all of it that is marked, is shorter than the family's minimum.</summary>
    BelowMinimum,

    /// <summary>What it has in common with earlier prompts is shorter than the family's minimum, though the prompt is not.</summary>
    CommonBelowMinimum,

    /// <summary>What is missing is less than a step of the family: all that can be served was served.</summary>
    LessThanAStep,

    /// <summary>The bytes are equal, and nobody knows the rule of the model's cache.</summary>
    UnknownRule,

    /// <summary>The bytes are equal, but no entry ends where this prompt is looked up.</summary>
    NotAtBreakpoint,

    /// <summary>The bytes are equal, but stand too many content blocks before a breakpoint.</summary>
    BeyondLookBack,
}
