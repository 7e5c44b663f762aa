"""Burst2Vec (Anuchitanukul and Specia 2022) in PyTorch, and its training by one task a batch, as the tests' reference.

Written for this project from the paper and our specification of what it leaves open. Settings have the names and values of our
configuration. The losses of the tasks are those of p1_reference.py, but for the plain cross-entropy of the paper's equation 4.

The gradient reversal is a function with a backward of its own, terms of weight 0 are not in the sum at all, and a weight that a batch
does not reach has no gradient, so that torch's optimiser leaves it and its moments alone.
"""
import math

import torch
from torch import nn

import p1_reference as p1


class Reversed(torch.autograd.Function):
    """The identity, whose gradient is multiplied by -strength."""

    @staticmethod
    def forward(context, values, strength):
        context.strength = strength
        return values.view_as(values)

    @staticmethod
    def backward(context, gradient):
        return -context.strength * gradient, None


class Net(nn.Module):
    """Encoder, mean over frames, projection, one extractor for all tasks and one a task, their combination, heads, discriminator."""

    def __init__(self, encoder, tasks, model):
        super().__init__()
        self.encoder, self.tasks, self.model = encoder, tasks, model
        own, width = model["burst2vec"], model["burst2vec"]["projectionUnits"]
        self.projection = nn.Linear(encoder.config.hidden_size, width)
        self.shared = nn.Linear(width, width)
        self.specific = nn.ModuleDict({task: nn.Linear(width, width) for task in tasks})
        combined = ["all"] if own["sharedCombination"] else list(tasks)
        self.combination = nn.ModuleDict({name: nn.Linear(2 * width, width) for name in combined})
        self.heads = nn.ModuleDict({task: nn.Linear(width, size) for task, size in tasks.items()})
        self.dense = nn.Linear(width, own["discriminatorUnits"]) if own["discriminatorUnits"] else None
        self.output = nn.Linear(own["discriminatorUnits"] or width, len(tasks))

    embedding = p1.Net.embedding

    def projected(self, values, mask):
        """What all extractors read [B,P]; the encoder is told of the padding unless it must not hear of it."""
        heard = None if self.model["maskUse"] == "never" else mask
        if self.model["pooling"] == "all":
            pooled = self.encoder(values, attention_mask=heard).last_hidden_state.mean(dim=1)  # [B,D]
        else:
            assert heard is not None
            pooled = self.embedding(values, mask)  # [B,D]
        return self.projection(pooled).relu()

    def combine(self, task, shared, specific):
        layer = self.combination["all" if self.model["burst2vec"]["sharedCombination"] else task]
        return layer(torch.cat([shared, specific], dim=1)).relu()

    def discriminate(self, features):
        """A logit for each task, in their order [B,T]."""
        return self.output(features if self.dense is None else self.dense(features).relu())


def task_loss(raw, target, task, settings):
    """Equations 2, 3 and 4: over the rows that have labels."""
    if task == "country":
        rows = ~target.isnan()
        return nn.functional.cross_entropy(raw[rows], target[rows].long())
    return p1.regression_loss(raw, target, settings, None)


def settings_of(model, task):
    return {**model["taskDefaults"], **model["perTask"].get(task, {})}


def terms(net, batch, task, strength):
    """Every term of the loss of a batch of one task, unweighted, and how often the discriminator is right."""
    own, target = net.model["burst2vec"], batch["targets"][task]
    projected = net.projected(batch["values"], batch["mask"])
    shared, specific = net.shared(projected).relu(), net.specific[task](projected).relu()
    # Where the reversed gradient is to stop at the extractors, these are run once more over a projection without a past.
    base = projected.detach() if own["reversalReach"] == "extractors" else projected

    def loss(features):
        return task_loss(net.heads[task](features), target, task, settings_of(net.model, task))

    found = {"shared": loss(shared), "specific": loss(specific), "combined": loss(net.combine(task, shared, specific))}
    # A clip without any label of the task is not one of its clips.
    rows = (~target.isnan()).reshape(len(target), -1).any(dim=1)
    logits = net.discriminate(Reversed.apply(net.shared(base).relu(), strength))[rows]
    asked = torch.full((len(logits),), list(net.tasks).index(task))
    found["discriminator"] = nn.functional.cross_entropy(logits, asked)
    found["adversarial"] = sum(loss(Reversed.apply(net.specific[other](base).relu(), strength)) for other in net.tasks if
                               other != task)
    return found, float((logits.argmax(dim=1) == asked).double().mean())


