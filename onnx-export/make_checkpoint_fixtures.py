#!/usr/bin/env python3
"""Makes the fixtures of the checkpoint reader's tests: tiny Hugging Face folders in every form that is about, and hostile files.

    python make_checkpoint_fixtures.py [--out DIR] [--old-python P]

The weights are those of the encoder fixtures (encoder_models.py). index.json says what each folder is and where torch's outputs
for it are: raw little-endian float32, place = file, offset in floats, shape. --old-python is an interpreter with the versions of
requirements-old.txt: it writes the pickle of its time.
"""
import argparse
import collections
import io
import json
import pathlib
import pickle
import shutil
import struct
import subprocess
import sys
import warnings
import zipfile

import numpy as np
import torch

import encoder_models as models

HERE = pathlib.Path(__file__).resolve().parent
CASE = "padded"


class Checkpoint:
    """One folder: a topology with a head, in a form of file, under old or new names of weight norm."""

    def __init__(self, folder, topology, task="Model", form="safetensors", names="old", precision="float32"):
        self.folder, self.topology, self.task = folder, topology, task
        self.form, self.names, self.precision = form, names, precision


CHECKPOINTS = [
    Checkpoint("data2vec-audio-base", "data2vec-audio-base"),
    Checkpoint("data2vec-audio-large", "data2vec-audio-large", form="bin"),
    Checkpoint("wav2vec2-base", "wav2vec2-base", task="ForPreTraining"),
    Checkpoint("wav2vec2-large-960h", "wav2vec2-large-960h", task="ForCTC"),
    Checkpoint("wav2vec2-large-lv60", "wav2vec2-large-lv60", task="ForPreTraining", form="bin"),
    Checkpoint("hubert-base-ls960", "hubert-base-ls960", form="bin"),
    Checkpoint("hubert-large-ls960-ft", "hubert-large-ls960-ft", task="ForCTC"),
    Checkpoint("data2vec-audio-base-ctc-bin-legacy", "data2vec-audio-base", task="ForCTC", form="bin-legacy"),
    Checkpoint("data2vec-audio-base-fp16", "data2vec-audio-base", precision="float16"),
    Checkpoint("wav2vec2-base-new-names", "wav2vec2-base", names="new"),
    Checkpoint("wav2vec2-base-bin-new-names", "wav2vec2-base", form="bin", names="new"),
    Checkpoint("wav2vec2-base-bin-legacy", "wav2vec2-base", form="bin-legacy"),
    Checkpoint("wav2vec2-base-bin-old-torch", "wav2vec2-base", form="bin-old-torch"),
    Checkpoint("wav2vec2-base-bin-parameters", "wav2vec2-base", form="bin-parameters"),
    Checkpoint("wav2vec2-base-bin-views", "wav2vec2-base", form="bin-views"),
    Checkpoint("wav2vec2-base-bin-fp16", "wav2vec2-base", form="bin", precision="float16"),
    Checkpoint("wav2vec2-base-sharded", "wav2vec2-base", task="ForCTC", form="safetensors-sharded"),
    Checkpoint("hubert-large-ls960-ft-sharded-bin", "hubert-large-ls960-ft", task="ForCTC", form="bin-sharded", names="new"),
    Checkpoint("hubert-base-ls960-classification", "hubert-base-ls960", task="ForSequenceClassification", names="new"),
    Checkpoint("hubert-base-ls960-bf16", "hubert-base-ls960", precision="bfloat16"),
]


def state_of(checkpoint):
    """The tensors as they are to be saved, in the order of the model, with torch's own metadata."""
    model = models.build(checkpoint.topology, checkpoint.task)
    state = model.state_dict()
    rename = models.old_name if checkpoint.names == "old" else models.new_name
    result = collections.OrderedDict()
    for name, value in state.items():
        # Buffers of whole numbers, if there are any, keep their type.
        typed = value.to(getattr(torch, checkpoint.precision)) if value.is_floating_point() else value
        result[rename(name)] = typed.detach().clone()
    if hasattr(state, "_metadata"):
        result._metadata = state._metadata
    return result


def write_weights(checkpoint, folder):
    """Writes the weights in the form of the checkpoint; returns the files."""
    state, form = state_of(checkpoint), checkpoint.form
    if form == "safetensors":
        from safetensors.torch import save_file
        save_file(dict(state), folder / "model.safetensors", metadata={"format": "pt"})
    elif form in ("safetensors-sharded", "bin-sharded"):
        write_shards(state, folder, form)
    elif form == "bin-legacy":
        torch.save(state, folder / "pytorch_model.bin", _use_new_zipfile_serialization=False)
    elif form == "bin-parameters":
        torch.save({name: torch.nn.Parameter(value, requires_grad=value.is_floating_point()) for name, value in state.items()},
                   folder / "pytorch_model.bin")
    elif form == "bin-views":
        torch.save(views(state), folder / "pytorch_model.bin")
    else:
        torch.save(state, folder / "pytorch_model.bin")


