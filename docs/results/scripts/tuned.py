"""Computes the envelope of tuned teachers from a tuning's rollouts: python3 docs/results/scripts/tuned.py runs/mnist-128x128x128/tuned-adam-2000

It takes the mean over seeds for every rate and schedule, and the lowest of these at each point. As in learned_optimization, losses are smoothed by
an exponential average of 0.95 per ten steps, then the lowest over the candidates is taken, then the running minimum.
"""
import json, os, sys

def rollouts(folder):
    for schedule in sorted(os.listdir(os.path.join(folder, "evaluations"))):
        with open(os.path.join(folder, "evaluations", schedule, "tuning.jsonl")) as lines:
            for line in lines:
                yield schedule, json.loads(line)

def candidates(folder, losses):
    """{(schedule, rate): (steps, mean losses)} without candidates that diverged on any seed."""
    found = {}
    for schedule, line in rollouts(folder):
        found.setdefault((schedule, line["learningRate"]), []).append(line)
    return {key: (lines[0]["steps"], [sum(column) / len(column) for column in zip(*(line[losses] for line in lines))])
            for key, lines in found.items() if all(line["firstBadStep"] is None for line in lines)}

def smoothed(steps, losses):
    """Exponential average of 0.95 per ten steps, starting at the first value."""
    mean, before, out = losses[0], steps[0], []
    for step, loss in zip(steps, losses):
        keep = 0.95 ** ((step - before) / 10)
        mean, before = keep * mean + (1 - keep) * loss, step
        out.append(mean)
    return out

def envelope(found, wanted, smooth):
    """The running minimum of the lowest candidate, and this candidate at each step."""
    curves = {key: smoothed(steps, losses) if smooth else losses for key, (steps, losses) in found.items() if wanted(key)}
    steps = next(iter(found.values()))[0]
    low, at = float("inf"), {}
    for i, step in enumerate(steps):
        key = min(curves, key=lambda k: curves[k][i])
        low = min(low, curves[key][i])
        at[step] = (low, key)
    return at

if __name__ == "__main__":
    folder = sys.argv[1]
    print("| loss | smoothed | candidates | after 1,000 | after 2,000 |\n|---|---|---|---|---|")
    for losses in ["batchLosses", "trainingLosses"]:
        found = candidates(folder, losses)
        for smooth in [True, False]:
            for name, wanted in [("constant", lambda key: key[0] == "constant"), ("all", lambda key: True)]:
                at = envelope(found, wanted, smooth)
                cells = ["%.4f (%s %g)" % (at[step][0], *at[step][1]) for step in (1000, 2000)]
                print("| %s | %s | %s | %s |" % (losses, "0.95" if smooth else "no", name, " | ".join(cells)))
