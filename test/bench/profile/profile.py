"""How long each kind of operation of a recorded step takes, and what memory is live at its peak.

Reads the folder of a SavedModel as compiled steps write it, runs it with numbers of no meaning on one thread, and prints
JSON: `kernels` by kind (the fastest run of each node, so that other work on the machine counts little), `largest` by kind
and shapes, `memory` by the kinds of operations whose results are live at the peak.
"""

import json
import os
import sys
from collections import Counter, defaultdict

os.environ.update(TF_CPP_MIN_LOG_LEVEL="2", TF_NUM_INTRAOP_THREADS="1", TF_NUM_INTEROP_THREADS="1")

import numpy as np
import tensorflow as tf
from tensorflow.core.protobuf import config_pb2, saved_model_pb2


def load(folder):
    """A session with the step's variables set, and what is to be fed to each run."""
    saved = saved_model_pb2.SavedModel()
    with open(os.path.join(folder, "saved_model.pb"), "rb") as file:
        saved.ParseFromString(file.read())
    definition = saved.meta_graphs[0].graph_def
    graph = tf.Graph()
    with graph.as_default():
        tf.import_graph_def(definition, name="")
    random = np.random.default_rng(0)
    initial, inputs = {}, {}
    for node in definition.node:
        if node.op == "Placeholder":
            tensor = graph.get_tensor_by_name(f"{node.name}:0")
            # Not zero, which would slow products down by denormal numbers, nor negative: second moments are among them.
            values = 0.02 * np.abs(random.normal(size=tensor.shape.as_list()))
            (initial if node.name.startswith("initial") else inputs)[tensor] = values.astype(tensor.dtype.as_numpy_dtype)
    session = tf.compat.v1.Session(graph=graph)
    session.run("initialized:0", initial)
    return session, inputs


def trace(session, inputs):
    """One run: its nodes as TensorFlow ran them (after its own rewriting), and when each ran."""
    options = config_pb2.RunOptions(trace_level=config_pb2.RunOptions.FULL_TRACE, output_partition_graphs=True)
    found = config_pb2.RunMetadata()
    session.run("output0:0", inputs, options=options, run_metadata=found)
    nodes = {node.name: node for part in found.partition_graphs for node in part.node}
    stats = [one for device in found.step_stats.dev_stats for one in device.node_stats if one.node_name in nodes]
    return nodes, stats


def shape_of(stat):
    sizes = [[axis.size for axis in output.tensor_description.shape.dim] for output in stat.output]
    return str(sizes[0]) if sizes else ""


def times(runs):
    kinds, largest = defaultdict(lambda: [0, 0.0]), defaultdict(lambda: [0, 0.0])
    best = defaultdict(lambda: float("inf"))
    for _, stats in runs:
        for stat in stats:
            spent = stat.op_end_rel_nanos - stat.op_start_rel_nanos
            best[stat.node_name] = min(best[stat.node_name], spent)
    nodes, stats = runs[-1]
    shapes = {stat.node_name: shape_of(stat) for stat in stats}
    for name, nanoseconds in best.items():
        node = nodes[name]
        read = [shapes.get(one.split(":")[0], "?") for one in node.input if not one.startswith("^")]
        call = f"{node.op}({', '.join(read[:2])}) -> {shapes[name]}"
        for table, key in ((kinds, node.op), (largest, call)):
            table[key][0] += 1
            table[key][1] += nanoseconds / 1e6
    total = round(sum(best.values()) / 1e6, 3)
    return {"totalMs": total, "kernels": rows(kinds), "largest": rows(largest)}


def rows(table, most=15):
    found = sorted(table.items(), key=lambda item: -item[1][1])[:most]
    return [{"operation": key, "count": count, "ms": round(ms, 3)} for key, (count, ms) in found]


def memory(nodes, stats):
    """Live memory over the run, from every allocation and release that TensorFlow noted."""
    events = []
    for stat in stats:
        for used in stat.memory:
            for record in used.allocation_records:
                events.append((record.alloc_micros, record.alloc_bytes, nodes[stat.node_name].op))
    events.sort(key=lambda event: (event[0], event[1]))
    live, total, peak, at_peak = Counter(), 0, 0, Counter()
    for _, size, operation in events:
        live[operation] += size
        total += size
        if total > peak:
            peak, at_peak = total, live.copy()
    megabytes = {key: round(size / 2**20, 1) for key, size in at_peak.most_common(10) if size > 0}
    return {"peakMB": round(peak / 2**20, 1), "byOperation": megabytes}


def main():
    session, inputs = load(sys.argv[1])
    session.run("output0:0", inputs)
    runs = [trace(session, inputs) for _ in range(int(sys.argv[2]))]
    print(json.dumps({**times(runs), "memory": memory(*runs[-1])}))


if __name__ == "__main__":
    main()