def views(state):
    """All tensors as windows of one storage, matrices stored column by column: legal, and seen in the wild."""
    flat = torch.cat([(value.t() if value.dim() == 2 else value).contiguous().reshape(-1) for value in state.values()])
    result, offset = {}, 0
    for name, value in state.items():
        window = flat[offset:offset + value.numel()]
        result[name] = window.reshape(value.t().shape).t() if value.dim() == 2 else window.reshape(value.shape)
        offset += value.numel()
    return result


def write_shards(state, folder, form):
    """Three files and their index."""
    names = list(state)
    count = 3
    weight_map = {}
    stem, suffix = ("model", "safetensors") if form == "safetensors-sharded" else ("pytorch_model", "bin")
    for part in range(count):
        file = f"{stem}-{part + 1:05d}-of-{count:05d}.{suffix}"
        chosen = {name: state[name] for name in names[part * len(names) // count:(part + 1) * len(names) // count]}
        if suffix == "bin":
            torch.save(chosen, folder / file)
        else:
            from safetensors.torch import save_file
            save_file(chosen, folder / file, metadata={"format": "pt"})
        weight_map.update({name: file for name in chosen})
    total = sum(value.numel() * value.element_size() for value in state.values())
    index = {"metadata": {"total_size": total}, "weight_map": weight_map}
    (folder / f"{stem}.{suffix}.index.json").write_text(json.dumps(index, indent=2, sort_keys=True) + "\n")


def write_configs(checkpoint, folder):
    """config.json as transformers writes it, and the feature extractor's."""
    config = models.config(checkpoint.topology)
    config.architectures = [models.model_class(checkpoint.topology, checkpoint.task).__name__]
    values = json.loads(config.to_json_string())
    values.pop("_attn_implementation", None)
    (folder / "config.json").write_text(json.dumps(values, indent=2, sort_keys=True) + "\n")
    (folder / "preprocessor_config.json").write_text(json.dumps({
        "do_normalize": True, "feature_extractor_type": "Wav2Vec2FeatureExtractor", "feature_size": 1,
        "padding_side": "right", "padding_value": 0.0, "return_attention_mask": not models.is_group_norm(checkpoint.topology),
        "sampling_rate": 16000}, indent=2) + "\n")


def expected(checkpoint):
    """What torch gives with the weights as they were rounded: with and without mask."""
    model = models.build(checkpoint.topology)
    if checkpoint.precision != "float32":
        model = model.to(getattr(torch, checkpoint.precision)).float()
    return {masked: run(model, masked) for masked in (True, False)}


def run(model, masked):
    values, mask = models.batch(CASE)
    with torch.no_grad():
        return model(torch.from_numpy(values), attention_mask=torch.from_numpy(mask) if masked else None)[0].numpy()


def loaded(checkpoint, folder):
    """What the folder gives when transformers reads it, or why it does not."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            model = models.model_class(checkpoint.topology).from_pretrained(folder, dtype=torch.float32)
        return run(model.eval(), True), None
    except Exception as error:  # its refusal is a fact for the index
        return None, " ".join(f"{type(error).__name__}: {error}".split())[:200]


def archive(pickled, compression=zipfile.ZIP_STORED, storages=(("data/0", b"\0" * 16),)):
    """A file as torch.save writes it, around any pickle."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", compression) as file:
        for name, content in [("data.pkl", pickled), ("byteorder", b"little"), *storages, ("version", b"3\n")]:
            file.writestr(zipfile.ZipInfo(f"archive/{name}", (1980, 1, 1, 0, 0, 0)), content, compression)
    return buffer.getvalue()


def text(value):
    """BINUNICODE."""
    return b"X" + struct.pack("<I", len(value)) + value.encode()


def number(value):
    """LONG1: any whole number."""
    raw = pickle.encode_long(value)
    return b"\x8a" + bytes([len(raw)]) + raw


def tensor(size, stride, offset=0, elements=4, key="0", storage=b"ctorch\nFloatStorage\n"):
    """The pickle of {"weight": tensor} with these numbers, right or wrong."""
    numbers = lambda values: b"(" + b"".join(number(value) for value in values) + b"t"  # noqa: E731
    storage = b"(" + text("storage") + storage + text(key) + text("cpu") + number(elements) + b"tQ"
    rebuilt = (b"ctorch._utils\n_rebuild_tensor_v2\n(" + storage + number(offset) + numbers(size) + numbers(stride) + b"\x89"
               + b"ccollections\nOrderedDict\n)R" + b"tR")
    return b"\x80\x02}" + text("weight") + rebuilt + b"s."


def call(module, name, argument, protocol=2):
    """The pickle of module.name(argument)."""
    found = (b"\x8c" + bytes([len(module)]) + module.encode() + b"\x8c" + bytes([len(name)]) + name.encode() + b"\x93"
             if protocol == 4 else f"c{module}\n{name}\n".encode())
    return b"\x80" + bytes([protocol]) + found + text(argument) + b"\x85R."


def hostile():
    """Files that no reader may follow: name, content, what is wrong, what the message should name."""
    good = archive(tensor([2, 2], [2, 1]))
    evil = "echo harm > harmed"
    nested = b"\x80\x02" + b")" + b"\x85" * 200_000 + b"."
    return [
        ("os-system-global", archive(call("os", "system", evil)), "GLOBAL of os.system", "os.system"),
        ("posix-system-global", archive(call("posix", "system", evil)), "GLOBAL of posix.system", "posix.system"),
        ("eval-stack-global", archive(call("builtins", "eval", "1+1", 4)), "STACK_GLOBAL of builtins.eval", "builtins.eval"),
        ("popen-reduce", archive(b"\x80\x02csubprocess\nPopen\n(" + text(evil) + b"tR."), "REDUCE of subprocess.Popen",
         "subprocess.Popen"),
        ("getattr-torch", archive(b"\x80\x02cbuiltins\ngetattr\n(ctorch\nload\n" + text("__globals__") + b"tR."),
         "getattr on a function of torch", "builtins.getattr"),
        ("torch-load", archive(call("torch", "load", "other.bin")), "a call of torch.load", "torch.load"),
        ("inst", archive(b"\x80\x02(" + text(evil) + b"ios\nsystem\n."), "INST of os.system", "os.system"),
        ("obj", archive(b"\x80\x02(cos\nsystem\n" + text(evil) + b"o."), "OBJ of os.system", "os.system"),
        ("newobj", archive(b"\x80\x02csubprocess\nPopen\n(" + text(evil) + b"t\x81."), "NEWOBJ of subprocess.Popen",
         "subprocess.Popen"),
        ("extension", archive(b"\x80\x02\x82\x01)R."), "EXT1, a number for a class", None),
        ("build-on-tensor", archive(tensor([2, 2], [2, 1])[:-2] + b"}" + text("__class__") + text("x") + b"sbs."),
         "BUILD on a tensor", None),
        ("os-system-legacy", b"\x80\x02\x8a\x0al\xfc\x9cF\xf9 j\xa8P\x19.\x80\x02M\xe9\x03." + b"\x80\x02}." +
         call("os", "system", evil), "legacy format, GLOBAL of os.system", "os.system"),
        ("plain-pickle", call("os", "system", evil), "a pickle without torch's magic number", "os.system"),
        ("truncated-archive", good[:len(good) * 2 // 3], "a zip file cut off", None),
        ("truncated-pickle", archive(tensor([2, 2], [2, 1])[:-9]), "a pickle cut off", None),
        ("no-pickle", archive(b""), "an empty pickle", None),
        ("memo-bomb", archive(b"\x80\x02}r\xff\xff\xff\x7f."), "LONG_BINPUT into memo place 2^31-1", None),
        ("bytes-bomb", archive(b"\x80\x04\x8e" + struct.pack("<Q", 1 << 62) + b"abc."), "BINBYTES8 of 2^62 bytes", None),
        ("text-bomb", archive(b"\x80\x02X\xff\xff\xff\xffabc."), "BINUNICODE of 2^32-1 bytes", None),
        ("long-bomb", archive(b"\x80\x02\x8b\xff\xff\xff\x7fabc."), "LONG4 of 2^31-1 bytes", None),
        ("nesting-bomb", archive(nested, zipfile.ZIP_DEFLATED), "tuples 200 000 deep", None),
        ("zip-bomb", archive(b"\0" * 50_000_000, zipfile.ZIP_DEFLATED), "a pickle of 50 MB of zeros in 50 KB", None),
        ("size-bomb", archive(tensor([1 << 40, 1 << 20], [1 << 20, 1])), "a tensor of 2^60 elements", None),
        ("size-overflow", archive(tensor([1 << 32, 1 << 32], [0, 0])), "a tensor of 2^64 elements: 0 in 64 bits", None),
        ("broadcast-bomb", archive(tensor([1 << 30, 4], [0, 1])), "stride 0: 2^32 elements of 4", None),
        ("negative-size", archive(tensor([-2, 2], [2, 1])), "a negative size", None),
        ("negative-stride", archive(tensor([2, 2], [-2, 1])), "a negative stride", None),
        ("negative-offset", archive(tensor([2, 2], [2, 1], -4)), "a negative offset", None),
        ("past-storage", archive(tensor([2, 2], [2, 1], 1)), "a tensor past the end of its storage", None),
        ("storage-lie", archive(tensor([64, 64], [64, 1], elements=4096)), "a storage said to be longer than its file", None),
        ("storage-missing", archive(tensor([2, 2], [2, 1], key="7")), "a storage that is not in the archive", None),
        ("storage-path", archive(tensor([2, 2], [2, 1], key="../../../../etc/hostname")), "a storage by a path", None),
        ("storage-type", archive(tensor([2, 2], [2, 1], storage=b"cos\nsystem\n")), "a storage of class os.system", "os.system"),
        ("not-a-dictionary", archive(b"\x80\x02K\x01."), "a number in place of a dictionary", None),
        ("stack-underflow", archive(b"\x80\x02R."), "REDUCE on an empty stack", None),
        ("memo-missing", archive(b"\x80\x02h\x05."), "BINGET of a place never put", None),
        ("unknown-opcode", archive(b"\x80\x02\xff."), "an opcode that does not exist", None),
        ("protocol-9", archive(b"\x80\x09}."), "a protocol that does not exist", None),
    ]


def write_hostile(folder):
    described = []
    folder.mkdir(parents=True)
    for name, content, problem, named in hostile():
        path = folder / f"{name}.bin"
        path.write_bytes(content)
        described.append({"file": f"{folder.name}/{path.name}", "problem": problem, "names": named})
    return described


def tensors_of(checkpoint):
    """Names and shapes in the files, and which of them are of a head or not used by the encoder."""
    state = state_of(checkpoint)
    plain = {models.base_prefix(checkpoint.topology) + name for name in models.build(checkpoint.topology).state_dict()}
    extra = [] if checkpoint.task == "Model" else [name for name in state if models.new_name(name) not in plain]
    return {name: list(value.shape) for name, value in state.items()}, extra


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", type=pathlib.Path, default=HERE.parent / "src/test/resources/org/burst4j/checkpoint")
    parser.add_argument("--old-python", type=pathlib.Path)
    parser.add_argument("--write-weights", nargs=2, metavar=("CHECKPOINT", "FOLDER"), help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.write_weights:
        name, folder = arguments.write_weights
        write_weights(next(entry for entry in CHECKPOINTS if entry.folder == name), pathlib.Path(folder))
        return

    out = arguments.out
    for folder in [out / "hostile", *(out / checkpoint.folder for checkpoint in CHECKPOINTS)]:
        shutil.rmtree(folder, ignore_errors=True)
    out.mkdir(parents=True, exist_ok=True)
    values, _ = models.batch(CASE)
    index = {"versions": {"torch": torch.__version__.split("+")[0]}, "case": {
        "lengths": models.CASES[CASE][1], "file": "input.f32", "offset": 0, "shape": list(values.shape)}, "checkpoints": []}
    values.astype("<f4").tofile(out / "input.f32")
    outputs, offset = [], 0
    for checkpoint in CHECKPOINTS:
        folder = out / checkpoint.folder
        if checkpoint.form == "bin-old-torch":
            if arguments.old_python is None:
                continue
            folder.mkdir()
            subprocess.run([str(arguments.old_python), str(HERE / "make_checkpoint_fixtures.py"), "--write-weights",
                            checkpoint.folder, str(folder)], check=True)
        else:
            folder.mkdir()
            write_weights(checkpoint, folder)
        write_configs(checkpoint, folder)
        wanted = expected(checkpoint)
        found, refusal = loaded(checkpoint, folder)
        difference = None if found is None else float(np.abs(found - wanted[True]).max())
        print(checkpoint.folder, "transformers:", refusal or difference, flush=True)
        tensors, extra = tensors_of(checkpoint)
        entry = {"folder": checkpoint.folder, "topology": checkpoint.topology, "task": checkpoint.task,
                 "form": checkpoint.form, "names": checkpoint.names, "precision": checkpoint.precision,
                 "prefix": "" if checkpoint.task == "Model" else models.base_prefix(checkpoint.topology),
                 "files": sorted(path.name for path in folder.iterdir()), "tensors": tensors, "extraTensors": extra,
                 "transformersDifference": difference, "transformersRefusal": refusal, "outputs": []}
        for masked, array in wanted.items():
            entry["outputs"].append({"mask": masked, "output": "last_hidden_state", "file": "outputs.f32", "offset": offset,
                                     "shape": list(array.shape)})
            outputs.append(array.astype("<f4").ravel())
            offset += array.size
        index["checkpoints"].append(entry)
    np.concatenate(outputs).tofile(out / "outputs.f32")
    index["hostile"] = write_hostile(out / "hostile")
    models.write_json(out / "index.json", index)


if __name__ == "__main__":
    sys.exit(main())
