"""Copies a model folder with its matrices in 8-bit integers (DynamicQuantizeMatMul).

Each column has a scale of its own. On x86 processors without VNNI two products of 8 bits are summed in
16 bits and overflow, so weights keep to 7 bits there (-64 to 63); with VNNI, or on ARM, `--bits 8` keeps
one bit more. Embedding, norms, and whatever is no constant matrix stay as they are.
"""

from __future__ import annotations

import argparse
import shutil
from pathlib import Path

import numpy
import onnx
from onnx import helper, numpy_helper


def quantize(weight: numpy.ndarray, bits: int) -> tuple[numpy.ndarray, numpy.ndarray]:
    """Columns as whole numbers that keep to so many bits, and what one of them is worth."""
    most = 2 ** (bits - 1) - 1
    scale = numpy.maximum(numpy.abs(weight).max(axis=0), 1e-12) / most
    return numpy.rint(weight / scale).astype(numpy.int8), scale.astype(numpy.float32)


def convert(model: onnx.ModelProto, bits: int) -> int:
    """Replaces every product with a constant matrix; returns how many there were."""
    graph = model.graph
    weights = {tensor.name: tensor for tensor in graph.initializer}
    # The output matrix is the embedding, turned: it gets a copy of its own.
    turned = {node.output[0]: node.input[0] for node in graph.node if node.op_type == "Transpose" and node.input[0] in weights}
    nodes: list[onnx.NodeProto] = []
    count = 0
    for node in graph.node:
        name = node.input[1] if node.op_type == "MatMul" else None
        source = turned.get(name, name)
        if source not in weights:
            nodes.append(node)
            continue
        matrix = numpy_helper.to_array(weights[source])
        integers, scales = quantize(matrix.T if name in turned else matrix, bits)
        parts = [numpy_helper.from_array(numpy.ascontiguousarray(integers), f"{name}.int8"),
                 numpy_helper.from_array(scales, f"{name}.scale")]
        graph.initializer.extend(parts)
        nodes.append(helper.make_node("DynamicQuantizeMatMul", [node.input[0], *(part.name for part in parts)], list(node.output),
                                      name=node.name, domain="com.microsoft"))
        count += 1
    used = {name for node in nodes for name in node.input}
    nodes = [node for node in nodes if node.op_type != "Transpose" or node.output[0] in used]
    used = {name for node in nodes for name in node.input}
    kept = [tensor for tensor in graph.initializer if tensor.name in used]
    del graph.node[:], graph.initializer[:]
    graph.node.extend(nodes)
    graph.initializer.extend(kept)
    return count


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("source", type=Path, help="a model folder; a folder draft inside it is converted as well")
    parser.add_argument("target", type=Path, help="where the copy goes")
    parser.add_argument("--bits", type=int, choices=(7, 8), default=7)
    arguments = parser.parse_args()
    shutil.copytree(arguments.source, arguments.target, dirs_exist_ok=True)
    for path in sorted(arguments.target.rglob("model.onnx")):
        model = onnx.load(str(path))
        count = convert(model, arguments.bits)
        onnx.save(model, str(path))
        print(f"{path}: {count} matrices, {path.stat().st_size / 1e6:.1f} MB")


if __name__ == "__main__":
    main()
