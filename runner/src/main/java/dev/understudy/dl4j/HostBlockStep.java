package dev.understudy.dl4j;

import dev.understudy.engine.fused.kernel.HostStep;
import dev.understudy.imitation.Imitator;
import java.nio.FloatBuffer;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.memory.MemoryWorkspace;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;

/**
 * The step over arrays in host memory, by the kernels of the fused engine. Contiguous float32 arrays are read and
 * written in place; all others, such as those of half precision, are copied to and from an array that is kept for it.
 */
final class HostBlockStep implements BlockStep {
    private final HostStep step;
    private final long width;
    private INDArray gradientCopy; // [1][N], made at first use
    private INDArray carryCopy; // [2H+1+S][N], likewise

    /**
     * @param width N, the most columns of one call
     * @param horizon as in {@link HostStep}
     */
    HostBlockStep(Imitator imitator, float[] phi, long width, int horizon) {
        this.width = width;
        step = new HostStep(imitator, phi, (int) width, horizon);
    }

    @Override
    public void run(INDArray gradients, INDArray carries, long from, long to, int done) {
        FloatBuffer g = inPlace(gradients);
        FloatBuffer state = inPlace(carries);
        if (g != null && state != null) {
            step.run(g, state, (int) carries.size(1), (int) from, (int) to, done);
        } else {
            runOnCopies(gradients, carries, from, to, done);
        }
    }

    /** A view of a matrix's numbers; null if they are not float32, have gaps, or exceed a buffer's size. */
    private static FloatBuffer inPlace(INDArray a) {
        boolean gaps = a.size(1) > 1 && a.stride(1) != 1 || a.size(0) > 1 && a.stride(0) != a.size(1);
        long bytes = a.data().underlyingLength() * Float.BYTES;
        return a.dataType() != DataType.FLOAT || gaps || bytes > Integer.MAX_VALUE
                ? null
                : a.data().asNioFloat().slice();
    }

    private void runOnCopies(INDArray gradients, INDArray carries, long from, long to, int done) {
        if (carryCopy == null) {
            // The caller may have a workspace open, which these arrays outlive.
            try (MemoryWorkspace none = Nd4j.getWorkspaceManager().scopeOutOfWorkspaces()) {
                gradientCopy = Nd4j.create(DataType.FLOAT, new long[] {1, width}, 'c');
                carryCopy = Nd4j.create(DataType.FLOAT, new long[] {carries.size(0), width}, 'c');
            }
        }
        INDArray g = columns(gradients, from, to);
        INDArray state = columns(carries, from, to);
        long n = to - from;
        columns(gradientCopy, 0, n).assign(g);
        columns(carryCopy, 0, n).assign(state);
        step.run(inPlace(gradientCopy), inPlace(carryCopy), (int) width, 0, (int) n, done);
        g.assign(columns(gradientCopy, 0, n));
        state.assign(columns(carryCopy, 0, n));
    }

    private static INDArray columns(INDArray a, long from, long to) {
        return a.get(NDArrayIndex.all(), NDArrayIndex.interval(from, to));
    }
}
