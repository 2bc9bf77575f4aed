package dev.understudy.engine.fused.kernel;

import dev.understudy.imitation.ImitationLoss;
import dev.understudy.imitation.Imitator;
import dev.understudy.imitation.Moments;
import java.util.ArrayList;
import java.util.List;

/** The imitator and its loss in float64, one coordinate at a time, in plain loops: no code in common with the kernels. */
final class DoubleModel {
    private final Imitator imitator;
    private final ImitationLoss loss;
    private final double floor;

    DoubleModel(Imitator imitator, ImitationLoss loss, double floor) {
        this.imitator = imitator;
        this.loss = loss;
        this.floor = floor;
    }

    /** Steps before the first, and how many are planned: an unroll of seven goes beyond them. */
    static final int DONE = 4;

    static final int HORIZON = 9;

    /** The carry of a coordinate. */
    private static final class Lane {
        int steps;
        double[][] h;
        double[][] c;
        double[] m; // of each first moment, second moment, as they are
        double[] weight; // sum of the weights of each
        double sum;
        double ownGradient;
        double ownUpdate;
        double last;
    }

    /** @param own with which Δ̂_{t−1} goes into the own moments: those of fixed φ, since they are constants of the derivative; null for the model's. @return [T] predictions, then the loss */
    double[] run(double[] phi, float[] g, float[] u, int coordinates, double[][] own) {
        return run(phi, 0, phi, g, u, coordinates, own);
    }

    /** The same, with other weights in the first {@code until} steps. */
    double[] run(double[] first, int until, double[] phi, float[] g, float[] u, int coordinates, double[][] own) {
        int steps = g.length / coordinates;
        double total = 0;
        double[] predictions = new double[g.length];
        for (int p = 0; p < coordinates; p++) {
            Lane lane = fresh();
            for (int t = 0; t < steps; t++) {
                double truth = u[t * coordinates + p];
                double ownLast = own == null ? lane.last : t == 0 ? 0 : own[p][t - 1];
                double q = step(t < until ? first : phi, lane, g[t * coordinates + p], ownLast);
                predictions[t * coordinates + p] = q;
                double e = loss == ImitationLoss.RELATIVE
                        ? (truth - q) / (truth + 1e-8)
                        : (truth - q) / (Math.abs(truth) + floor);
                total += loss == ImitationLoss.RELATIVE ? e * e : huber(e);
                lane.last = imitator.teacherForcing() ? truth : q;
            }
        }
        double value = loss == ImitationLoss.RELATIVE ? Math.sqrt(total) : total / g.length;
        double[] all = java.util.Arrays.copyOf(predictions, g.length + 1);
        all[g.length] = value;
        return all;
    }

    private static double huber(double e) {
        return Math.abs(e) < 1 ? e * e / 2 : Math.abs(e) - 0.5;
    }

    private Lane fresh() {
        Lane lane = new Lane();
        lane.h = new double[imitator.hidden().size()][];
        lane.c = new double[imitator.hidden().size()][];
        for (int l = 0; l < lane.h.length; l++) {
            lane.h[l] = new double[imitator.hidden().get(l)];
            lane.c[l] = new double[imitator.hidden().get(l)];
        }
        int averages =
                imitator.moments().first().size() + imitator.moments().second().size();
        lane.m = new double[averages];
        lane.weight = new double[averages];
        return lane;
    }

    private double step(double[] phi, Lane lane, double g, double ownLast) {
        List<Double> signals = new ArrayList<>();
        List<Double> inputs = new ArrayList<>();
        switch (imitator.features()) {
            case GRADIENT -> {
                signals.add(g);
                inputs.add(g);
            }
            case LOG_SIGN -> {
                signals.add(Math.max(-1, Math.min(1, g * Math.exp(16))));
                inputs.addAll(List.of(magnitude(Math.abs(g)), signals.get(0)));
            }
            case LOG_GRADIENT -> {
                signals.add(g);
                inputs.addAll(List.of(
                        Math.log(Math.max(Math.abs(g), Math.exp(-16))) + 8,
                        Math.max(-1, Math.min(1, g * Math.exp(16)))));
            }
            case MOMENTS -> moments(lane, g, ownLast, signals, inputs);
        }
        if (imitator.time()) {
            inputs.add(Math.min((DONE + 1.0 + lane.steps) / HORIZON, 1));
            inputs.add(Math.log(2.0 + DONE + lane.steps) / Math.log(10_001));
        }
        lane.steps++;
        double[] x = inputs.stream().mapToDouble(Double::doubleValue).toArray();
        for (int l = 0; l < lane.h.length; l++) {
            cell(imitator.layer(l), phi, x, lane.h[l], lane.c[l]);
            x = lane.h[l];
        }
        if (imitator.head() == Imitator.Head.GATED) {
            return g * x[0] + lane.last * x[1];
        }
        if (imitator.head() == Imitator.Head.SCALED) {
            return imitator.gain() * gate(phi, 0, x);
        }
        double z = 0;
        for (int k = 0; k < signals.size(); k++) {
            z += signals.get(k) * gate(phi, k, x);
        }
        if (imitator.head() == Imitator.Head.EXPONENTIAL) {
            z *= Math.exp(16 * Math.max(-1, Math.min(1, gate(phi, signals.size() + 1, x))));
        }
        return imitator.gain() * z + lane.last * Math.max(-0.999, Math.min(0.999, gate(phi, signals.size(), x)));
    }

