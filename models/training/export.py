"""Exports the checkpoint as ONNX in the onnxruntime-genai layout, and golden logits to check it.

GroupQueryAttention with fused rotary keeps keys and values in one buffer that is both past and
present, so a decode step copies nothing.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

import numpy
import onnx
import torch
from onnx import TensorProto, helper, numpy_helper

from corpus import DEFAULT_FOLDER, load, shipped_entries
from model import ModelConfig, Transformer
from prompts import prompt
from search import HelpIndex
from tokenizer import MODEL_FOLDER, Tokenizer
from train import ROOT

GOLDEN = Path(__file__).resolve().parent / "golden"
OPSET = 17
IR_VERSION = 8


class GraphWriter:
    """Collects nodes and weights under running names."""

    def __init__(self) -> None:
        self.nodes: list[onnx.NodeProto] = []
        self.weights: list[onnx.TensorProto] = []

    def weight(self, name: str, value: numpy.ndarray) -> str:
        self.weights.append(numpy_helper.from_array(numpy.ascontiguousarray(value), name))
        return name

    def op(self, kind: str, inputs: list[str], outputs: list[str] | str, domain: str = "", **attributes: object) -> str:
        names = [outputs] if isinstance(outputs, str) else outputs
        self.nodes.append(helper.make_node(kind, inputs, names, name=names[0], domain=domain, **attributes))
        return names[0]


def array(tensor: torch.Tensor) -> numpy.ndarray:
    return tensor.detach().float().cpu().numpy()


def build(model: Transformer) -> onnx.ModelProto:
    """The graph of a model."""
    c = model.config
    g = GraphWriter()
    axis = g.weight("axis_one", numpy.array([1], numpy.int64))
    one = g.weight("one", numpy.array([1], numpy.int64))
    g.op("ReduceSum", ["attention_mask", axis], "mask_sum", keepdims=0)
    g.op("Sub", ["mask_sum", one], "mask_sum_less_one")
    g.op("Cast", ["mask_sum_less_one"], "seqlens_k", to=TensorProto.INT32)
    g.op("Shape", ["attention_mask"], "mask_shape")
    g.op("Gather", ["mask_shape", g.weight("index_one", numpy.array(1, numpy.int64))], "mask_length", axis=0)
    g.op("Cast", ["mask_length"], "total_sequence_length", to=TensorProto.INT32)
    g.weight("cos_cache", array(model.cos))
    g.weight("sin_cache", array(model.sin))
    x = g.op("Gather", [g.weight("embedding", array(model.embedding.weight)), "input_ids"], "embedded", axis=0)
    for index, block in enumerate(model.blocks):
        x = _block(g, c, index, block, x)
    x = _norm(g, c, "final_norm", model.norm.weight, x)
    g.op("Transpose", ["embedding"], "output_embedding", perm=[1, 0])
    g.op("MatMul", [x, "output_embedding"], "logits")
    graph = helper.make_graph(g.nodes, "portal-assistant", _inputs(c), _outputs(c), g.weights)
    return helper.make_model(graph, ir_version=IR_VERSION, producer_name="LatencyPortal", opset_imports=[
        helper.make_opsetid("", OPSET), helper.make_opsetid("com.microsoft", 1)])


def _norm(g: GraphWriter, c: ModelConfig, name: str, gain: torch.Tensor, x: str) -> str:
    return g.op("SimplifiedLayerNormalization", [x, g.weight(f"{name}.weight", array(gain))], name,
                axis=-1, epsilon=c.norm_epsilon, stash_type=1)


def _block(g: GraphWriter, c: ModelConfig, index: int, block: torch.nn.Module, x: str) -> str:
    p = f"layer{index}"

    def linear(name: str, layer: torch.nn.Linear, value: str) -> str:
        return g.op("MatMul", [value, g.weight(f"{p}.{name}.weight", array(layer.weight).T)], f"{p}.{name}")

    qkv = linear("qkv", block.qkv, _norm(g, c, f"{p}.norm1", block.norm1.weight, x))
    past = [f"past_key_values.{index}.key", f"past_key_values.{index}.value"]
    present = [f"present.{index}.key", f"present.{index}.value"]
    g.op("GroupQueryAttention",
         [qkv, "", "", *past, "seqlens_k", "total_sequence_length", "cos_cache", "sin_cache"],
         [f"{p}.attention", *present], domain="com.microsoft", num_heads=c.heads,
         kv_num_heads=c.kv_heads, do_rotary=1, rotary_interleaved=0)
    x = g.op("Add", [x, linear("out", block.out, f"{p}.attention")], f"{p}.residual1")
    gate_up = linear("gate_up", block.gate_up, _norm(g, c, f"{p}.norm2", block.norm2.weight, x))
    g.op("Split", [gate_up], [f"{p}.gate", f"{p}.up"], axis=-1)
    g.op("Sigmoid", [f"{p}.gate"], f"{p}.sigmoid")
    g.op("Mul", [f"{p}.gate", f"{p}.sigmoid"], f"{p}.silu")
    g.op("Mul", [f"{p}.silu", f"{p}.up"], f"{p}.gated")
    return g.op("Add", [x, linear("down", block.down, f"{p}.gated")], f"{p}.residual2")


def _cache(c: ModelConfig, prefix: str, length: str) -> list[onnx.ValueInfoProto]:
    shape = ["batch_size", c.kv_heads, length, c.head_size]
    return [helper.make_tensor_value_info(f"{prefix}.{i}.{part}", TensorProto.FLOAT, shape)
            for i in range(c.layers) for part in ("key", "value")]


def _inputs(c: ModelConfig) -> list[onnx.ValueInfoProto]:
    return [helper.make_tensor_value_info("input_ids", TensorProto.INT64, ["batch_size", "sequence_length"]),
            helper.make_tensor_value_info("attention_mask", TensorProto.INT64,
                                          ["batch_size", "total_sequence_length"]),
            *_cache(c, "past_key_values", "past_sequence_length")]


def _outputs(c: ModelConfig) -> list[onnx.ValueInfoProto]:
    shape = ["batch_size", "sequence_length", c.vocabulary]
    return [helper.make_tensor_value_info("logits", TensorProto.FLOAT, shape),
            *_cache(c, "present", "total_sequence_length")]


def genai_config(c: ModelConfig, tokenizer: Tokenizer) -> dict[str, object]:
    """The file by which the portal and onnxruntime-genai load the folder."""
    return {
        "model": {
            "type": "llama", "bos_token_id": tokenizer.pad, "eos_token_id": [tokenizer.end, tokenizer.pad],
            "pad_token_id": tokenizer.pad, "vocab_size": c.vocabulary, "context_length": c.context,
            "decoder": {
                "filename": "model.onnx", "head_size": c.head_size, "hidden_size": c.width,
                "num_attention_heads": c.heads, "num_key_value_heads": c.kv_heads,
                "num_hidden_layers": c.layers, "session_options": {"provider_options": []},
                "inputs": {"input_ids": "input_ids", "attention_mask": "attention_mask",
                           "past_key_names": "past_key_values.%d.key",
                           "past_value_names": "past_key_values.%d.value"},
                "outputs": {"logits": "logits", "present_key_names": "present.%d.key",
                            "present_value_names": "present.%d.value"}}},
        "search": {"do_sample": False, "max_length": c.context, "min_length": 0, "num_beams": 1,
                   "num_return_sequences": 1, "past_present_share_buffer": True,
                   "repetition_penalty": 1.0, "temperature": 1.0, "top_k": 1, "top_p": 1.0}}


def write_json(path: Path, content: object, indent: int | None = 2) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(content, indent=indent, ensure_ascii=False) + "\n", encoding="utf-8")


def golden_logits(model: Transformer, tokenizer: Tokenizer, text: str) -> dict[str, object]:
    """One prompt's ids and the logits after it, with which other runtimes are compared."""
    ids = tokenizer.encode(text)
    with torch.no_grad():
        logits = model.float().cpu()(torch.tensor([ids]))[0]
    return {"prompt": text, "ids": ids, "argmax": logits.argmax(-1).tolist(),
            "last_logits": [round(value, 5) for value in logits[-1].tolist()]}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--checkpoint", type=Path, default=ROOT / "artifacts" / "training" / "checkpoint.pt")
    parser.add_argument("--corpus", type=Path, default=DEFAULT_FOLDER)
    parser.add_argument("--model", type=Path, default=MODEL_FOLDER)
    parser.add_argument("--golden", type=Path, default=GOLDEN)
    parser.add_argument("--draft", action="store_true", help="export the draft model, which needs no files but its own two")
    arguments = parser.parse_args()
    corpus, tokenizer = load(arguments.corpus), Tokenizer(arguments.model)
    if arguments.draft:
        export_draft(load_model(arguments.checkpoint.with_name("draft.pt")), tokenizer, arguments.model / "draft")
        return
    model = load_model(arguments.checkpoint)
    onnx.save(build(model), str(arguments.model / "model.onnx"))
    write_json(arguments.model / "genai_config.json", genai_config(model.config, tokenizer))
    write_json(arguments.model / "help.json", shipped_entries(corpus))
    question = corpus.entries[0].questions[0]
    text = prompt(question, HelpIndex(corpus).search(question))
    write_json(arguments.golden / "logits.json", golden_logits(model, tokenizer, text), indent=None)
    size = (arguments.model / "model.onnx").stat().st_size
    print(f"{sum(p.numel() for p in model.parameters()):,} parameters, model.onnx {size / 1e6:.1f} MB")


def export_draft(model: Transformer, tokenizer: Tokenizer, folder: Path) -> None:
    """The draft model lies in a folder inside the target's and shares its tokenizer."""
    folder.mkdir(exist_ok=True)
    onnx.save(build(model), str(folder / "model.onnx"))
    write_json(folder / "genai_config.json", genai_config(model.config, tokenizer))
    print(f"{sum(p.numel() for p in model.parameters()):,} parameters in {folder}")


def load_model(checkpoint: Path) -> Transformer:
    """A model from a checkpoint, on the CPU."""
    state = torch.load(checkpoint, map_location="cpu")
    model = Transformer(ModelConfig(**state["config"]))
    model.load_state_dict(state["model"])
    return model.eval()


if __name__ == "__main__":
    main()
