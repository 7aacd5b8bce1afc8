namespace LatencyPortal.CachePrediction;

/// <summary>One request: its input tokens, those that the decoder took from its cache, and those that were predicted.</summary>
internal sealed record Prediction(int Input, int Cached, int Predicted);