def joined(found, model):
    """Equation 8 as it is minimised with a reversal layer: with plus."""
    own = model["burst2vec"]
    weights = {"shared": 1, "specific": 1, "combined": 1, "discriminator": own["discriminatorWeight"],
               "adversarial": own["adversarialWeight"]}
    return sum(weights[name] * term for name, term in found.items() if weights[name])


def validate(net, batch):
    """The loss of each task's combined features, from which predictions are made."""
    projected = net.projected(batch["values"], batch["mask"])
    shared = net.shared(projected).relu()
    return {task: task_loss(net.heads[task](net.combine(task, shared, net.specific[task](projected).relu())),
                            batch["targets"][task], task, settings_of(net.model, task)).item() for task in net.tasks}


def named_weights(net):
    """Every parameter that is trained by its name in Burst4J, in torch's layout."""
    layers = {"pooled_projection": net.projection, "extractors/shared": net.shared}
    layers.update({f"extractors/{task}": layer for task, layer in net.specific.items()})
    layers.update({f"combination/{name}": layer for name, layer in net.combination.items()})
    layers.update({f"heads/{task}/output": layer for task, layer in net.heads.items()})
    if net.dense is not None:
        layers["discriminator/dense"] = net.dense
    layers["discriminator/output"] = net.output
    found = {"encoder/" + name: parameter for name, parameter in net.encoder.named_parameters() if
             name != "masked_spec_embed"}
    return found | {f"{name}/{kind}": getattr(layer, kind) for name, layer in layers.items() for kind in ("weight", "bias")}


def strength_of(own, step, steps):
    """How much a gradient is reversed in a step, the first of which is 0."""
    if own["reversalRule"] == "constant":
        return own["reversalStrength"]
    return own["reversalStrength"] * (2 / (1 + math.exp(-10 * step / steps)) - 1)


def train(net, case, schedule, validation, snapshots):
    """One stage over a schedule of (task, batch), again in every epoch; returns the steps, the epochs and weights after some steps."""
    stage, own = case["train"]["stage2"], net.model["burst2vec"]
    weights = named_weights(net)
    for name, weight in weights.items():
        weight.requires_grad_(not (stage["freezeEncoder"] and name.startswith("encoder/")))
    trained = [weight for weight in weights.values() if weight.requires_grad]
    decay = case["train"]["weightDecay"]
    # AdamW without a decay is Adam.
    optimiser = (torch.optim.AdamW(trained, lr=stage["learningRate"], weight_decay=decay) if decay else
                 torch.optim.Adam(trained, lr=stage["learningRate"]))
    total = stage["epochs"] * len(schedule)
    steps, epochs, kept = [], [], {}
    net.eval()
    for _ in range(stage["epochs"]):
        for task, batch in schedule:
            strength = strength_of(own, len(steps), total)
            optimiser.zero_grad(set_to_none=True)
            found, accuracy = terms(net, batch, task, strength)
            loss = joined(found, net.model)
            loss.backward()
            norm = math.sqrt(sum(float(weight.grad.double().square().sum()) for weight in trained if weight.grad is not None))
            steps.append({"task": task, "loss": loss.item(), "gradientNorm": norm,
                          "terms": {name: term.item() for name, term in found.items()} | {"discriminatorAccuracy": accuracy}})
            optimiser.step()
            if len(steps) in snapshots:
                kept[len(steps)] = {name: weight.detach().clone() for name, weight in weights.items()}
        with torch.no_grad():
            epochs.append(validate(net, validation))
    return {"steps": steps, "validation": epochs}, kept
