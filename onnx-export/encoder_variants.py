"""Which exports are made of which topology: a full matrix of exporters for three, a short one for the rest, and variants."""
import encoder_models as models
from encoder_exports import Spec

# One with five positional convolutions, one with group norm, one with layer norm, convolution biases and pre-norm layers.
FULL = ["data2vec-audio-base", "wav2vec2-base", "hubert-large-ls960-ft"]


def specs_of(stack):
    """The exports of one stack of versions: new, optimum or old."""
    return {"new": _new, "optimum": _optimum, "old": _old}[stack]()


def _new():
    found = []
    for topology in models.TOPOLOGIES:
        full = topology in FULL
        for opset in (11, 14, 17, 20) if full else (14, 17):
            found.append(Spec(topology=topology, name=f"torchscript-{opset}", opset=opset))
        for opset in (18, 23) if full else (18,):
            found.append(Spec(topology=topology, name=f"dynamo-{opset}", exporter="dynamo", opset=opset))
    return found


def _optimum():
    return []


def _old():
    return []
