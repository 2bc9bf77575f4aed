package dev.understudy.engine.fused.cuda;

import dev.understudy.imitation.Imitator;
import dev.understudy.imitation.Moments;
import java.util.List;

/** Features and head of an imitator as the kernels read them: the struct Form of Features.cu. */
final class TileForm {
    private TileForm() {}

    /** The words of the struct, in order. */
    static int[] words(Imitator imitator) {
        Moments moments = imitator.moments();
        List<Moments.State> states = imitator.states();
        int[] facts = {
            imitator.features().ordinal(),
            rows(imitator),
            moments.first().size(),
            moments.second().size(),
            flag(moments.corrected()),
            flag(moments.raw()),
            flag(moments.sum()),
            flag(moments.own() > 0),
            states.size(),
            imitator.signals(),
            imitator.gates(),
            firstSignal(imitator),
            imitator.time() ? imitator.featureInputs() : -1,
            imitator.headOffset(),
            bits(imitator.gain())
        };
        int[] words = new int[facts.length + 3 * Math.max(1, states.size())];
        System.arraycopy(facts, 0, words, 0, facts.length);
        int at = facts.length;
        for (Moments.State state : states) {
            boolean sum = state.sort() == Moments.Sort.SUM;
            words[at++] = state.sort().ordinal();
            words[at++] = bits(state.rate());
            words[at++] = bits(sum ? 1 : 1 - state.rate());
        }
        return words;
    }

    /**
     * Rows kept per step: the first layer's inputs, followed by the gradient if it is a signal but not an input. 0 if
     * the gradients themselves are the only input.
     */
    static int rows(Imitator imitator) {
        if (imitator.features() == Imitator.Features.GRADIENT && !imitator.time()) {
            return 0;
        }
        return imitator.inputs() + (imitator.features() == Imitator.Features.LOG_GRADIENT ? 1 : 0);
    }

    /** Row of the first signal; −1 if the signal is a constant. */
    private static int firstSignal(Imitator imitator) {
        if (imitator.head() == Imitator.Head.SCALED) {
            return -1;
        }
        return switch (imitator.features()) {
            case GRADIENT, MOMENTS -> 0;
            case LOG_SIGN -> 1;
            case LOG_GRADIENT -> imitator.inputs();
        };
    }

    private static int flag(boolean value) {
        return value ? 1 : 0;
    }

    /** The bits of the value rounded once from double. */
    private static int bits(double value) {
        return Float.floatToRawIntBits((float) value);
    }
}
