package dev.understudy.engine.fused.cuda;

import dev.understudy.imitation.Imitator;
import dev.understudy.imitation.Moments;
import java.util.List;

/** Features and head of an imitator, as the kernels read them: the struct Form of Features.cu. */
final class TileForm {
    private TileForm() {}

    /** Its words, in order. */
    static int[] words(Imitator imitator) {
        Moments moments = imitator.moments();
        List<Moments.State> states = imitator.states();
        int[] facts = {
            imitator.features().ordinal(),
            imitator.inputs(),
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

    private static int firstSignal(Imitator imitator) {
        return imitator.head() == Imitator.Head.SCALED ? -1 : imitator.features() == Imitator.Features.LOG_SIGN ? 1 : 0;
    }

    private static int flag(boolean value) {
        return value ? 1 : 0;
    }

    /** Rounded once from double. */
    private static int bits(double value) {
        return Float.floatToRawIntBits((float) value);
    }
}