    private double gate(double[] phi, int k, double[] h) {
        int size = imitator.top();
        double sum = phi[imitator.headOffset() + imitator.gates() * size + k];
        for (int j = 0; j < size; j++) {
            sum += phi[imitator.headOffset() + k * size + j] * h[j];
        }
        return sum;
    }

    private static double magnitude(double x) {
        return Math.log(Math.max(x, Math.exp(-16))) / 16;
    }

    private void moments(Lane lane, double g, double ownLast, List<Double> signals, List<Double> inputs) {
        Moments moments = imitator.moments();
        int firsts = moments.first().size();
        List<Double> numerators = new ArrayList<>(List.of(g));
        double own = ownLast / imitator.gain();
        lane.ownUpdate = moments.own() * lane.ownUpdate + (1 - moments.own()) * own * own;
        lane.ownGradient = moments.own() * lane.ownGradient + (1 - moments.own()) * g * g;
        lane.sum += g * g;
        for (int i = 0; i < lane.m.length; i++) {
            double rate = i < firsts ? moments.first().get(i) : moments.second().get(i - firsts);
            lane.m[i] = rate * lane.m[i] + (1 - rate) * (i < firsts ? g : g * g);
            lane.weight[i] = moments.corrected() ? rate * lane.weight[i] + 1 - rate : 1;
        }
        for (int i = 0; i < firsts; i++) {
            numerators.add(lane.m[i] / lane.weight[i]);
        }
        List<Double> scales = new ArrayList<>();
        for (int i = firsts; i < lane.m.length; i++) {
            scales.add(Math.sqrt(lane.m[i] / lane.weight[i]) + 1e-8);
        }
        if (moments.sum()) {
            scales.add(Math.sqrt(lane.sum) + 1e-10);
        }
        if (moments.own() > 0) {
            scales.add(Math.sqrt(lane.ownGradient + 1e-6) / Math.sqrt(lane.ownUpdate + 1e-6));
        }
        if (moments.raw()) {
            signals.addAll(numerators);
        }
        scales.forEach(scale -> numerators.forEach(n -> signals.add(n / scale)));
        inputs.addAll(signals);
        scales.forEach(scale -> inputs.add(magnitude(scale)));
        numerators.subList(1, numerators.size()).forEach(n -> inputs.add(magnitude(Math.abs(n))));
        if (imitator.head() == Imitator.Head.SCALED) {
            signals.clear();
        }
    }

    private static void cell(List<Imitator.Part> parts, double[] phi, double[] x, double[] h, double[] c) {
        int n = h.length;
        double[] z = new double[4 * n];
        for (int k = 0; k < 4 * n; k++) {
            z[k] = phi[parts.get(2).offset() + k] + phi[parts.get(3).offset() + k];
            for (int j = 0; j < x.length; j++) {
                z[k] += phi[parts.get(0).offset() + k * x.length + j] * x[j];
            }
            for (int j = 0; j < n; j++) {
                z[k] += phi[parts.get(1).offset() + k * n + j] * h[j];
            }
        }
        for (int k = 0; k < n; k++) {
            c[k] = sigmoid(z[n + k]) * c[k] + sigmoid(z[k]) * Math.tanh(z[2 * n + k]);
            h[k] = sigmoid(z[3 * n + k]) * Math.tanh(c[k]);
        }
    }

    private static double sigmoid(double z) {
        return 1 / (1 + Math.exp(-z));
    }
}
