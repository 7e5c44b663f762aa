"""Which exports are made of which topology: a full matrix of exporters for three, a short one for the rest, and variants.

Every kind of variant is there for at least one topology with group norm and one with layer norm. Where the mask does
not matter to a variant it is left out of some, because the arithmetic of the mask is most of a small file.
"""
import encoder_models as models
from encoder_exports import Spec

DATA2VEC, GROUP, STABLE = "data2vec-audio-base", "wav2vec2-base", "hubert-large-ls960-ft"
# One with five positional convolutions, one with group norm, one with layer norm, convolution biases and pre-norm layers.
FULL = [DATA2VEC, GROUP, STABLE]
TORCHSCRIPT_OPSETS = (11, 14, 17, 20)  # 20 is the highest that this exporter knows
DYNAMO_OPSETS = (18, 23)


def specs_of(stack):
    """The exports of one stack of versions: new, optimum or old."""
    return {"new": _new, "optimum": _optimum, "old": _old}[stack]()


def _torchscript(topology, suffix="", opset=17, **values):
    return Spec(topology=topology, name=f"torchscript-{opset}{suffix}", opset=opset, **values)


def _dynamo(topology, suffix="", opset=18, **values):
    return Spec(topology=topology, name=f"dynamo-{opset}{suffix}", exporter="dynamo", opset=opset, **values)


def _new():
    found = []
    for topology in models.TOPOLOGIES:
        full = topology in FULL
        found += [_torchscript(topology, opset=opset) for opset in (TORCHSCRIPT_OPSETS if full else (17,))]
        found += [_dynamo(topology, opset=opset) for opset in (DYNAMO_OPSETS if full else (18,))]
    return found + _inputs() + _outputs() + _attention() + _sizes() + _weights() + _optimised()


def _inputs():
    return [
        _torchscript(GROUP, "-nomask", mask=False),
        _dynamo(GROUP, "-nomask", mask=False),
        _torchscript(STABLE, "-nomask", mask=False),
        _dynamo(STABLE, "-nomask", mask=False),
        _torchscript(GROUP, "-mask-bool", mask_type="bool"),
        _dynamo(GROUP, "-mask-bool", mask_type="bool"),
        _dynamo(DATA2VEC, "-mask-bool", mask_type="bool"),
        _dynamo(GROUP, "-mask-int32", mask_type="int32"),
        _torchscript(DATA2VEC, "-mask-int32", mask_type="int32"),
        _dynamo(GROUP, "-mask-float32", mask_type="float32"),
        _dynamo(DATA2VEC, "-mask-float32", mask_type="float32"),
        _torchscript(GROUP, "-torch-names", outputs="raw", names="torch", dynamic="none"),
        _dynamo(DATA2VEC, "-torch-names", outputs="raw", names="torch"),
        _torchscript(GROUP, "-raw-nomask", outputs="raw", mask=False),
        _dynamo(GROUP, "-wrapped", names="wrapped"),
        _torchscript(STABLE, "-wrapped-nomask", names="wrapped", mask=False),
    ]


def _outputs():
    return [
        _torchscript(GROUP, "-logits", outputs="logits"),
        _dynamo(DATA2VEC, "-logits", outputs="logits"),
        _torchscript(GROUP, "-logits-last-nomask", outputs="logits+last", mask=False),
        _dynamo(STABLE, "-logits-last", outputs="logits+last"),
        _dynamo(GROUP, "-logits-all", outputs="logits+all"),
        _torchscript(STABLE, "-logits-all-nomask", opset=14, outputs="logits+all", mask=False),
        _torchscript(GROUP, "-all-nomask", outputs="all", mask=False),
        _dynamo(STABLE, "-all", outputs="all"),
    ]


def _attention():
    return [
        _torchscript(GROUP, "-sdpa", attention="sdpa"),
        _dynamo(GROUP, "-sdpa", attention="sdpa"),
        _dynamo(GROUP, "-sdpa", opset=23, attention="sdpa"),
        _torchscript(DATA2VEC, "-sdpa-nomask", opset=14, attention="sdpa", mask=False),
        _dynamo(STABLE, "-sdpa", attention="sdpa"),
        _dynamo(STABLE, "-sdpa-nomask", opset=23, attention="sdpa", mask=False),
    ]


def _sizes():
    return [
        _torchscript(GROUP, "-fixed", dynamic="none"),
        _dynamo(DATA2VEC, "-fixed", dynamic="none"),
        _dynamo(GROUP, "-fixed-length", dynamic="batch"),
        _torchscript(STABLE, "-fixed-length", dynamic="batch"),
    ]


def _weights():
    return [
        _torchscript(GROUP, "-unfolded-nomask", folding=False, mask=False),
        _torchscript(STABLE, "-unfolded-nomask", opset=14, folding=False, mask=False),
        _torchscript(GROUP, "-external-one-nomask", external="one", mask=False),
        _dynamo(GROUP, "-external-each", external="each"),
        _dynamo(DATA2VEC, "-external-one", external="one"),
        _dynamo(STABLE, "-external-each-nomask", external="each", mask=False),
        _torchscript(GROUP, "-half-nomask", precision="half", mask=False),
        _dynamo(DATA2VEC, "-half", precision="half"),
        _torchscript(GROUP, "-float16", precision="float16"),
        _dynamo(STABLE, "-float16", precision="float16"),
    ]


def _optimised():
    return [
        _torchscript(GROUP, "-onnxsim", optimise="onnxsim"),
        _torchscript(STABLE, "-onnxsim-nomask", opset=14, optimise="onnxsim", mask=False),
        _torchscript(GROUP, "-ort-basic", optimise="ort-basic"),
        _torchscript(DATA2VEC, "-ort-basic", optimise="ort-basic"),
    ]


def _optimum():
    opsets = {"data2vec-audio-base": 18, "wav2vec2-base": 18, "wav2vec2-large-960h": 14, "hubert-large-ls960-ft": 17}
    found = [Spec(topology=topology, name=f"optimum-{opsets.get(topology, 14)}", exporter="optimum",
                  opset=opsets.get(topology, 14), mask=False) for topology in models.TOPOLOGIES]
    return found + [
        Spec(topology=topology, name=f"optimum-{opset}-ctc", exporter="optimum", opset=opset, mask=False,
             task="automatic-speech-recognition") for topology, opset in ((GROUP, 14), (STABLE, 18))]


def _old():
    plan = [(GROUP, 11), (GROUP, 14), (STABLE, 11), (DATA2VEC, 12)]
    found = [Spec(topology=topology, name=f"old-torchscript-{opset}", opset=opset) for topology, opset in plan]
    return found + [Spec(topology=topology, name=f"old-torchscript-{opset}-unfolded-nomask", opset=opset, folding=False,
                         mask=False) for topology, opset in ((GROUP, 12), ("wav2vec2-large-lv60", 14))]
