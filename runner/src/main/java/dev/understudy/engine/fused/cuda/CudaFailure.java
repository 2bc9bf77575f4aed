package dev.understudy.engine.fused.cuda;

import java.util.Set;

/**
 * A driver call returned an error. The message has the call, the code, the driver's text and, if known, the last
 * launch's shape.
 */
public final class CudaFailure extends RuntimeException {
    private static final long serialVersionUID = 1;
    /** CUDA_ERROR_OUT_OF_MEMORY of cuda.h. */
    static final int OUT_OF_MEMORY = 2;
    /** CUDA_ERROR_UNSUPPORTED_PTX_VERSION. */
    static final int UNSUPPORTED_PTX = 222;
    /**
     * After these the context answers every call with an error, its memory cannot be trusted (ECC, NVLink), or the MPS
     * server is gone (806, 810).
     */
    private static final Set<Integer> STICKY =
            Set.of(4, 214, 220, 226, 700, 702, 709, 710, 714, 715, 716, 717, 718, 719, 721, 806, 810, 999);

    private final int code;

    CudaFailure(int code, String message) {
        super(message);
        this.code = code;
    }

    /** The CUresult of cuda.h. */
    public int code() {
        return code;
    }

    boolean isSticky() {
        return STICKY.contains(code);
    }
}
